import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { configDir } from './paths.js';

/** What is typed → what else to find. */
export const synonymTableSchema = z.record(z.string().trim().min(1).max(200), z.array(z.string().trim().min(1).max(200)).max(10_000));

/** The table of `config/synonyms.json`, which acts until one is put over HTTP. */
export function readSynonyms(path = join(configDir, 'synonyms.json')): z.infer<typeof synonymTableSchema> {
  const read = synonymTableSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (!read.success) throw new Error(`${path}: ${z.prettifyError(read.error)}`);
  return read.data;
}
