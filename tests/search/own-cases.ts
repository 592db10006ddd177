import type { SearchCase } from './judge.js';

type Document = SearchCase['documents'][number];

const doc = (id: string, title: string, body = ''): Document => ({ id, title, body });
const market = doc('market', '早市一角', '卖鱼的老周说，今天的鲫鱼最新鲜。');

/** `[category, name, query, documents, expectation, more]` */
type Row = readonly [string, string, string, readonly Document[], SearchCase['expect'], Partial<SearchCase>?];

const longBody = Array.from({ length: 900 }, (_, i) => `第${i + 1}户人家的院子里种着石榴和月季。`).join('') + '最后一户门口挂着青花灯笼。';
const longQuery = '听说江湾镇的老书店要搬到桥东头的旧粮仓里去，店主林阿婆舍不得那棵桂花树，街坊们就商量着一起把桂花树也移过去';

const rows: readonly Row[] = [
  ['segmentation', 'a word that two words make', '图书馆员', [doc('1', '图书馆员的一天', '清晨开门。'), market], { must: ['1'], must_not: ['market'], highlight: { 1: ['图书馆员'] } }],
  ['segmentation', 'ambiguous cut', '研究生命', [doc('1', '研究生命起源', '实验室里。'), market], { must: ['1'], top: '1', highlight: { 1: ['研究生命'] } }],
  ['segmentation', 'a name nobody knows', '林栖梧', [doc('1', '画家林栖梧回乡', '林栖梧画了渡口。'), market], { must: ['1'], must_not: ['market'], highlight: { 1: ['林栖梧'] } }],
  ['substring-recall', 'inside of a word', '榴花', [doc('1', '石榴花开', '院子里红了。'), market], { must: ['1'], must_not: ['market'], highlight: { 1: ['榴花'] } }],
  ['substring-recall', 'the end of a word', '画馆', [doc('1', '县文化馆与国画馆', '周末开放。'), market], { must: ['1'], highlight: { 1: ['画馆'] } }],
  ['substring-recall', 'across words', '桥东头旧', [doc('1', '搬家', '书店搬到桥东头旧粮仓。'), market], { must: ['1'], highlight: { 1: ['桥东头旧'] } }],
  ['false-positive', 'neighbours of two words', '和服', [doc('kimono', '和服展', '和服很美。'), doc('service', '改善环境', '产品和服务都要好。')], { top: 'kimono', order: ['kimono', 'service'], highlight: { kimono: ['和服'] } }],
  ['false-positive', 'characters apart', '江湾', [doc('1', '江湾镇', '小镇。'), doc('2', '渔港', '江边的船进了海湾。')], { must: ['1'], must_not: ['2'] }],
  ['false-positive', 'a word of ten articles opens no substring', '书店', [
    ...Array.from({ length: 10 }, (_, i) => doc(`s${i}`, `第${i}家书店`, '开门了。')), doc('other', '记账', '他写完这本书店员就来了。')], { must: ['s0', 's9'], must_not: ['other'] }],
  ['phrase', 'straight quotes', '"旧粮仓里"', [doc('1', '书店', '搬进旧粮仓里。'), doc('2', '仓库', '旧的粮仓里。')], { must: ['1'], must_not: ['2'], highlight: { 1: ['旧粮仓里'] } }],
  ['phrase', 'corner quotes', '「桂花 树」', [doc('1', '院子', '桂花 树'), doc('2', '院子', '桂花树')], { must: ['1'], must_not: ['2'] }],
  ['phrase', 'not across a sentence', '“开门营业”', [doc('1', '通知', '明天开门。营业到晚上。'), doc('2', '通知', '明天开门营业。')], { must: ['2'], must_not: ['1'] }],
  ['phrase', 'with a plain term', '书店 "阿婆"', [doc('1', '书店', '林阿婆的店。'), doc('2', '书店', '阿姨和婆婆。')], { must: ['1'], must_not: ['2'], highlight: { 1: ['书店', '阿婆'] } }],
  ['negation', 'a term', '灯笼 -纸', [doc('1', '青花灯笼', '瓷的。'), doc('2', '纸灯笼', '一吹就灭。')], { must: ['1'], must_not: ['2'] }],
  ['negation', 'full width and a phrase', '灯笼 －"一吹就灭"', [doc('1', '青花灯笼', '瓷的。'), doc('2', '纸灯笼', '一吹就灭。')], { must: ['1'], must_not: ['2'] }],
  ['digits', 'a number whole', '1024', [doc('1', '门牌1024号', '到了。'), doc('2', '门牌10245号', '没到。')], { must: ['1'], top: '1' }],
  ['digits', 'the beginning of a number', '2031', [doc('1', '编号20310607', '登记。'), market], { must: ['1'], highlight: { 1: ['2031'] } }],
  ['digits', 'a number with its unit', '35公斤', [doc('1', '西瓜王', '重35公斤。'), doc('2', '西瓜', '重3公斤，卖5元。')], { must: ['1'], top: '1', highlight: { 1: ['35公斤'] } }],
  ['digits', 'a decimal', '3.5%', [doc('1', '水位', '上涨3.5%。'), market], { must: ['1'] }],
  ['latin-mixed', 'letters behind digits', 'APP', [doc('1', '看水12345APP', '下载。'), market], { must: ['1'], must_not: ['market'], highlight: { 1: ['APP'] } }],
  ['latin-mixed', 'letters beside Han', 'k歌', [doc('1', '夜里K歌', '邻居睡不着。'), market], { must: ['1'], highlight: { 1: ['K歌'] } }],
  ['latin-mixed', 'the beginning of a word', 'light', [doc('1', '灯塔Lighthouse重开', '海边。'), market], { must: ['1'], highlight: { 1: ['Light'] } }],
  ['latin-mixed', 'an accent more or less', 'cafe', [doc('1', '街角Café', '有花。'), market], { must: ['1'], highlight: { 1: ['Café'] } }],
  ['fullwidth', 'typed full', 'ＷＩＦＩ密码', [doc('1', '茶馆的WiFi密码', '写在墙上。'), market], { must: ['1'], highlight: { 1: ['WiFi密码'] } }],
  ['fullwidth', 'printed full', 'wifi', [doc('1', '茶馆ＷｉＦｉ', '在墙上。'), market], { must: ['1'], highlight: { 1: ['ＷｉＦｉ'] } }],
  ['trad-simp', 'typed traditional', '臺階與燈籠', [doc('1', '台阶与灯笼', '很高。'), market], { must: ['1'], highlight: { 1: ['台阶与灯笼'] } }],
  ['trad-simp', 'printed traditional', '发展与理发', [doc('1', '發展與理髮', '隨筆。'), market], { must: ['1'], highlight: { 1: ['發展與理髮'] } }],
  ['trad-simp', 'a name with 乾 in it', '干隆', [doc('1', '乾隆年間', '瓷器。'), market], { must: ['1'], highlight: { 1: ['乾隆'] } }],
  ['punctuation', 'inside of the query', '老周：鲫鱼！', [market, doc('2', '天气', '晴。')], { must_not: ['2'] }],
  ['punctuation', 'only punctuation', '？！……', [market], { must_not: ['market'] }],
  ['single-char', 'one character', '鲫', [market, doc('2', '天气', '晴。')], { must: ['market'], must_not: ['2'], highlight: { market: ['鲫'] } }],
  ['single-char', 'one beyond the BMP', '𠮷', [doc('1', '𠮷字', '少见。'), market], { must: ['1'], must_not: ['market'], highlight: { 1: ['𠮷'] } }],
  ['long-query', 'a whole sentence', longQuery, [doc('1', '老书店', `${longQuery}。`), market], { must: ['1'], top: '1' }],
  ['long-query', 'half of it elsewhere', longQuery, [doc('1', '桂花树', '江湾镇的街坊们舍不得桂花树。'), market], { must: ['1'], must_not: ['market'] }],
  ['long-doc', 'its last words', '青花灯笼', [doc('1', '村里', longBody), market], { must: ['1'], must_not: ['market'], highlight: { 1: ['青花灯笼'] }, snippet: { 1: { contains: '青花灯笼', max_chars: 60 } } }],
  ['false-positive', 'an emoji that stands nowhere', '🦥', [doc('1', '灯塔', '江边。'), doc('2', '😀灯塔', '江边。')], { must_not: ['1', '2'] }],
  ['crash-robustness', 'emoji and half of one', '灯塔', [doc('1', '😀灯塔👩‍👩‍👧', '\ud83d灯塔\udc00'), market], { must: ['1'], highlight: { 1: ['灯塔'] } }],
  ['crash-robustness', 'HTML in the text', '粗体', [doc('1', '<b>粗体</b> & "引号"', "it's <mark>粗体</mark>"), market], { must: ['1'], highlight: { 1: ['粗体'] } }],
  ['multi-term-and', 'all terms first', '石榴 月季', [doc('both', '石榴和月季', '开了。'), doc('one', '石榴', '红了。')], { must: ['both'], top: 'both', must_not: ['one'] }],
  ['multi-term-and', 'in different fields', '粮仓 书店', [doc('1', '书店', '搬进粮仓。'), market], { must: ['1'], must_not: ['market'], highlight: { 1: ['书店', '粮仓'] } }],
  ['stopwords', 'words that say little', '的了在', [doc('1', '笔记', '他的了在三个字。'), market], { must: ['1'], top: '1' }],
  ['stopwords', 'a title of them', '"我和你"', [doc('1', '我和你', '一首歌。'), market], { must: ['1'], must_not: ['market'], highlight: { 1: ['我和你'] } }],
  ['sort', 'titles by pinyin', '渡口', [doc('c', '重庆渡口'), doc('b', '北岸渡口'), doc('a', '9号渡口'), doc('d', '长江渡口')], { order: ['a', 'b', 'd', 'c'] }, { sort: 'title:asc' }],
  ['highlight', 'neighbours are one mark', '改革开放', [doc('1', '改革开放', '四十年。'), market], { must: ['1'], highlight: { 1: ['改革开放'] } }],
  ['highlight', 'every place', '渡口', [doc('1', '渡口', '渡口边的渡口村。'), market], { highlight: { 1: ['渡口'] } }],
  ['highlight', 'behind what folds longer', '书店', [doc('1', '㎡与ﬃ：书店', '㍿的书店'), market], { highlight: { 1: ['书店'] } }],
  ['scoring', 'the title first', '桂花', [doc('body', '秋天', '院里的桂花开了，还有菊花。'), doc('title', '桂花', '院里的菊花开了。')], { order: ['title', 'body'] }],
  ['scoring', 'close before scattered', '老书店', [doc('far', '镇上', '老人们常说，书不多的店也有。'), doc('near', '镇上', '那家老书店还在。')], { top: 'near' }],
  ['synonyms', 'another word', '番茄', [doc('1', '西红柿熟了', '红的。'), market], { must: ['1'], must_not: ['market'], highlight: { 1: ['西红柿'] } }, { synonyms: { 番茄: ['西红柿'] } }],
  ['filter', 'by field', '渡口', [{ ...doc('1', '渡口'), section: '要聞' }, { ...doc('2', '渡口'), section: '副刊' }], { must: ['1'], must_not: ['2'] }, { filter: 'section = 要闻' }],
  ['snippet', 'around the mark, no longer than asked', '青花灯笼', [doc('1', '村里', longBody)], { snippet: { 1: { contains: '青花灯笼', max_chars: 20 } } }],
];

export const ownCases: readonly SearchCase[] = rows.map(([category, name, query, documents, expect, more]) =>
  ({ id: `${category}: ${name}`, category, query, documents, expect, ...more }));
