// Looks for the weights of the second look (src/search/second-look.ts) that put the right articles first, by coordinate ascent, and prints them with what they
// are worth on the queries tuned on and on the third kept aside. It changes nothing: copy the weights by hand.
//   npm run bench:tune -- --set INDEX_DIR=QUERIES.jsonl [--set …] [--field query] [--passes 6] [--tune titleShare,met] [--measure]
// INDEX_DIR: the folder of one SQLite index (DATA_DIR/articles). QUERIES: one a line, { "qid", "query", "positive_ids", "also_ids"?, "kind"?, "self_contained"? };
// questions that cannot be understood alone are left out; each kind of query counts the same. --field: which text is asked, `query` where a query has none.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultIndexes, type IndexFields } from '../config/fields.js';
import { SqliteEngine } from '../src/engines/sqlite/sqlite-engine.js';
import { tiers } from '../src/query/condition.js';
import { lookFor } from '../src/search/look-features.js';
import { lookCandidatesOf, lookQueryOf } from '../src/search/look-query.js';
import { lookedAt } from '../src/search/find.js';
import { Searcher } from '../src/search/searcher.js';
import { lookWeights, type LookFeature } from '../src/search/second-look.js';
import { loadSegmenter } from '../src/text/segmenter.js';

interface TypedQuery {
  readonly qid: string; readonly positive_ids: readonly string[]; readonly also_ids?: readonly string[];
  readonly kind?: string; readonly self_contained?: boolean; readonly [field: string]: unknown;
}

/** A query with its candidates as rows of the table of features. */
interface Judged {
  readonly kind: string;
  readonly keptAside: boolean;
  /** Candidates that stand before all right ones whatever the weights are: those of stricter tiers. */
  readonly before: number;
  readonly right: readonly number[];
  readonly wrong: readonly number[];
}

const { values: options } = parseArgs({ options: {
  set: { type: 'string', multiple: true, default: [] }, field: { type: 'string', default: 'query' }, passes: { type: 'string', default: '6' },
  tune: { type: 'string' }, measure: { type: 'boolean', default: false },
} });
if (!options.set.length) throw new Error('name at least one --set INDEX_DIR=QUERIES.jsonl');

const names = Object.keys(lookWeights) as LookFeature[];
/** The exact title stands first by decision, not by measure. */
const tuned = options.tune ? names.filter(name => options.tune?.split(',').includes(name)) : names.filter(name => name !== 'titleExact');

/** FNV-1a, so that every run keeps the same third aside. */
const hash = (text: string): number => [...text].reduce((h, c) => Math.imul(h ^ (c.codePointAt(0) as number), 16777619) >>> 0, 2166136261);
const parts = 3, keptAside = 2;

const rows: number[][] = [];
const judged: Judged[] = [];
const segmenter = loadSegmenter();

for (const set of options.set) {
  const [dir, file] = set.split('=') as [string, string];
  const engine = SqliteEngine.open(defaultIndexes[0] as IndexFields, dir), searcher = new Searcher(engine, segmenter, {});
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (!line.trim()) continue;
    const typed = JSON.parse(line) as TypedQuery;
    if (typed.self_contained === false) continue;
    const text = typed[options.field] ?? typed['query'];
    if (typeof text !== 'string') throw new Error(`${file}: ${typed.qid} has no ${options.field}`);
    const { tiers: asked, plan } = await searcher.openTiers(await searcher.plan(text));
    const found = await engine.search({ tiers: asked, filter: null, sort: null, facets: [], callerRanks: true, offset: 0, limit: lookedAt });
    const { candidates, looks } = lookCandidatesOf(found.candidates, searcher.fields);
    const featuresOf = lookFor(await lookQueryOf(plan, engine)), right = new Set([...typed.positive_ids, ...(typed.also_ids ?? [])].map(String));
    const isRight = candidates.map(({ article }) => right.has(article.id)), tierOf = candidates.map(({ tier }) => tiers.indexOf(tier));
    const best = Math.min(...tierOf.filter((_, i) => isRight[i])), from = rows.length;
    for (const look of looks) {
      const features = featuresOf(look);
      rows.push(names.map(name => features[name]));
    }
    const numbers = tierOf.flatMap((tier, i) => tier === best ? [i] : []);
    judged.push({
      kind: `${basename(file).split('.')[0]}${typed.kind ? ` ${typed.kind}` : ''}`, keptAside: hash(typed.qid) % parts === keptAside, before: tierOf.filter(tier => tier < best).length,
      right: numbers.filter(i => isRight[i]).map(i => from + i), wrong: numbers.filter(i => !isRight[i]).map(i => from + i),
    });
  }
  await engine.close();
}

