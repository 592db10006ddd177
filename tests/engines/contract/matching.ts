import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Condition } from '../../../src/query/condition.js';
import { GAP } from '../../../src/text/analyze.js';
import type { FieldSet } from './field-sets.js';
import { ask, sharedWorld, withWorld, type OpenIndex } from './world.js';

const words = (...list: string[]): Condition => ({ kind: 'words', words: list });
const characters = (...tokens: string[]): Condition => ({ kind: 'characters', tokens, prefix: false });
const beginning = (...tokens: string[]): Condition => ({ kind: 'characters', tokens, prefix: true });
const not = (of: Condition): Condition => ({ kind: 'not', of });
const all = (...of: Condition[]): Condition => ({ kind: 'all', of });
const any = (...of: Condition[]): Condition => ({ kind: 'any', of });
const everything: Condition = { kind: 'everything' };

/** What finds what: conditions, tiers, exclusions, field terms. */
export function matching(open: OpenIndex, set: FieldSet): void {
  const world = sharedWorld(open, set, [
    { id: 'kimono', title: '和服展览开幕', body: '和服的花纹很细。' },
    { id: 'service', title: '商场改善环境', body: '我们的产品和服务都要提高。' },
    { id: 'greeting', title: '清晨问候', body: '你好，世界。早安:朋友。' },
    { id: 'hotline', title: '热线12351APP上线', body: '工人可以下载iPhone15版本，戴N95口罩。' },
    { id: 'railway', title: '铁路提速', body: '中华人民共和国的铁路里程又增加了。' },
    { id: 'emoji', title: '节日🎉快乐', body: '大家都笑了😀，还有𠮷野家的牛肉饭。' },
  ]);

  test.each<[string, Condition, string[]]>([
    ['a word', words('和服'), ['kimono']],
    ['words side by side', words('和服', '展览'), ['kimono']],
    ['no words in the wrong order', words('展览', '和服'), []],
    ['no words from two fields', words('开幕', '和服'), []],
    ['a word inside of a longer word', words('共和国'), ['railway']],
    ['a substring, whatever the words are', characters('品', '和', '服'), ['service']],
    ['every place of a substring', characters('和', '服'), ['kimono', 'service']],
    ['no substring across punctuation', characters('好', '世', '界'), []],
    ['a substring with a gap where the text has one', characters('好', GAP, '世', '界'), ['greeting']],
    ['no gap where the text has none', characters('和', GAP, '服'), []],
    ['digits and letters inside of one word', characters('12351'), ['hotline']],
    ['letters behind digits', characters('app'), ['hotline']],
    ['digits and letters side by side', characters('12351', 'app', '上'), ['hotline']],
    ['no beginning of a number unless asked', characters('123'), []],
    ['the beginning of a number', beginning('123'), ['hotline']],
    ['the beginning of a Latin word', beginning('ip'), ['hotline']],
    ['the beginning of the last token only', beginning('iphone', '1'), ['hotline']],
    ['nothing in the middle of a word', beginning('hone'), []],
    ['an emoji', characters('🎉'), ['emoji']],
    ['an emoji beside Han', characters('日', GAP, '🎉', '快'), ['emoji']],
    ['nothing across an emoji', characters('日', '快'), []],
    ['a character beyond the BMP', characters('𠮷', '野'), ['emoji']],
    ['all of several', all(words('和服'), characters('花')), ['kimono']],
    ['any of several', any(words('铁路'), characters('🎉')), ['emoji', 'railway']],
    ['any of words', any(words('铁路'), words('展览')), ['kimono', 'railway']],
    ['what has something but not another', all(characters('和', '服'), not(characters('产', '品'))), ['kimono']],
    ['what has none of several', all(everything, not(any(characters('和', '服'), characters('世', '界')))), ['emoji', 'hotline', 'railway']],
    ['what has neither, said one by one', all(everything, not(characters('和', '服')), not(characters('铁', '路'))), ['emoji', 'greeting', 'hotline']],
    ['an exclusion of a long substring alone', all(everything, not(characters('中', '华', '人', '民', '共', '和', '国', '的', '铁', '路'))),
      ['emoji', 'greeting', 'hotline', 'kimono', 'service']],
    ['one article by its id', { kind: 'id', id: 'emoji' }, ['emoji']],
    ['an id that is not there', { kind: 'id', id: 'emoj' }, []],
    ['what one article has', all(words('和服'), { kind: 'id', id: 'kimono' }), ['kimono']],
    ['not what another article has', all(words('和服'), { kind: 'id', id: 'emoji' }), []],
    ['everything', everything, ['emoji', 'greeting', 'hotline', 'kimono', 'railway', 'service']],
  ])('finds %s', async (_, condition, ids) => {
    expect(await world().meeting(condition)).toEqual(ids);
    expect(await world().engine.count(condition, null, 1000)).toBe(ids.length);
  });

  test('looks in the fields that are named, and only there', async () => {
    const { title, body } = set.names;
    expect(await world().meeting({ kind: 'words', words: ['和服'], fields: [title] })).toEqual(['kimono']);
    expect(await world().meeting({ kind: 'characters', tokens: ['和', '服'], prefix: false, fields: [body] })).toEqual(['kimono', 'service']);
    expect(await world().meeting({ kind: 'characters', tokens: ['展', '览'], prefix: false, fields: [body] })).toEqual([]);
    expect(await world().meeting({ kind: 'characters', tokens: ['展', '览'], prefix: false, fields: [title, body] })).toEqual(['kimono']);
  });

  test('counts an article in the strictest tier that it meets', async () => {
    const found = await world().engine.search(ask([['words', words('和服')], ['substring', characters('和', '服')], ['some', characters('铁')]]));
    expect(found.candidates.map(c => [c.article.id, c.tier])).toEqual([['kimono', 'words'], ['service', 'substring'], ['railway', 'some']]);
    expect(found.total).toBe(3);
  });

  test('what an exclusion takes from one tier does not come back in a looser one', async () => {
    const excluded = not(characters('产', '品', '和', '服', '务'));
    const found = await world().engine.search(ask([['words', all(words('商场'), excluded)], ['substring', all(characters('商'), excluded)], ['some', characters('铁', '路')]]));
    expect(found.candidates.map(c => [c.article.id, c.tier])).toEqual([['railway', 'some']]);
    expect(found).toMatchObject({ total: 1, totalIsExact: true });
  });

  test('scores candidates of a tier best first', async () => {
    const { candidates } = await world().engine.search(ask([['words', any(words('和服'), words('的'), words('铁路'))]]));
    const scores = candidates.map(c => c.score);
    expect(scores.length).toBeGreaterThanOrEqual(3);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
  });

  test('finds the same when the caller ranks', async () => {
    const tiers = [['words', words('和服')], ['substring', any(characters('服'), characters('铁', '路'))]] as const;
    const both = await Promise.all([true, false].map(callerRanks => world().engine.search(ask(tiers, { callerRanks, limit: 60 }))));
    const [ranked, scored] = both.map(found => ({ total: found.total, hits: found.candidates.map(c => [c.article.id, c.tier]).sort() }));
    expect(ranked).toEqual({ total: 3, hits: [['kimono', 'words'], ['railway', 'substring'], ['service', 'substring']] });
    expect(scored).toEqual(ranked);
  });

  test('counts no further than asked', async () => {
    expect(await world().engine.count(everything, null, 4)).toBe(4);
    expect(await world().engine.count(words('和服'), null, 4)).toBe(1);
  });

  test.each<[string, Record<string, string>]>([
    ['和服', { kimono: 'words', service: 'substring' }],
    ['12351', { hotline: 'substring' }],
    ['123', { hotline: 'substring' }],
    ['12351app', { hotline: 'words' }],
    ['ＡＰＰ', { hotline: 'substring' }],
    ['"好世界"', {}],
    ['"好:世界"', { greeting: 'words' }],
    ['“早安朋友”', {}],
    ['和服 -产品', { kimono: 'words' }],
    ['-"和服"', { greeting: 'words', hotline: 'words', railway: 'words', emoji: 'words' }],
    ['鐵路', { railway: 'words' }],
    ['"😀"', { emoji: 'words' }],
    ['花纹 开幕', { kimono: 'words' }],
    ['花纹 铁路', { kimono: 'some', railway: 'some' }],
    ['iphone15 口', { hotline: 'substring' }],
    ['口罩 ip', { hotline: 'substring' }],
    ['珊瑚', {}],
  ])('answers %s', async (q, tiers) => {
    expect(await world().tiers(q)).toEqual(tiers);
    expect((await world().search(q)).total).toBe(Object.keys(tiers).length);
  });

  test('looks for a field term in that field', async () => {
    expect(await world().ids(`${set.titleAlias}：展览`)).toEqual(['kimono']);
    expect(await world().ids(`${set.names.title}:花纹`)).toEqual([]);
    expect(await world().ids(`-${set.titleAlias}:和服 花纹`)).toEqual([]);
  });

  test('looks for the pieces of a term apart when nothing else is found', withWorld(open, set, async own => {
    await own.put({ id: 'apart', title: '江城新貌', body: '桥头堡修好了，夜读会也开了。' }, { id: 'other', title: '晴', body: '无' });
    expect(await own.tiers('江城夜读')).toEqual({ apart: 'words' });
    expect(await own.tiers('江城头堡')).toEqual({ apart: 'apart' });
  }));

  test('opens no looser tier behind ten articles with all words', withWorld(open, set, async own => {
    await own.put(...Array.from({ length: 10 }, (_, i) => ({ id: `kimono ${i}`, title: '和服', body: `第${i}件` })), { id: 'service', title: '服务', body: '产品和服务' });
    expect((await own.search('和服')).total).toBe(10);
    await own.engine.remove({ ids: ['kimono 3'] });
    const { hits, total } = await own.search('和服');
    expect(total).toBe(10);
    expect(hits.at(-1)).toMatchObject({ id: 'service', tier: 'substring' });
  }));

  test('common and rare things in whatever way, however many are wanted', withWorld(open, set, async own => {
    const everySo = { 铁路: 1, 图书: 2, 博物馆: 9, 运动会: 30 } as const, things = Object.keys(everySo) as (keyof typeof everySo)[], size = 90;
    await own.put(...Array.from({ length: size }, (_, i) => ({ id: `n${i}`, title: '无题', body: things.filter(thing => i % everySo[thing] === 0).join('，') })));
    type Kind = 'words' | 'characters';
    const { tree } = fc.letrec<{ tree: Condition; leaf: Condition }>(tie => ({
      leaf: fc.tuple(fc.constantFrom(...things), fc.constantFrom<Kind>('words', 'characters')).map(([thing, kind]) => kind === 'words' ? words(thing) : characters(...thing)),
      tree: fc.oneof({ depthSize: 'small' }, tie('leaf'), fc.tuple(fc.constantFrom(all, any), fc.array(tie('tree'), { minLength: 1, maxLength: 3 })).map(([join, of]) => join(...of))),
    }));
    const meets = (condition: Condition, i: number): boolean => {
      switch (condition.kind) {
        case 'all': return condition.of.every(part => meets(part, i));
        case 'any': return condition.of.some(part => meets(part, i));
        case 'words': return i % everySo[condition.words.join('') as keyof typeof everySo] === 0;
        case 'characters': return i % everySo[condition.tokens.join('') as keyof typeof everySo] === 0;
        default: throw new Error(condition.kind);
      }
    };
    await fc.assert(fc.asyncProperty(tree, fc.constantFrom(1, 10, 50, 1000), async (condition, atMost) => {
      const ids = Array.from({ length: size }, (_, i) => i).filter(i => meets(condition, i)).map(i => `n${i}`).sort();
      expect(await own.engine.count(condition, null, atMost)).toBe(Math.min(ids.length, atMost));
      const found = await own.engine.search(ask([['words', condition], ['substring', characters('铁', '路')]], { callerRanks: true, limit: size }));
      expect(found.candidates.filter(c => c.tier === 'words').map(c => c.article.id).sort()).toEqual(ids);
      expect(found.total).toBe(size);
    }), { numRuns: 60 });
  }));
}
