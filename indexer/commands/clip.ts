import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { clipPage } from '../clip/index.js';
import { clipReport, type ReportedPage } from '../clip-report.js';
import { readPages, readSources, type SourceOptions } from '../sources/index.js';
import { dateOption } from '../usage.js';

interface Options { readonly out?: string; readonly report?: string; readonly encoding?: string; readonly publication?: string; readonly date?: string; readonly page?: string }

/** Cuts pages into articles: `NAME.json` for each page in `--out`, otherwise NDJSON on standard output. */
export async function clipCommand(files: readonly string[], { out, report, encoding, publication, date, page }: Options): Promise<void> {
  const options: SourceOptions = { kind: 'page', ...(encoding ? { encoding } : {}), ...(publication ? { publication } : {}), ...dateOption(date), ...(page ? { page } : {}) };
  const pages = new Map<string, Record<string, unknown>[]>();
  let rejected = 0;
  for await (const item of readSources(files, options)) {
    const { file, line } = item.origin;
    const at = line === undefined ? file : `${file}:${line}`;
    if ('article' in item) {
      const article = { ...item.article, ...(item.confidence === undefined ? {} : { confidence: item.confidence }) };
      if (out === undefined) process.stdout.write(`${JSON.stringify(article)}\n`);
      else pages.set(file, [...pages.get(file) ?? [], article]);
    } else if ('warning' in item) {
      process.stderr.write(`warning: ${at}: ${item.warning}\n`);
      if (!pages.has(file)) pages.set(file, []);
    } else {
      rejected++;
      process.stderr.write(`rejected: ${at}: ${item.rejected}\n`);
    }
  }
  if (out !== undefined) {
    mkdirSync(out, { recursive: true });
    const taken = new Map<string, number>();
    for (const [file, articles] of pages) {
      // Pages of several folders may share a name.
      const name = basename(file, extname(file)), times = (taken.get(name) ?? 0) + 1;
      taken.set(name, times);
      writeFileSync(join(out, `${times === 1 ? name : `${name}-${times}`}.json`), `${JSON.stringify({ articles }, null, 2)}\n`);
    }
  }
  if (report !== undefined) writeFileSync(report, clipReport(await reportedPages(files, options)));
  if (rejected) process.exitCode = 3;
}

/** The pages once more, as text: a report shows every line of them. */
async function reportedPages(files: readonly string[], options: SourceOptions): Promise<ReportedPage[]> {
  const pages: ReportedPage[] = [];
  const { publication, date, page } = options;
  for await (const { file, text } of readPages(files, options))
    pages.push({ file, text, page: clipPage(text, { fileName: file, ...(publication ? { publication } : {}), ...(date ? { date } : {}), ...(page ? { page } : {}) }) });
  return pages;
}