const kinds = [...new Set(judged.map(query => query.kind))];
const columns = names.map((_, j) => Float64Array.from(rows, row => row[j] as number));

type Weights = Record<LookFeature, number>;

function scoresBy(weights: Weights): Float64Array {
  const scores = new Float64Array(rows.length);
  names.forEach((name, j) => { (columns[j] as Float64Array).forEach((value, i) => { scores[i] = (scores[i] as number) + weights[name] * value; }); });
  return scores;
}

/** How much a right article's lead over the others counts beside its rank, so that the ascent has a slope where ranks stay the same. */
const leadShare = 0.1, farBehind = -6, alike = 1e-7, ranksThatCount = 10;

/** @returns the mean of 1/rank for each kind, and what the ascent makes greater: their sum and the leads */
function worth(scores: Float64Array, which: (query: Judged) => boolean): { mrr: Record<string, number>; value: number } {
  const sums = new Map(kinds.map(kind => [kind, { queries: 0, reciprocal: 0, behind: 0 }]));
  for (const query of judged) {
    if (!which(query)) continue;
    const sum = sums.get(query.kind) as { queries: number; reciprocal: number; behind: number };
    sum.queries++;
    let best = -1;
    for (const i of query.right) if (best < 0 || (scores[i] as number) > (scores[best] as number) + alike) best = i;
    if (best < 0) continue;
    let rank = 1 + query.before, others = 1;
    for (const i of query.wrong) {
      const lead = (scores[i] as number) - (scores[best] as number);
      if (lead > alike || (lead > -alike && i < best)) rank++;
      if (lead > farBehind) others += Math.exp(lead);
    }
    if (rank <= ranksThatCount) sum.reciprocal += 1 / rank;
    sum.behind += Math.log(others);
  }
  const of = [...sums].filter(([, { queries }]) => queries > 0);
  return {
    mrr: Object.fromEntries(of.map(([kind, { queries, reciprocal }]) => [kind, reciprocal / queries])),
    value: of.reduce((value, [, { queries, reciprocal, behind }]) => value + (reciprocal - leadShare * behind) / queries, 0),
  };
}

const factors = [0.5, 0.75, 0.9, 1.1, 1.33, 2], step = 0.3, least = 1e-6;

/** Changes one weight at a time as long as that helps. */
function ascend(which: (query: Judged) => boolean): Weights {
  const weights: Weights = { ...lookWeights };
  let scores = scoresBy(weights), value = worth(scores, which).value;
  for (let pass = 0; pass < Number(options.passes); pass++) {
    const before = value;
    for (const name of tuned) {
      const column = columns[names.indexOf(name)] as Float64Array, now = weights[name];
      for (const tried of new Set([...factors.map(factor => now * factor), now + step, Math.max(0, now - step), 0])) {
        const moved = scores.map((score, i) => score + (tried - weights[name]) * (column[i] as number)), then = worth(moved, which).value;
        if (then <= value + least) continue;
        scores = moved;
        value = then;
        weights[name] = tried;
      }
    }
    if (value <= before + least) break;
  }
  return weights;
}

const tunedOn = (query: Judged) => !query.keptAside, aside = (query: Judged) => query.keptAside;
function report(title: string, weights: Weights): void {
  const scores = scoresBy(weights), on = worth(scores, tunedOn).mrr, off = worth(scores, aside).mrr, both = worth(scores, () => true).mrr;
  const digits = (mrr: number | undefined) => mrr === undefined ? '-' : mrr.toFixed(4);
  console.log(`\n${title}: MRR@10 tuned on / kept aside / together`);
  for (const kind of kinds) console.log(`  ${kind.padEnd(20)} ${digits(on[kind])} / ${digits(off[kind])} / ${digits(both[kind])}  (${judged.filter(query => query.kind === kind).length} queries)`);
}

console.log(`${judged.length} queries, ${rows.length} candidates, ${tuned.length} weights`);
report('as it is', lookWeights);
if (!options.measure) {
  const weights = ascend(tunedOn);
  report('tuned', weights);
  console.log(JSON.stringify(Object.fromEntries(names.map(name => [name, Math.round(100 * weights[name]) / 100]))));
}
