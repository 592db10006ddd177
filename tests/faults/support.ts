import { once } from 'node:events';
import { loadSegmenter } from '../../src/text/segmenter.js';
import { openEngine } from '../../src/engines/open.js';
import { Searcher } from '../../src/search/searcher.js';
import { defaultIndexes, type IndexFields } from '../../config/fields.js';
import { readSettings } from '../../config/settings.js';
import { said, serverPath, type Child, type Place } from '../cli/support.js';
import { adminKey, Client } from '../http/support.js';

const [fields] = defaultIndexes as readonly [IndexFields];

/** How often a fault is made: few in `npm test`; `npm run test:faults` sets `FAULT_ROUNDS`. */
export const rounds = (usual: number): number => Number(process.env['FAULT_ROUNDS'] ?? usual);

/** Stands in the tests' names: `FAULT_SEED=… npm run test:faults` makes the same choices again. */
export const seed = Number(process.env['FAULT_SEED'] ?? Date.now() % 1_000_000);

/** Numbers from 0 up to 1, the same ones for the same seed (mulberry32). */
export function random(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const places = ['渡口', '菜市场', '图书馆', '水文站', '小学', '老桥'], people = ['老魏', '何雨', '周桂兰', '林晓'];
/** Articles of which every one says in title and body from which generation it is. */
export const generation = (number: number, count: number) => Array.from({ length: count }, (_, i) => ({
  id: `g${i}`, date: `2025-0${1 + i % 9}-1${i % 10}`, section: places[i % 6], title: `${mark(number)}：${places[i % 6]}第${i}号见闻`,
  body: `${people[i % 4]}在${places[i % 6]}说，今年的河水比去年高了${i % 37}厘米，${mark(number)}的报纸昨天送到。`.repeat(1 + i % 4),
}));
/** Alike in length, so that the order is the same in all generations. */
export const mark = (number: number) => `第${String(number).padStart(4, '0')}代稿`;

export const queries = ['"河水"', '渡口', '老魏 去年', '图书馆的报纸', '林晓', 'shuiwenzhan', '周桂兰 -老桥', '第17号'];

/** What the live index answers to all queries as one who opens it now is told: ids in order, and from which generations they are. */
export async function answers(environment: Readonly<Record<string, string>>): Promise<{ readonly ids: readonly string[]; readonly generations: readonly string[] }> {
  const settings = readSettings({ ...environment, SEARCH_THREADS: '0' }), engine = await openEngine(fields, settings);
  try {
    const searcher = new Searcher(engine, loadSegmenter(), {}, settings.TIMEZONE, 60_000);
    const generations = new Set<string>(), ids: string[] = [];
    for (const q of queries) {
      const { hits, total } = await searcher.search({ q, page: 1, perPage: 50, highlight: 'snippet', snippetChars: 60, filter: null, facets: [], sort: null });
      ids.push(`${q} ${total}: ${hits.map(hit => hit.id).join(' ')}`);
      for (const found of JSON.stringify(hits).match(/第\d+代稿/g) ?? []) generations.add(found);
    }
    return { ids, generations: [...generations] };
  } finally {
    await engine.close();
  }
}

/** A service as a process of its own. */
export async function service(at: Place, environment: Readonly<Record<string, string>> = {}): Promise<{ readonly child: Child; readonly client: Client; readonly errors: () => string }> {
  const child = at.start(serverPath, [], { LOG_LEVEL: 'error', ADMIN_KEY: adminKey, SEARCH_THREADS: '1', ...environment });
  let errors = '';
  child.stderr.on('data', (part: Buffer) => { errors += part.toString(); });
  const [, address = ''] = await said(child, /^jianbao: (http:\S+)\/$/m);
  return { child, client: new Client(address), errors: () => errors };
}

export async function kill(child: Child): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
