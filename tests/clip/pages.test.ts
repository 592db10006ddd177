import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { clipPage } from '../../indexer/clip/index.js';
import { generatePage } from './generate.js';
import { scorePages, type PageGold } from './score.js';

// dist/tests/clip → the project, and the shared folder beside it
const shared = resolve(import.meta.dirname, '../../../../shared');
const pages = join(shared, 'pages');
const has = existsSync(join(pages, 'dev'));
const TARGETS = [
  [1, 0.97],
  [2, 0.93],
  [3, 0.85],
] as const;

function readPages(level: number): { gold: PageGold; articles: ReturnType<typeof clipPage>['articles'] }[] {
  return readdirSync(join(pages, 'dev'))
    .filter((f) => f.startsWith(`l${String(level)}-`) && f.endsWith('.txt'))
    .map((f) => ({
      gold: JSON.parse(readFileSync(join(pages, 'dev', f.replace('.txt', '.gold.json')), 'utf8')) as PageGold,
      articles: clipPage(readFileSync(join(pages, 'dev', f), 'utf8')).articles,
    }));
}

describe('the shared pages', () => {
  (has ? test : test.skip).each(TARGETS)('level %i: articles at least %d, noise kept out, names right', (level, least) => {
    const score = scorePages(readPages(level));
    expect(score.articleF1).toBeGreaterThanOrEqual(least);
    expect(score.noiseOut).toBeGreaterThanOrEqual(0.95);
    expect(score.bylineAcc).toBeGreaterThanOrEqual(0.95);
  });

  (has ? test : test.skip)('the real page gives its 8 articles exactly, the banner in none', () => {
    type Range = [number, number];
    interface RealGold {
      source: string;
      banner: Range;
      articles: { title: Range; subtitle?: Range; byline: Range; authors: Range[]; body: Range[] }[];
    }
    const file = join(pages, 'real', 'newspaper-page.gold.json');
    const gold = JSON.parse(readFileSync(file, 'utf8')) as RealGold;
    const text = readFileSync(resolve(dirname(file), gold.source), 'utf8');
    const cut = ([a, b]: Range): string => text.slice(a, b);
    const page = clipPage(text);
    expect(page.articles.map((a) => ({ title: a.title, subtitle: a.subtitle, byline: a.byline, authors: a.authors, body: a.body.replace(/\n/g, '') }))).toEqual(
      gold.articles.map((a) => ({ title: cut(a.title), subtitle: a.subtitle && cut(a.subtitle), byline: cut(a.byline), authors: a.authors.map(cut), body: a.body.map(cut).join('') })),
    );
    expect(JSON.stringify(page.articles)).not.toContain(cut(gold.banner));
  });
});

describe('200 generated pages that nobody looked at', () => {
  // seeds 1 to 299 were looked at while the clipper was built
  test.each([
    [1, 0.97, 66],
    [2, 0.93, 67],
    [3, 0.85, 67],
  ] as const)('level %i: articles at least %d, noise kept out, names right', (level, least, count) => {
    const score = scorePages(
      Array.from({ length: count }, (_, k) => {
        const { text, gold } = generatePage(1000 + k, level);
        return { gold, articles: clipPage(text).articles };
      }),
    );
    expect(score.articleF1).toBeGreaterThanOrEqual(least);
    expect(score.noiseOut).toBeGreaterThanOrEqual(0.95);
    expect(score.bylineAcc).toBeGreaterThanOrEqual(0.95);
  });
});
