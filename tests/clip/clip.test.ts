import { describe, expect, test } from '@jest/globals';
import { clipPage } from '../../indexer/clip/index.js';

const lead = '入冬后的第一场雪落在河谷里，牧民们赶着羊群转场，沿途设了三处热水站，供应奶茶和草料。';
const more = '兽医随队同行，为体弱的羊羔保暖喂药，预计五天后全部抵达冬窝子，损失比往年减少一半。';

/** A page whose only story begins as given. */
const story = (head: string, body: string): string => `雪后转场的羊群\n${head}${body}\n${more}\n`;

describe('bylines', () => {
  test.each([
    ['本报讯（记者 石磊 通讯员 马小川）', ['石磊', '马小川']],
    ['本报讯(记者石磊　马小川)', ['石磊', '马小川']],
    ['【本报讯】（见习记者 欧阳雪）', ['欧阳雪']],
    ['本报讯 记者 石磊 通讯员 马小川 报道：', ['石磊', '马小川']],
    ['本报记者石磊报道 ', ['石磊']],
    ['新华社乌鲁木齐11月3日电（记者 阿依古丽·买买提）', ['阿依古丽·买买提']],
    ['中新社兰州11月3日电 （记者 石 磊）', ['石磊']],
    ['（本报记者 石磊 马小川）', ['石磊', '马小川']],
    ['【記者王小明台北報導】', ['王小明']],
    ['本报讯（石磊、马小川）', ['石磊', '马小川']],
    ['据新华社电 ', []],
    ['本报讯 ', []],
  ])('at the head of the lead: %s', (head, authors) => {
    const [article] = clipPage(story(head, lead)).articles;
    expect(article?.authors).toEqual(authors);
    expect(article?.body).toBe(`${lead}\n${more}`);
  });

  test.each([
    ['□ 石磊 马小川', ['石磊', '马小川']],
    ['■本报记者 石 磊 文/图', ['石磊']],
    ['文/石磊 图/马小川', ['石磊', '马小川']],
    ['首席记者 石磊 实习生 马小川', ['石磊', '马小川']],
    ['作者：石磊', ['石磊']],
    ['石磊/文', ['石磊']],
    ['本报评论员', []],
  ])('in a line of its own: %s', (line, authors) => {
    const [article] = clipPage(story(`${line}\n`, lead)).articles;
    expect(article).toMatchObject({ title: '雪后转场的羊群', authors, byline: line, body: `${lead}\n${more}` });
  });

  test.each([
    ['（石磊）', ['石磊']],
    ['（记者 石磊 通讯员 马小川）', ['石磊', '马小川']],
    ['(石磊 报道)', ['石磊']],
    ['（据新华社）', []],
    ['\n□石磊', ['石磊']],
  ])('at the end: %s', (tail, authors) => {
    const [article] = clipPage(`雪后转场的羊群\n${lead}\n${more}${tail}\n`).articles;
    expect(article).toMatchObject({ authors, body: `${lead}\n${more}` });
  });

  test('a sentence in brackets at the end is no byline', () => {
    const [article] = clipPage(`雪后转场的羊群\n${lead}\n${more}（详见今日特刊）\n`).articles;
    expect(article?.authors).toEqual([]);
    expect(article?.body.endsWith('（详见今日特刊）')).toBe(true);
  });
});

describe('joining', () => {
  const wrapped = ['雪后转场的羊群', '本 报 讯（记 者 石 磊）入 冬 后 的', '第一场雪落在河谷里，牧民们赶着1', '200只羊转场，车载GPS标明沿途的', 'hot water站点，供应奶茶和草料。', '兽医随队同行，为体弱的羊羔保暖喂', '药，预计五天后全部抵达冬窝子。', ''].join('\n');

  test('letter spacing, digits and words broken by a line end', () => {
    const [article] = clipPage(wrapped).articles;
    expect(article?.authors).toEqual(['石磊']);
    expect(article?.body.replace(/\n/g, '')).toBe('入冬后的第一场雪落在河谷里，牧民们赶着1200只羊转场，车载GPS标明沿途的hot water站点，供应奶茶和草料。兽医随队同行，为体弱的羊羔保暖喂药，预计五天后全部抵达冬窝子。');
  });

  test('a space between Latin words of two lines, none between Han', () => {
    const text = `雪后转场的羊群\n本报讯（记者 石磊）${lead.slice(0, -1)}，车队名叫Snow\n\nRoad，${more}\n`;
    expect(clipPage(text).articles[0]?.body).toContain('Snow Road，兽医');
  });

  test('a headline glued to its lead is set free', () => {
    expect(clipPage(`雪后转场的羊群本报讯（记者 石磊）${lead}\n${more}`).articles[0]).toMatchObject({ title: '雪后转场的羊群', authors: ['石磊'], body: `${lead}\n${more}` });
  });

  test('a column set twice is kept once', () => {
    const page = clipPage(`雪后转场的羊群\n\n本报讯（记者 石磊）${lead}${more}\n\n${more}\n`);
    expect(page.articles[0]?.body).toBe(lead + more);
    expect(page.noise).toEqual([{ kind: 'dup', lines: [5] }]);
  });

  test('a story set into another gives the other its rest back', () => {
    const other = '河谷小学迎来新校车\n\n本报讯（记者 马小川）孩子们再也不用顶着风雪走五里路，新校车配有暖风和安全座椅，司机每天提前半小时热车。';
    const page = clipPage(`雪后转场的羊群\n\n本报讯（记者 石磊）${lead}${more.slice(0, 10)}\n${other}\n${more.slice(10)}\n`);
    expect(page.articles.map((a) => a.title)).toEqual(['雪后转场的羊群', '河谷小学迎来新校车']);
    expect(page.articles[0]?.body.replace(/\n/g, '')).toBe(lead + more);
  });

  test('jump lines end and begin articles and stand in no body', () => {
    const page = clipPage(`雪后转场的羊群\n本报讯（记者 石磊）${lead}兽医随队同行，为体弱的羊羔（下转第4版）\n\n（上接第1版）\n增加了三个临时补给点，并在渡口备好了木筏，等水位回落再过河，镇上的面包房每天送去两百个馕。\n`);
    expect(page.articles.map((a) => [a.title, /上接|下转/.test(a.body)])).toEqual([['雪后转场的羊群', false], ['', false]]);
    expect(page.noise.map((n) => n.kind)).toEqual(['jump', 'jump']);
  });
});

