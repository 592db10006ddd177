import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { dictionaryInForce, putDictionaryPath } from '../../config/dictionary.js';
import { defaultIndexes, type IndexFields } from '../../config/fields.js';
import { readSettings, withDotenv, type Settings } from '../../config/settings.js';
import { openMaintenance, type BackupInfo, type BackupState, type Maintenance } from '../../src/engines/maintenance.js';
import { openEngine } from '../../src/engines/open.js';
import { analyzerFor } from '../../src/ingest/analyze.js';
import { loadSegmenter } from '../../src/text/segmenter.js';
import { rebuild } from '../rebuild.js';
import { UsageError } from '../usage.js';
import { fieldsOf, printJson } from './with-index.js';

interface Options { readonly index?: string; readonly json?: boolean }

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
const by = (what: string) => `${what} by ${userInfo().username}@${hostname()}`;

async function maintenanceOf(fields: IndexFields, settings: Settings): Promise<Maintenance> {
  return openMaintenance(fields, settings, withDotenv()['MEILI_MASTER_KEY']);
}

/** Backs up every index into a folder, or one into a file. */
export async function backupCommand(path: string | undefined, { index, json }: Options): Promise<void> {
  const settings = readSettings();
  const all = index === undefined ? defaultIndexes : [fieldsOf(index)];
  const made: BackupInfo[] = [];
  for (const fields of all) {
    const maintenance = await maintenanceOf(fields, settings);
    if (maintenance.keepsFiles && path === undefined) throw new UsageError('name the file, or the folder, to write the backup to');
    if (!maintenance.keepsFiles && path !== undefined) throw new UsageError('Meilisearch writes its dumps into a folder of its own (--dump-dir): name no file');
    if (path !== undefined && all.length > 1 && !isFolder(path)) throw new UsageError(`there are several indexes: name a folder, or one of them with --index`);
    const dictionary = putDictionaryPath(settings.DATA_DIR);
    made.push(await maintenance.backup(path === undefined ? null : fileFor(path, fields.index), existsSync(dictionary) ? readFileSync(dictionary, 'utf8') : null));
    // A dump holds all indexes.
    if (!maintenance.keepsFiles) break;
  }
  const dumped = settings.ENGINE === 'meilisearch';
  if (json) { printJson(made); return; }
  for (const { index: name, backup, articles, sizeBytes } of made)
    process.stdout.write(dumped
      ? `Meilisearch wrote ${backup} into its dump folder (--dump-dir, by default dumps/ where it was started): ${articles} articles of the index ${name}, and all else that the server has.\nTo restore it: start Meilisearch with --import-dump ${backup} on an empty database folder.\n`
      : `${backup}: ${articles} articles of the index ${name}, ${megabytes(sizeBytes ?? 0)}\n`);
  if (dumped && existsSync(putDictionaryPath(settings.DATA_DIR))) process.stdout.write(`The user's dictionary is not in it: keep ${putDictionaryPath(settings.DATA_DIR)} too.\n`);
}

const isFolder = (path: string): boolean => /[/\\]$/.test(path) || (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false);

function fileFor(path: string, index: string): string {
  const file = isFolder(path) ? join(path, `${index}-${new Date().toISOString().replace(/\.\d+Z$/, 'Z').replaceAll(':', '')}.backup`) : path;
  if (!statSync(dirname(resolve(file)), { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`there is no folder ${dirname(resolve(file))}`);
  return file;
}

/** Puts a backup back: checks it, then switches to it, then puts back the dictionary that it was made with. */
export async function restoreCommand(path: string, { index, json }: Options): Promise<void> {
  const settings = readSettings(), fields = fieldsOf(index);
  const maintenance = await maintenanceOf(fields, settings);
  const backup = await maintenance.inspect(path);
  // What is cut anew is cut with the backup's dictionary.
  const keptBefore = backup.fits ? null : restoreDictionary(settings.DATA_DIR, backup.dictionary);
  const live = backup.fits ? await maintenance.restore(path, by('a restore')) : await rebuilt(path, backup, maintenance, fields, settings);
  const kept = keptBefore ?? restoreDictionary(settings.DATA_DIR, backup.dictionary);
  if (json) { printJson({ live: live.name, articles: live.articles, madeAt: backup.madeAt, rebuilt: !backup.fits, dictionaryKept: kept }); return; }
  process.stdout.write(`live: ${live.name}, ${live.articles} articles, as of ${backup.madeAt}${backup.fits ? '' : ' (written anew: the backup is of an older version, or for other fields)'}; what was live before is the build before\n`);
  if (kept !== null) process.stdout.write(`The user's dictionary was replaced, too; it stands in ${basename(kept)} beside it.\n`);
}

/** What an older version wrote is cut anew. */
async function rebuilt(path: string, { synonyms }: BackupState, maintenance: Maintenance, fields: IndexFields, settings: Settings) {
  const engine = await openEngine(fields, settings);
  try {
    const live = await rebuild({ engine, fields, articles: maintenance.stored(path), dictionary: dictionaryInForce(settings.DATA_DIR), by: by('a restore') });
    await engine.putSynonyms(synonyms);
    return live;
  } finally {
    await engine.close();
  }
}

/** @returns where the dictionary stands that was there before, if it was another one */
function restoreDictionary(dataDir: string, dictionary: string | null): string | null {
  const path = putDictionaryPath(dataDir), before = existsSync(path) ? readFileSync(path, 'utf8') : null;
  if (before === dictionary) return null;
  mkdirSync(dataDir, { recursive: true });
  const kept = before === null ? null : join(dataDir, 'dictionary-before-restore.txt');
  if (kept !== null) writeFileSync(kept, before as string);
  if (dictionary === null) rmSync(path);
  else {
    writeFileSync(`${path}.new`, dictionary, { flush: true });
    renameSync(`${path}.new`, path);
  }
  return kept;
}

/** Makes the live build as small as it can be. */
export async function compactCommand({ index, json }: Options): Promise<void> {
  const settings = readSettings(), fields = fieldsOf(index);
  const compacted = await (await maintenanceOf(fields, settings)).compact(by('compact'), async () => {
    const analyze = analyzerFor(fields, loadSegmenter(dictionaryInForce(settings.DATA_DIR)));
    return async (article, origin) => analyze(article, origin);
  });
  if (json) { printJson(compacted); return; }
  const { before, after } = compacted;
  process.stdout.write(`${compacted.index}: ${megabytes(before)} before, ${megabytes(after)} after${settings.ENGINE === 'meilisearch' ? ' (all databases of the server)' : ''}\n`);
}
