import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Article } from '../../src/article.js';
import { analyzerFor } from '../../src/ingest/analyze.js';
import { Searcher } from '../../src/search/searcher.js';
import { loadSegmenter } from '../../src/text/segmenter.js';
import { temporaryIndex } from '../support/engine.js';
import { articles } from './judge.js';

const { engine, destroy } = await temporaryIndex(articles);
const searcher = new Searcher(engine, loadSegmenter(), {});
const analyze = analyzerFor(articles, loadSegmenter());
const ask = (q: string) => searcher.search({ q, page: 1, perPage: 10, filter: null, facets: [], sort: null, highlight: 'snippet', snippetChars: 120 });
const put = (...given: Article[]) => engine.write(given.map(article => analyze(article, 'put')));
const idsOf = async (q: string) => (await ask(q)).hits.map(hit => hit.id);
const filler = '堤岸上的柳树发了新芽，行人在树下歇脚，远处的汽笛响了两声。';

beforeEach(() => engine.remove('all'));
afterAll(destroy);

describe('articles with some of the words', () => {
  test.each([
    ['什么是“潮信簿”？', 'book'],
    ['“潮信簿”一直记到哪一年才停？', 'book'],
    ['何望舒是谁', 'person'],
    ['灯塔为什么叫潮信灯塔', 'lamp'],
  ])('%s', async (question, id) => {
    await put(
      { id: 'book', title: '渡口旧事', body: `船工把水位记在潮信簿上。${filler}` },
      { id: 'person', title: '人物', body: `何望舒，渡口人，早年求学于省城。${filler}` },
      { id: 'lamp', title: '潮信灯塔', body: `江边的灯塔重新点亮。${filler}` },
      { id: 'school', title: '大学开学', body: `新生报到，毕业的学长前来迎接，哪一天都热闹。${filler}` },
    );
    expect((await idsOf(question))[0]).toBe(id);
  });

  test('has what a phrase in quotes says, whatever stands beside it', async () => {
    await put({ id: 'with', title: '甲', body: '潮信簿' }, { id: 'without', title: '渡口 晨雾 灯火', body: '潮信，簿' });
    expect(await idsOf('"潮信簿" 珊瑚 灯火')).toEqual(['with']);
    expect(await idsOf('"潮信簿" -甲 珊瑚')).toEqual([]);
  });

  test('where it stands beside other words that were asked for, first', async () => {
    const many = Array.from({ length: 70 }, (_, i) => ({ id: `n${i}`, title: '潮信簿', body: `潮信簿，潮信簿。${filler}` }));
    await put(...many, { id: 'both', title: '旧事', body: `渡口的老人说，${filler.repeat(8)}船工把水位记在潮信簿上，珊瑚灯照着。` });
    expect((await idsOf('“潮信簿” 珊瑚灯 谁见过'))[0]).toBe('both');
  });

  test('two common words together bring in what neither would alone', async () => {
    const short = (word: string, count: number) => Array.from({ length: count }, (_, i) => ({ id: `${word}${i}`, title: '短讯', body: word }));
    await put(...['渡口', '晨雾', '灯火'].flatMap(word => short(word, 501)), ...short('石阶', 700), { id: 'both', title: '短讯', body: '晨雾里的灯火' });
    expect((await idsOf('渡口 晨雾 灯火'))[0]).toBe('both');
  }, 60_000);

  test('a pasted page finds the article that it was taken from', async () => {
    const passage = (seed: number) => Array.from({ length: 90 }, (_, i) => `第${seed * 7 + i}号船在${['清晨', '正午', '黄昏'][(seed + i) % 3] as string}靠岸，装了${(seed * 31 + i * 17) % 97}箱${['茶叶', '木料', '瓷器', '药材'][(seed * 3 + i) % 4] as string}。`).join('');
    await put(...Array.from({ length: 20 }, (_, seed) => ({ id: `p${seed}`, title: `航运日志`, body: passage(seed) })));
    const pasted = [...passage(11)].slice(40, 2_000).join('');
    expect((await idsOf(pasted))[0]).toBe('p11');
    expect((await idsOf(`${pasted.slice(0, 900)}这一段是后来加的${pasted.slice(900, 1_900)}`))[0]).toBe('p11');
  }, 60_000);
});
