import Database from 'better-sqlite3';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { IndexFields } from '../../../config/fields.js';
import type { BuildInfo } from '../engine.js';
import { MaintenanceError, type Analyze, type BackupInfo, type BackupState, type CompactInfo, type Maintenance } from '../maintenance.js';
import { copyPacked, faultOf, flush, readBackup, storedIn, writeBackup } from './backup.js';
import { BuildFile } from './build-file.js';
import { openControl, type Control } from './control.js';
import { buildPath, newBuildName, removeBuild, removeLeftovers } from './files.js';
import { layoutOf, type Layout } from './schema.js';
import { infoOf, SqliteBuild } from './sqlite-build.js';
import { isUnusable, type StoredArticle } from './versions.js';

/** Of the embedded engine: through the files and the control database alone, so that it works beside a service and where the live build cannot be opened. */
export class SqliteMaintenance implements Maintenance {
  readonly keepsFiles = true;
  readonly #layout: Layout;

  constructor(fields: IndexFields, readonly folder: string) {
    this.#layout = layoutOf(fields);
  }

  /** @param isNew whether there may be nothing yet */
  #with<T>(use: (control: Control) => T, isNew = false): T {
    if (isNew) mkdirSync(this.folder, { recursive: true });
    else if (!existsSync(join(this.folder, 'control.db'))) throw new MaintenanceError('there is no index yet');
    const control = openControl(this.folder);
    const close = () => { control.close(); };
    try {
      const result = use(control);
      if (result instanceof Promise) void result.then(close, close);
      else close();
      return result;
    } catch (error) {
      close();
      throw error;
    }
  }

  #liveOf(control: Control): string {
    const live = control.live();
    if (live === null) throw new MaintenanceError('there is no index yet');
    if (!existsSync(buildPath(this.folder, live))) throw new MaintenanceError(`the file of the live build ${live} is missing: restore a backup, or run a reindex`);
    return live;
  }

  async backup(path: string, dictionary: string | null): Promise<BackupInfo> {
    return this.#with(control => writeBackup(buildPath(this.folder, this.#liveOf(control)), this.#layout, path, { synonyms: control.synonyms(), dictionary }));
  }

  async inspect(path: string): Promise<BackupState & { readonly fits: boolean }> { return readBackup(path, this.#layout); }

  stored(path: string): AsyncIterable<StoredArticle> { return storedIn(path); }

  async restore(path: string, by: string): Promise<BuildInfo> {
    const { synonyms } = readBackup(path, this.#layout);
    return this.#with(control => {
      const name = newBuildName(), to = buildPath(this.folder, name);
      control.begin(name, by);
      try {
        removeLeftovers(this.folder, control, name);
        copyFileSync(path, to);
        const db = new Database(to);
        try {
          const fault = faultOf(db);
          if (fault !== null) throw new MaintenanceError(`${path} is damaged (${fault}): the live index is as it was`);
          db.exec('DROP TABLE backup');
          db.pragma('journal_mode = WAL');
        } finally {
          db.close();
        }
        flush(to);
        const file = BuildFile.open(to, this.#layout);
        if (!file) throw new MaintenanceError(`${path} is damaged: the live index is as it was`);
        const info = infoOf(file, name);
        file.close();
        control.publish(name);
        control.putSynonyms(synonyms);
        removeLeftovers(this.folder, control, null);
        return info;
      } catch (error) {
        if (control.live() !== name) removeBuild(this.folder, name);
        control.end(name);
        throw error;
      }
    }, true);
  }

  async compact(by: string, analyze: () => Promise<Analyze>): Promise<CompactInfo> {
    return this.#with(async control => {
      const liveName = this.#liveOf(control), live = BuildFile.open(buildPath(this.folder, liveName), this.#layout);
      if (!live) throw new MaintenanceError(`the live build ${liveName} is damaged or of another version: restore a backup, or run a reindex`);
      const name = newBuildName(), to = buildPath(this.folder, name);
      const isLive = () => control.live() === liveName;
      let build: SqliteBuild | null = null, begun = false;
      try {
        const before = live.sizeBytes();
        live.db.transaction(() => {
          control.begin(name, by);
          live.db.exec('DELETE FROM changes');
        }).immediate();
        begun = true;
        copyPacked(live.path, to, this.#layout);
        packStreams(to);
        build = new SqliteBuild(name, BuildFile.reopen(to, this.#layout), {
          control, isLive, info: infoOf, published: () => undefined,
          live: () => {
            if (!isLive()) throw new MaintenanceError('another build went live meanwhile: nothing was made smaller');
            return live;
          },
          switchTo: () => { control.replace(name); },
          removeFiles: () => { removeBuild(this.folder, name); },
        });
        const { sizeBytes } = await build.publish(await analyze());
        live.close();
        removeBuild(this.folder, liveName);
        return { index: this.#layout.fields.index, before, after: sizeBytes };
      } catch (error) {
        live.close();
        await build?.abandon();
        if (begun && control.live() !== name) removeBuild(this.folder, name);
        if (begun) control.end(name);
        throw isUnusable(error) ? new MaintenanceError(`the live build ${liveName} is damaged, nothing was changed: restore a backup, or run a reindex`, { cause: error }) : error;
      }
    });
  }
}

/** Merges what many writes have left of the streams, in a copy that nobody else has. */
function packStreams(path: string): void {
  const db = new Database(path);
  db.pragma('journal_mode = OFF');
  db.pragma('synchronous = OFF');
  // They are counted again from one at the end.
  db.exec("INSERT INTO words (words) VALUES ('optimize'); INSERT INTO characters (characters) VALUES ('optimize'); UPDATE vocabulary SET count = 1; VACUUM");
  db.close();
}