describe('what belongs to no article', () => {
  test.each([
    ['ad', '旺铺急转\n临街旺铺九十平方米\n联系电话：13800001111'],
    ['ad', '注销公告\n北坡商贸有限公司拟注销，请债权人于四十五日内申报债权。'],
    ['footer', '编辑 石磊 校对 马小川'],
    ['footer', '社址：河谷路9号 邮编：830000 零售价：1.50元'],
    ['caption', '图为牧民赶着羊群走过冰桥。石磊 摄'],
    ['caption', '▲冬窝子里的炊烟。（资料图片）'],
    ['index', '今日导读\n校车开进河谷……3版\n雪场提前开门迎客……5版'],
  ])('%s: %s', (kind, text) => {
    const page = clipPage(`${story('本报讯（记者 石磊）', lead)}\n${text}\n\n河谷小学迎来新校车\n本报讯（记者 马小川）孩子们再也不用顶着风雪走五里路，新校车配有暖风和安全座椅，司机每天提前半小时热车。\n`);
    expect(page.articles.map((a) => a.title)).toEqual(['雪后转场的羊群', '河谷小学迎来新校车']);
    expect(page.noise.map((n) => n.kind)).toEqual([kind]);
    expect(page.articles.map((a) => a.body).join()).not.toContain(text.split('\n')[0]);
  });
});

describe('date, paper and page', () => {
  test.each([
    ['河谷日报 2031年2月3日 星期一 第5版 民生', { publication: '河谷日报', date: '2031-02-03', page: '5' }],
    ['A05 民生\n2031.2.3', { date: '2031-02-03', page: 'A05', section: '民生' }],
    ['河谷日报\n二〇三一年二月三日\n第五版', { publication: '河谷日报', date: '2031-02-03', page: '5' }],
  ])('from the masthead: %s', (masthead, facts) => {
    expect(clipPage(`${masthead}\n\n${story('本报讯（记者 石磊）', lead)}`)).toMatchObject(facts);
  });

  test.each([
    ['河谷日报-2031-02-03-A05.txt', { publication: '河谷日报', date: '2031-02-03', page: 'A05' }],
    ['河谷日报/2031-02-03/05.txt', { publication: '河谷日报', date: '2031-02-03', page: '5' }],
    ['/data/20310203_05.txt.gz', { date: '2031-02-03', page: '5' }],
  ])('from the file: %s', (fileName, facts) => {
    expect(clipPage(story('本报讯（记者 石磊）', lead), { fileName })).toMatchObject(facts);
  });

  test('what is given wins', () => {
    expect(clipPage(`河谷日报 2031年2月3日\n\n${story('', lead)}`, { fileName: '旧报-2001-01-01-3.txt', publication: '新报', date: '2031-02-04', page: '9' })).toMatchObject({ publication: '新报', date: '2031-02-04', page: '9' });
  });
});

describe('bad pages', () => {
  test.each(['', '\n\n\u3000\n', '\ufeff'])('an empty page gives no article and a warning', (text) => {
    const page = clipPage(text);
    expect(page.articles).toEqual([]);
    expect(page.warnings).toEqual(['the page is empty']);
  });

  test.each(['abc\ndef ghi', '第3版', '12345\n67890', '今天\n明天\n后天'])('a page without a recognisable article gives one and a warning: %j', (text) => {
    const page = clipPage(text);
    expect(page.articles).toHaveLength(1);
    expect(page.warnings).toHaveLength(1);
    expect(page.articles[0]?.confidence).toBeLessThan(0.2);
  });

  test('one line of millions of characters and a hundred thousand lines come back whole', () => {
    const long = clipPage(`长文\n${'风雪夜归人。'.repeat(500_000)}`);
    expect(long.articles.map((a) => a.body.length)).toEqual([3_000_000]);
    const many = clipPage(`${lead}\n`.repeat(20_000));
    expect(many.lines).toHaveLength(20_001);
    expect(many.warnings.length).toBeGreaterThan(0);
  });
});
