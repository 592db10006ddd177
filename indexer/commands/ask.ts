import { dictionaryInForce } from '../../config/dictionary.js';
import type { Settings } from '../../config/settings.js';
import { readSynonyms } from '../../config/synonyms.js';
import { misfitError, type Engine } from '../../src/engines/engine.js';
import { checkQuery, searchRequest } from '../../src/http/parameters.js';
import { Problem, problemOf } from '../../src/http/problems.js';
import { explain } from '../../src/search/explain.js';
import { Searcher } from '../../src/search/searcher.js';
import { loadSegmenter } from '../../src/text/segmenter.js';
import { UsageError } from '../usage.js';
import { printJson, withIndex } from './with-index.js';

interface Common { readonly index?: string; readonly json?: boolean }
interface SearchOptions extends Common { readonly page?: string; readonly perPage?: string; readonly filter?: string; readonly sort?: string; readonly facets?: string; readonly duplicates?: string }

/** Marks as a terminal shows them: bold, or 【…】 where there are no colours. */
function plain(html: string): string {
  const [open, close] = process.stdout.isTTY ? ['\u001b[1;33m', '\u001b[0m'] : ['【', '】'];
  return html.replaceAll('<mark>', open).replaceAll('</mark>', close)
    .replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
}

/** `-word` excludes and is no option; what begins with two lines was meant as one. */
function refuseUnknownOptions(words: readonly string[]): void {
  const unknown = words.find(word => /^--[a-z]/.test(word));
  if (unknown !== undefined) throw new UsageError(`unknown option ${unknown}`);
}

const searcherOf = (engine: Engine, { DATA_DIR, TIMEZONE }: Settings): Searcher => new Searcher(engine, loadSegmenter(dictionaryInForce(DATA_DIR)), readSynonyms(), TIMEZONE);

export async function searchCommand(words: readonly string[], { index, json, ...given }: SearchOptions): Promise<void> {
  refuseUnknownOptions(words);
  await withIndex(index, async (engine, fields, settings) => {
    const request = asUsage(() => searchRequest({ q: words.join(' '), ...given }, fields));
    const answer = await searcherOf(engine, settings).search(request);
    if (json) { printJson(answer); return; }
    if (answer.total === 0 && !await engine.ready()) process.stderr.write('nothing is indexed yet: jianbao reindex PATH…\n');
    process.stdout.write(`${answer.total} articles, ${answer.match ?? 'no match'}, ${answer.tookMs} ms\n`);
    answer.hits.forEach((hit, i) => {
      const title = hit.marked[fields.titleField];
      const about = ['publication', 'date', 'page'].map(name => hit.article[name]).filter(value => typeof value === 'string').join(' · ');
      process.stdout.write(`\n${(answer.page - 1) * answer.perPage + i + 1}. ${typeof title === 'string' ? plain(title) : ''}  [${hit.id}]${about ? `\n   ${about}` : ''}\n`);
      if (hit.alsoIn) process.stdout.write(`   also in ${hit.alsoIn} other ${hit.alsoIn === 1 ? 'article' : 'articles'} (--duplicates show)\n`);
      for (const snippet of hit.snippets) process.stdout.write(`   ${plain(snippet).replace(/\s+/g, ' ')}\n`);
    });
    if (answer.facets) process.stdout.write(`\n${JSON.stringify(answer.facets)}\n`);
  });
}

function asUsage<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    const problem = problemOf(error);
    if (problem instanceof Problem && problem.status < 500) throw new UsageError(problem.detail);
    throw error;
  }
}

export async function explainCommand(query: string, id: string | undefined, { index, json }: Common): Promise<void> {
  refuseUnknownOptions([query]);
  asUsage(() => { checkQuery(query); });
  await withIndex(index, async (engine, _fields, settings) => {
    const explained = await explain(searcherOf(engine, settings), query, id ?? null);
    if (json) printJson(explained);
    else process.stdout.write(`${JSON.stringify(explained, null, 2)}\n`);
  });
}

export async function statusCommand({ index, json }: Common): Promise<void> {
  await withIndex(index, async engine => {
    const status = await engine.status();
    if (json) { printJson(status); return; }
    process.stdout.write(`engine    ${status.engine} ${status.version}\nindex     ${status.index}\n`);
    for (const [name, build] of [['live', status.live], ['previous', status.previous]] as const)
      process.stdout.write(`${name.padEnd(10)}${build ? `${build.name}: ${build.articles} articles, ${(build.sizeBytes / 1e6).toFixed(1)} MB, built ${build.builtAt}` : 'none'}\n`);
    const misfit = await engine.misfit();
    if (misfit) process.stdout.write(`          ${misfitError(misfit, status.index).message}\n`);
    if (status.building) process.stdout.write(`building  ${status.building.name} since ${status.building.startedAt} by ${status.building.by}\n`);
  });
}

export async function rollbackCommand({ index, json }: Common): Promise<void> {
  await withIndex(index, async engine => {
    const { live, hiddenWrites } = await engine.rollback();
    if (json) { printJson({ live: live.name, hiddenWrites }); return; }
    process.stdout.write(`live: ${live.name}, ${live.articles} articles; ${hiddenWrites} later writes are hidden\n`);
  });
}
