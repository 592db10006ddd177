import type { ClippedArticle } from '../../indexer/clip/index.js';
import type { GoldArticle } from './generate.js';

/** Gold as the page files hold it. */
export interface PageGold {
  articles: Omit<GoldArticle, 'flags'>[];
  noise: { kind: string; text: string }[];
}
export interface Score {
  /** F1 of articles whose title is exact and whose body F1 is at least .95. */
  articleF1: number;
  /** Share of noise lines found in no title, subtitle or body. */
  noiseOut: number;
  /** Share of gold articles with exactly the right names. */
  bylineAcc: number;
  /** Gold articles that do not count, by title. */
  missed: string[];
}

const fold = (s: string | undefined): string => (s ?? '').replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace(/[\s\u200b-\u200f\ufeff]+/gu, '');

/** Length of the longest common subsequence. */
function lcs(a: string, b: string): number {
  let row = new Uint16Array(b.length + 1);
  for (let i = 0; i < a.length; i++) {
    const next = new Uint16Array(b.length + 1);
    for (let j = 0; j < b.length; j++) next[j + 1] = a[i] === b[j] ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0);
    row = next;
  }
  return row[b.length] ?? 0;
}

function bodyF1(gold: Omit<GoldArticle, 'flags'>, body: string): number {
  const [text, by, got] = [fold(gold.body), fold(gold.byline), fold(body)];
  let best = 0;
  for (const target of by === '' ? [text] : [text, by + text, text + by]) {
    if (target === got) return 1;
    if (Math.abs(target.length - got.length) > 0.5 * Math.max(target.length, got.length)) continue;
    best = Math.max(best, (2 * lcs(target, got)) / Math.max(1, target.length + got.length));
  }
  return best;
}

function shared(a: string, b: string): number {
  const pairs = new Set<string>();
  for (let i = 0; i + 1 < a.length; i++) pairs.add(a.slice(i, i + 2));
  let n = 0;
  for (let i = 0; i + 1 < b.length; i++) if (pairs.has(b.slice(i, i + 2))) n++;
  return n;
}

function titleExact(gold: Omit<GoldArticle, 'flags'>, got: ClippedArticle): boolean {
  const title = fold(got.title);
  if (title === fold(gold.title) || (gold.title === '' && /^[(]?上接/.test(title))) return true;
  return gold.title_lines !== undefined && title === fold(gold.title_lines[0]) && fold(got.subtitle) === fold(gold.title_lines[1]);
}

/** Scores clipped pages against their gold, over all pages together. */
export function scorePages(pages: readonly { gold: PageGold; articles: readonly ClippedArticle[] }[]): Score {
  let [right, gold, got, names, noise, kept] = [0, 0, 0, 0, 0, 0];
  const missed: string[] = [];
  for (const page of pages) {
    gold += page.gold.articles.length;
    got += page.articles.length;
    const free = new Set(page.articles);
    for (const want of page.gold.articles) {
      const best = [...free].map((a) => ({ a, n: shared(fold(want.body), fold(a.body)) + (titleExact(want, a) ? 1 : 0) })).sort((x, y) => y.n - x.n)[0];
      if (!best || best.n < 3) {
        missed.push(want.title);
        continue;
      }
      free.delete(best.a);
      if (titleExact(want, best.a) && bodyF1(want, best.a.body) >= 0.95) right++;
      else missed.push(want.title);
      if ([...want.authors].map(fold).sort().join() === [...best.a.authors].map(fold).sort().join()) names++;
    }
    const bodies = page.articles.map((a) => fold(a.body));
    const heads = new Set(page.articles.flatMap((a) => [fold(a.title), fold(a.subtitle)]));
    const real = page.gold.articles.map((a) => fold(a.byline) + fold(a.body));
    const count = (list: readonly string[], probe: string): number => list.reduce((n, t) => n + t.split(probe).length - 1, 0);
    for (const { kind, text } of page.gold.noise) {
      for (const line of kind === 'dup' ? [text] : text.split('\n')) {
        const t = fold(line);
        if (t === '') continue;
        noise++;
        const mid = Math.floor(t.length / 2);
        const probes = kind === 'dup' || t.length > 48 ? [t.slice(0, 18), t.slice(mid - 9, mid + 9), t.slice(-18)] : [t];
        if (!probes.some((p) => count(bodies, p) > count(real, p)) && (kind === 'dup' || !heads.has(t))) kept++;
      }
    }
  }
  return { articleF1: (2 * right) / Math.max(1, gold + got), noiseOut: kept / Math.max(1, noise), bylineAcc: names / Math.max(1, gold), missed };
}
