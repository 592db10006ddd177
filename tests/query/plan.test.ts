import { describe, expect, test } from '@jest/globals';
import { articleFields } from '../../config/fields.js';
import type { Condition } from '../../src/query/condition.js';
import { filterToString } from '../../src/query/filter.js';
import { parseQuery } from '../../src/query/parse.js';
import { planQuery, withFixed } from '../../src/query/plan.js';
import { Synonyms, type SynonymTable } from '../../src/query/synonyms.js';
import { GAP } from '../../src/text/analyze.js';
import { loadSegmenter } from '../../src/text/segmenter.js';

const plan = (q: string, table: SynonymTable = {}) => planQuery(parseQuery(q, articleFields), loadSegmenter(), new Synonyms(table));

/** A condition on one line: words in `[]`, characters in `<>` with `_` for a gap and `*` for a beginning. */
function show(condition: Condition | null): string {
  if (!condition) return 'nothing';
  const where = 'fields' in condition ? `${condition.fields?.join() ?? ''}:` : '';
  switch (condition.kind) {
    case 'words': return `${where}[${condition.words.join(' ')}]`;
    case 'characters': return `${where}<${condition.tokens.join(' ').replaceAll(GAP, '_')}${condition.prefix ? '*' : ''}>`;
    case 'all': return `(${condition.of.map(show).join(' & ')})`;
    case 'any': return `(${condition.of.map(show).join(' | ')})`;
    case 'not': return `!${show(condition.of)}`;
    case 'filter': return `{${filterToString(condition.filter)}}`;
    default: return condition.kind;
  }
}

describe('all words', () => {
  test.each([
    ['one word', '江城', '[江城]'],
    ['several words', '江城天气', '([江城] & [天气])'],
    ['several terms', '江城 天气', '([江城] & [天气])'],
    ['letters and digits as one word', 'Ｎ９５口罩', '([n95] & [口罩])'],
    ['a word and the character it leaves over as one', '洗衣液', '[洗衣 液]'],
    ['a character alone', '江', '[江]'],
    ['an emoji by its characters', '😀', '<😀>'],
    ['everything', '', 'everything'],
    ['everything, for spaces', ' 　', 'everything'],
    ['nothing, for punctuation', '。，！', 'nothing'],
    ['nothing, for half a surrogate pair', '\ud83d', 'nothing'],
    ['text beside punctuation', '。，！ 江城', '[江城]'],
  ])('%s', (_, q, expected) => {
    expect(show(plan(q).tiers.words)).toBe(expected);
  });
});

describe('exact substrings', () => {
  test.each([
    ['every character', '江城天气', '<江 城 天 气>'],
    ['each term for itself', '江城 天气', '(<江 城> & <天 气>)'],
    ['the last Latin word as a beginning', '口罩N', '<口 罩 n*>'],
    ['only that of the last term', 'N95 app', '(<n 95> & <app*>)'],
    ['no beginning before punctuation', 'app。', '<app>'],
    ['no beginning of Han', 'app江', '<app 江>'],
    ['a gap for punctuation', '你好，世界', '<你 好 _ 世 界>'],
    ['no gap at the ends', '“你好', '<你 好>'],
    ['traditional and full width folded', '國際ＡＰＰ', '<国 际 app*>'],
  ])('%s', (_, q, expected) => {
    expect(show(plan(q).tiers.substring)).toBe(expected);
  });
});

describe('operators', () => {
  test.each([
    ['a phrase, its last word also a beginning', '"江城 N9"', '<江 城 _ n 9*>'],
    ['an excluded term', '江城 -天气', '([江城] & !<天 气>)'],
    ['an excluded beginning excludes only the whole', '江城 -N9', '([江城] & !<n 9>)'],
    ['only excluded terms', '-天气 -"江城"', '(everything & !<天 气> & !<江 城>)'],
    ['a text field', '标题:江城', 'title:[江城]'],
    ['a phrase in a text field', '标题:"江城"', 'title:<江 城>'],
    ['excluded from a text field', '-标题:江城', '(everything & !title:<江 城>)'],
    ['a keyword field', '报纸:江城晚报', '{"publication" = "江城晚报"}'],
    ['a date as far as it goes', '日期：2025年3月', '{"date" "2025-03-01" TO "2025-03-31"}'],
    ['a number', 'pageNumber:3', '{"pageNumber" = "3"}'],
    ['an excluded keyword', '江城 -版:3', '([江城] & !{"page" = "3"})'],
    ['an excluded date alone', '-日期:2025', '(everything & !{"date" "2025-01-01" TO "2025-12-31"})'],
  ])('%s', (_, q, expected) => {
    expect(show(plan(q).tiers.words)).toBe(expected);
  });

  test('phrases and exclusions hold in every tier', () => {
    const planned = plan('江城天气 "晚报" -体育'), { tiers, some } = planned;
    expect(show(tiers.substring)).toBe('(<江 城 天 气> & <晚 报> & !<体 育>)');
    expect(show(tiers.apart)).toBe('((<江 城> & <天 气>) & <晚 报> & !<体 育>)');
    expect(some.map(show)).toEqual(['[江城]', '[天气]']);
    expect(show(withFixed(planned, some[0] as Condition))).toBe('([江城] & <晚 报> & !<体 育>)');
  });

  test('a query of phrases alone has one tier', () => {
    const { tiers, some } = plan('"江城" "天气"');
    expect(show(tiers.words)).toBe('(<江 城> & <天 气>)');
    expect([tiers.substring, tiers.apart, ...some]).toEqual([null, null]);
  });
});

describe('what is said of the terms', () => {
  test.each<[string, string[]]>([
    ['江城 "天气" -体育 标题:晚报 日期:2025 版:3 -版:4', ['term', 'phrase', 'excluded', 'field', 'date', 'field', 'excluded']],
    ['。 江城', ['term']],
  ])('%s', (q, kinds) => {
    expect(plan(q).terms.map(t => t.kind)).toEqual(kinds);
  });

  test('a term with synonyms may be met in each of its ways', () => {
    const { terms, tiers } = plan('番茄 价格', { 番茄: ['西红柿'] });
    expect(terms.map(t => t.kind)).toEqual(['synonym', 'term']);
    expect(show(tiers.words)).toBe('(([番茄] | [西红柿]) & [价格])');
    expect(show(tiers.substring)).toBe('((<番 茄> | <西 红 柿>) & <价 格>)');
  });

  test('phrases and exclusions have no synonyms', () => {
    expect(plan('"番茄" -番茄', { 番茄: ['西红柿'] }).terms.map(t => t.variants.length)).toEqual([1, 1]);
  });

  test('a pasted page asks for a bounded number of words', () => {
    const page = Array.from({ length: 2_000 }, (_, i) => String.fromCodePoint(0x4e00 + i * 7)).join('');
    expect(plan(page).some.length).toBeLessThanOrEqual(400);
  });
});
