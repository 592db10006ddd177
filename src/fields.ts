import type { Field } from '../config/fields.js';
import { foldText } from './text/fold.js';

/** The field that a reader means by its name or an alias, in any case and script variant (標題 is 标题). */
export function fieldByName(fields: readonly Field[], typed: string): Field | undefined {
  const name = foldText(typed);
  return fields.find(field => [field.name, ...field.aliases ?? []].some(known => foldText(known) === name));
}
