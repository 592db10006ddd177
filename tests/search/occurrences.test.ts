import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { articleFields } from '../../config/fields.js';
import type { Tier } from '../../src/query/condition.js';
import { parseQuery } from '../../src/query/parse.js';
import { planQuery } from '../../src/query/plan.js';
import { Synonyms } from '../../src/query/synonyms.js';
import { findOccurrences } from '../../src/search/occurrences.js';
import { secondLook, type LookCandidate } from '../../src/search/second-look.js';
import { loadSegmenter } from '../../src/text/segmenter.js';

const segmenter = loadSegmenter();
const plan = (q: string) => planQuery(parseQuery(q, articleFields), segmenter, new Synonyms({ 轮渡: ['渡轮'] }));

/** The text with its marks in brackets. */
function marked(q: string, text: string, tier: Tier, field = 'body'): string {
  const { spans } = findOccurrences(text, field, plan(q).terms, tier, segmenter);
  return [...spans].reverse().reduce((html, [start, end]) => `${html.slice(0, start)}[${html.slice(start, end)}]${html.slice(end)}`, text);
}

describe('whole words', () => {
  test.each<[string, string, string]>([
    ['和服', '产品和服务，和服', '产品和服务，[和服]'],
    ['人民', '中华人民共和国', '中华[人民]共和国'],
    ['渡口 晨雾', '晨雾里的渡口', '[晨雾]里的[渡口]'],
    ['n95', 'N95口罩，KN95', '[N95]口罩，KN95'],
    ['轮渡', '渡轮与轮渡', '[渡轮]与[轮渡]'],
    ['渡口 -晨雾', '晨雾里的渡口', '晨雾里的[渡口]'],
    ['渡口', '没有', '没有'],
    ['渡口', '', ''],
    ['洗衣液', '洗衣液与洗衣机，液体', '[洗衣液]与洗衣机，液体'],
    ['臺階', '台阶與臺階', '[台阶]與[臺階]'],
    ['cafe', 'Café cafe\u0301 cafés', '[Café] [cafe\u0301] cafés'],
    ['㎡', '3㎡', '3㎡'],
    ['3㎡', '共3㎡。', '共[3㎡]。'],
  ])('of %s in %s', (q, text, expected) => {
    expect(marked(q, text, 'words')).toBe(expected);
  });
});

describe('exact substrings', () => {
  test.each<[string, string, string]>([
    ['和服', '产品和服务', '产品[和服]务'],
    ['12351', '下载12351APP', '下载[12351]APP'],
    ['app', '12351APP与APPS，happy', '12351[APP]与[APP]S，happy'],
    ['好世界', '你好，世界', '你好，世界'],
    ['好:世界', '你好，世界。你好世界', '你[好，世界]。你好世界'],
    ['好。', '好', '[好]'],
    ['海海', '海海海', '[海海海]'],
    ['35', '135 35 350', '135 [35] [35]0'],
    ['𠮷野', '在𠮷野家', '在[𠮷野]家'],
  ])('of %s in %s', (q, text, expected) => {
    expect(marked(q, text, 'substring')).toBe(expected);
  });
});

describe('phrases are marked exactly in every tier', () => {
  test.each(['words', 'substring', 'apart', 'some'] as const)('%s', tier => {
    expect(marked('“和服务”', '产品和服务', tier)).toBe('产品[和服务]');
    expect(marked('"😀"', '好😀吧', tier)).toBe('好[😀]吧');
  });
});

test('pieces apart are marked where they stand', () => {
  expect(marked('江城头堡', '江城的桥头堡', 'apart')).toBe('[江城]的桥[头堡]');
});

test('a field term is marked in its field only', () => {
  expect(marked('标题:渡口', '渡口', 'words', 'title')).toBe('[渡口]');
  expect(marked('标题:渡口', '渡口', 'words', 'body')).toBe('渡口');
});

test('tells which term stands in a mark', () => {
  const { spans, termOf } = findOccurrences('晨雾里的渡口，船工', 'body', plan('渡口 船工 晨雾').terms, 'words', segmenter);
  expect(spans.map(termOf)).toEqual([2, 0, 1]);
});

