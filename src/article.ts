/** A value of an article's field, as given and as given back. */
export type FieldValue = string | number | boolean | null | FieldValue[] | { [key: string]: FieldValue };

/** An article (or any other document): an id and its fields. Known fields have been checked, unknown ones are kept. */
export interface Article {
  readonly id: string;
  readonly [field: string]: FieldValue;
}

/** A text as it is searched; several texts stand apart, so that no phrase runs from one into the next. */
export function textOf(value: FieldValue | undefined): string {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.filter(v => typeof v === 'string').join('\n') : '';
}
