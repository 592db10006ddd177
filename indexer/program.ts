import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { packageDir } from '../config/paths.js';
import type { clipCommand } from './commands/clip.js';
import type { backupCommand, compactCommand, restoreCommand } from './commands/maintain.js';
import type { reindexCommand } from './commands/reindex.js';
import type { keyCommand } from './commands/key.js';
import type { setupKeysCommand } from './commands/setup-keys.js';
import type { verifyCommand } from './commands/verify.js';
import type { explainCommand, rollbackCommand, searchCommand, statusCommand } from './commands/ask.js';

const { version } = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')) as { version: string };

const collect = (value: string, before: readonly string[]): string[] => [...before, value];

// Loaded when it is their turn: help and wrong usage answer at once.
const ask = () => import('./commands/ask.js');
const maintain = () => import('./commands/maintain.js');

const changing: ReadonlySet<string> = new Set(['reindex', 'rollback', 'restore', 'compact', 'setup-keys']);

/** Writes down a command that changed something; one that failed has thrown, and changed nothing. */
async function audited(command: Command): Promise<void> {
  const { dryRun, index } = command.opts<{ dryRun?: boolean; index?: string }>();
  if (!changing.has(command.name()) || dryRun) return;
  const [{ readSettings }, { openAudit }] = await Promise.all([import('../config/settings.js'), import('../src/audit.js')]);
  openAudit(readSettings().DATA_DIR).record({ action: `jianbao ${command.name()}`, index: index ?? null });
}

/** The `jianbao` command line. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done with some records rejected. */
export function program(): Command {
  const jianbao = new Command('jianbao')
    .description('Full-text search for Chinese newspaper articles')
    .version(version)
    .exitOverride()
    .addHelpText('after', '\nExit codes: 0 done, 1 failed, 2 wrong usage, 3 done with some records rejected.\nSettings come from the environment and from .env; see .env.example.');
  jianbao.hook('postAction', (_, done) => audited(done));
  const command = (name: string, description: string) => jianbao.command(name).description(description).exitOverride();
  const index = new Option('--index <name>', 'the index to use (default: the first one)');
  const json = new Option('--json', 'answer as JSON, for programs');

  command('serve', 'serve the HTTP API and the search page').action(async () => { await import('../src/server.js'); });

  command('reindex', 'build a new index from files or folders beside the live one, then switch to it')
    .argument('[paths...]', 'files or folders; - is standard input; default: the setting SOURCE')
    .option('--dry-run', 'read, check and cut, but write nothing')
    .option('--incremental', 'write into the live index only what changed, remove what is gone from the same source')
    .option('--publication <name>', 'publication of articles that name none')
    .option('--date <date>', 'date of articles that have none')
    .option('--encoding <name>', 'decode files so, e.g. gb18030 (default: recognised)')
    .option('--kind <kind>', 'read files as this kind, e.g. page, ndjson, json, csv (default: recognised)')
    .option('--min-confidence <0..1>', 'keep out clipped articles that the clipper is less sure of')
    .option('--max-rejected <share>', 'switch over only when of 1,000 records and more no larger share was rejected, e.g. 5% (default: 1%)')
    .option('--map <theirs=ours>', 'a field name of the source and ours; may be given several times', collect, [])
    .addOption(index).addOption(json)
    .action(async (...args: Parameters<typeof reindexCommand>) => (await import('./commands/reindex.js')).reindexCommand(...args));

  command('clip', 'cut raw newspaper pages into articles')
    .argument('<files...>', 'page texts, or folders of them')
    .option('--out <dir>', 'write NAME.json for each NAME.txt (default: NDJSON on standard output)')
    .option('--report <file>', 'also draw the pages as HTML, articles coloured, doubtful places marked')
    .option('--encoding <name>', 'decode files so (default: recognised)')
    .option('--publication <name>').option('--date <date>').option('--page <page>')
    .action(async (...args: Parameters<typeof clipCommand>) => (await import('./commands/clip.js')).clipCommand(...args));

  command('search', 'search, as GET /api/search does')
    .argument('<query...>', 'what to look for; -word excludes')
    .allowUnknownOption()
    .option('--page <n>', 'page, from 1').option('--per-page <n>', 'hits on a page').option('--filter <filter>').option('--sort <sort>').option('--facets <names>')
    .option('--duplicates <fold|show>', 'whether near-duplicates come as one hit (default: fold)')
    .addOption(index).addOption(json)
    .action(async (...args: Parameters<typeof searchCommand>) => (await ask()).searchCommand(...args));

  command('explain', 'show how a query is understood, and why an article is found or not')
    .argument('<query>').argument('[id]')
    .allowUnknownOption()
    .addOption(index).addOption(json)
    .action(async (...args: Parameters<typeof explainCommand>) => (await ask()).explainCommand(...args));

  command('status', 'what is live, what was before, how large').addOption(index).addOption(json).action(async (...args: Parameters<typeof statusCommand>) => (await ask()).statusCommand(...args));
  command('rollback', 'put the build before back').addOption(index).addOption(json).action(async (...args: Parameters<typeof rollbackCommand>) => (await ask()).rollbackCommand(...args));

  command('backup', 'copy what is live, with its synonyms and the dictionary, while the service runs')
    .argument('[path]', 'a file that is not there yet, or a folder (Meilisearch: none, it writes a dump of its own)')
    .addOption(new Option('--index <name>', 'only this index (default: all)')).addOption(json)
    .action(async (...args: Parameters<typeof backupCommand>) => (await maintain()).backupCommand(...args));
  command('restore', 'check a backup and put it in the place of what is live, which becomes the build before')
    .argument('<file>').addOption(index).addOption(json)
    .action(async (...args: Parameters<typeof restoreCommand>) => (await maintain()).restoreCommand(...args));
  command('verify', 'look for every stored article by its own title and by a random piece of its body')
    .option('--sample <n>', 'only so many articles, chosen at random (default: all)')
    .option('--seed <n>', 'choose the same articles and pieces as a run before, which names its own')
    .addOption(index).addOption(json)
    .action(async (...args: Parameters<typeof verifyCommand>) => (await import('./commands/verify.js')).verifyCommand(...args));
  command('compact', 'make what is live as small as it can be, while the service runs')
    .addOption(index).addOption(json)
    .action(async (...args: Parameters<typeof compactCommand>) => (await maintain()).compactCommand(...args));

  command('setup-keys', 'make the two Meilisearch keys of the service, with MEILI_MASTER_KEY')
    .option('--out <file>', 'write them there, for MEILI_KEYS_FILE (default: standard output)')
    .addOption(json)
    .action(async (...args: Parameters<typeof setupKeysCommand>) => (await import('./commands/setup-keys.js')).setupKeysCommand(...args));
  command('key', 'make a random key for ADMIN_KEY or SEARCH_KEYS; or, with any of the options, a token for a site, signed with a search key')
    .option('--search <key>', 'the search key to sign with (default: the first of SEARCH_KEYS)')
    .option('--filter <filter>', 'what every article must meet that the token shows')
    .option('--index <name>', 'an index that it opens (default: all); may be given several times', collect, [])
    .option('--expires <time>', 'how long it is good, such as 12h, 30d, 8w (default: as long as its key)')
    .addOption(json)
    .action(async (...args: Parameters<typeof keyCommand>) => (await import('./commands/key.js')).keyCommand(...args));
  return jianbao;
}