test('a text with thousands of marks is marked to its end', () => {
  const text = '渡口的晨雾。'.repeat(20_000);
  const { spans, termOf } = findOccurrences(text, 'body', plan('渡口 晨雾').terms, 'words', segmenter);
  expect(spans).toHaveLength(40_000);
  expect(spans.slice(-2).map(termOf)).toEqual([0, 1]);
});

describe('the second look', () => {
  const query = { words: [{ text: '渡口', weight: 0.6 }, { text: '晨雾', weight: 0.4 }], whole: '渡口晨雾' };
  const candidate = (title: string, body: string, tier: Tier = 'words'): LookCandidate => ({ tier, title, subtitle: '', body });
  const aside = '堤岸上的柳树发了新芽，行人在树下歇脚，远处的汽笛响了两声，卖花的人还没有来，钟楼敲过了七下。';
  const order = (...candidates: LookCandidate[]) => secondLook(query, candidates).map(({ index }) => index);

  test.each<[string, LookCandidate, LookCandidate]>([
    ['the title that is the query before one that has more', candidate('渡口晨雾', ''), candidate('渡口晨雾与灯火', '')],
    ['words in the title before words in the body', candidate('渡口晨雾里', '无'), candidate('无', '渡口晨雾里')],
    ['side by side before scattered', candidate('杂记', '渡口晨雾很美，别的也美。'), candidate('杂记', '渡口很美，别的晨雾也美。')],
    ['all words before the rarer one', candidate('杂记', '渡口和晨雾'), candidate('杂记', '渡口和石阶')],
    ['the rarer word before the other', candidate('杂记', '渡口和石阶'), candidate('杂记', '晨雾和石阶')],
    ['a stricter tier before a better text', candidate('杂记', '渡口，晨雾'), candidate('渡口晨雾', '渡口晨雾', 'substring')],
    ['close together before far apart', candidate('杂记', `渡口的晨雾。${aside}`), candidate('杂记', `渡口。${aside}晨雾。`)],
    ['a sentence that says little else before a long one', candidate('杂记', `渡口有晨雾。${aside}`), candidate('杂记', `${aside.slice(0, -1)}渡口有晨雾。`)],
    ['what was cut otherwise before what is not there', candidate('杂记', '渡口晨光'), candidate('杂记', '渡口石阶')],
    ['early before late', candidate('杂记', `渡口和晨雾。${aside}`), candidate('杂记', `${aside}渡口和晨雾。`)],
    ['traditional as simplified', candidate('渡口晨霧', ''), candidate('渡口与晨霧', '')],
  ])('puts %s', (_, better, worse) => {
    expect(order(better, worse)).toEqual([0, 1]);
    expect(order(worse, better)).toEqual([1, 0]);
  });

  test('leaves what is alike in its order, and nothing out', () => {
    const same = candidate('渡口', '晨雾');
    expect(order(same, same, same)).toEqual([0, 1, 2]);
    expect(order()).toEqual([]);
  });

  test('scores between 0 and 1, each tier above the next', () => {
    const scores = secondLook(query, (['words', 'substring', 'apart', 'sound', 'some'] as const).flatMap(tier => [candidate('渡口晨雾', '渡口晨雾', tier), candidate('无', '无', tier)])).map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(scores[0]).toBeLessThanOrEqual(1);
    expect(scores.at(-1)).toBeGreaterThanOrEqual(0);
  });

  test('a score depends on nothing but the query and the article, and is between 0 and 1', () => {
    const text = fc.array(fc.constantFrom('渡口', '晨雾', '石阶', '。', '的', '渡', '雾', '\n'), { maxLength: 30 }).map(parts => parts.join(''));
    const candidates = fc.array(fc.record({ tier: fc.constantFrom('words', 'some'), title: text, subtitle: text, body: text }), { minLength: 1, maxLength: 6 });
    fc.assert(fc.property(candidates, given => {
      for (const { index, score } of secondLook(query, given)) {
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
        expect(secondLook(query, [given[index] as LookCandidate])[0]?.score).toBe(score);
      }
    }));
  });

  test('a query without words changes nothing', () => {
    expect(secondLook({ words: [], whole: '' }, [candidate('甲', '乙'), candidate('丙', '丁')]).map(({ index }) => index)).toEqual([0, 1]);
  });
});
