import { join } from 'node:path';
import type { IndexFields } from '../../config/fields.js';
import type { Settings } from '../../config/settings.js';
import type { Article } from '../article.js';
import type { SynonymTable } from '../query/synonyms.js';
import type { AnalyzedArticle, BuildInfo } from './engine.js';

/** What was backed up. */
export interface BackupInfo {
  readonly index: string;
  /** The file; of a server that keeps its dumps itself, the dump's name. */
  readonly backup: string;
  readonly articles: number;
  readonly sizeBytes: number | null;
}

/** What a backup holds beside the articles. */
export interface BackupState {
  readonly index: string;
  /** ISO time. */
  readonly madeAt: string;
  readonly articles: number;
  readonly synonyms: SynonymTable | null;
  /** The user's dictionary as it was put into the data folder; null: none was. */
  readonly dictionary: string | null;
}

/** Bytes on the disk. */
export interface CompactInfo {
  readonly index: string;
  readonly before: number;
  readonly after: number;
}

export type Analyze = (article: Article, origin: string) => Promise<AnalyzedArticle>;

/** What keeps an index for years, done beside a running service. */
export interface Maintenance {
  /** Whether backups are files here, rather than dumps that the server keeps. */
  readonly keepsFiles: boolean;
  /**
   * Copies what is live, with its synonyms and the user's dictionary, as it is at one moment; writes and searches go on.
   * @param path a file that is not there yet; null for a server's own dump
   * @throws {@link MaintenanceError}
   */
  backup(path: string | null, dictionary: string | null): Promise<BackupInfo>;
  /**
   * What a backup is, looked at before anything is done with it.
   * @returns `fits`: it can go live as it is; otherwise its articles can be written anew
   * @throws {@link MaintenanceError} for what is no backup, damaged, of another index or of a newer version
   */
  inspect(path: string): Promise<BackupState & { readonly fits: boolean }>;
  /** The articles of a backup of any version. */
  stored(path: string): AsyncIterable<{ readonly article: Article; readonly origin: string; readonly place: string | null }>;
  /**
   * Puts a backup beside what is live, checks it and switches to it with its synonyms; what was live (damaged or not) becomes the build before.
   * @throws {@link MaintenanceError}, ReindexRunning
   */
  restore(path: string, by: string): Promise<BuildInfo>;
  /** Makes what is live as small as it can be; writes go on meanwhile, and none is lost. */
  compact(by: string, analyze: () => Promise<Analyze>): Promise<CompactInfo>;
}

/** Says what stands in the way, and what to do. */
export class MaintenanceError extends Error {
  override readonly name = 'MaintenanceError';
}

type EngineSettings = Pick<Settings, 'ENGINE' | 'DATA_DIR' | 'MEILI_URL' | 'MEILI_KEY' | 'MEILI_WRITE_KEY' | 'MEILI_INDEX_PREFIX'>;

/** @param masterKey of Meilisearch, which only a dump needs */
export async function openMaintenance(fields: IndexFields, settings: EngineSettings, masterKey?: string): Promise<Maintenance> {
  if (settings.ENGINE === 'sqlite') {
    const { SqliteMaintenance } = await import('./sqlite/maintenance.js');
    return new SqliteMaintenance(fields, join(settings.DATA_DIR, fields.index));
  }
  const { MeilisearchMaintenance } = await import('./meilisearch/maintenance.js');
  const writeKey = settings.MEILI_WRITE_KEY ?? settings.MEILI_KEY ?? '';
  return new MeilisearchMaintenance(fields, { url: settings.MEILI_URL ?? '', searchKey: writeKey, writeKey, indexPrefix: settings.MEILI_INDEX_PREFIX }, masterKey ?? writeKey);
}
