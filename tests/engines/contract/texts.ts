import { expect, test } from '@jest/globals';
import type { FieldSet } from './field-sets.js';
import { sharedWorld, withWorld, type OpenIndex } from './world.js';

const characters = [...'山水田园花鸟鱼虫风云雨雪日月星辰东南西北春夏秋冬桥路车船门窗书画琴棋茶酒米面油盐家国天下人民生活工作学习老师同学朋友'];

/** Text of a given length in which no stretch comes back soon: a multiplicative generator picks the characters. */
function longText(length: number): string {
  let state = 20250301, text = '';
  while (text.length < length) {
    state = (state * 48271) % 2147483647;
    text += text.length % 23 === 22 ? '，' : characters[state % characters.length];
  }
  return text;
}

/** Texts of every kind: long ones, broken ones, scripts that mix. */
export function texts(open: OpenIndex, set: FieldSet): void {
  const { title, body } = set.names;

  test('finds an article of 200,000 characters by its first, middle and last ones', withWorld(open, set, async world => {
    const text = longText(199_985);
    const long = { id: 'long', title: '长文', body: `开篇的萤火虫，${text}，末尾的珊瑚礁` };
    await world.put(long, { id: 'short', title: '短文', body: '没有那些字。' });
    const last = text.slice(-14, -2), late = text.slice(150_000, 150_021), middle = text.slice(99_990, 100_004);
    for (const piece of ['开篇的萤火虫', '萤火', last, late, middle, '末尾的珊瑚礁', '瑚礁', '礁']) {
      expect(await world.ids(`"${piece}"`)).toEqual(['long']);
    }
    expect(await world.ids('珊瑚礁')).toEqual(['long']);
    expect(await world.ids('珊瑚虫')).not.toContain('short');
    expect(await world.ids(`"${text.slice(150_000, 150_010)}珊瑚"`)).toEqual([]);
    expect((await world.engine.get('long'))?.[body]).toBe(long.body);
  }));

  const world = sharedWorld(open, set, [
    { id: 'broken', title: '半个\ud83d字符', body: '前面\ud800后面\udc00，结尾\ud83d' },
    { id: 'nul', title: '空\u0000字符', body: 'left\u0000right' },
    { id: 'emoji', title: '😀笑脸👩‍👩‍👧家庭', body: '国旗🇨🇳飘扬，心❤️跳' },
    { id: 'beyond', title: '𠮷野家', body: '𪚥𪚥和𫝀字，\u{2ebf0}也在' },
    { id: 'latin', title: 'Café Zürich', body: 'naïve Straße, ΑΘΗΝΑΣ, Москва, ＡＢＣ１２３' },
    { id: 'asian', title: 'カタカナとひらがな', body: '한국어 신문, ไทย, हिन्दी' },
    { id: 'variants', title: '髮型與發展', body: '臺灣裏面的著作，乾隆乾杯' },
    { id: 'signs', title: '<b>"粗体"</b> & \'引号\'', body: '100%％，$5＄，a_b，C++，§7，①②' },
    { id: 'lines', title: '换行', body: '第一行\n第二\r\n行\u2028第三行\t制表' },
    { id: 'marks', title: 'e\u0301le\u0300ve', body: 'が\u304b\u3099，ﬁn ǅ' },
  ]);

  test('gives every text back unchanged', async () => {
    expect((await world().engine.get('broken'))?.[body]).toBe('前面\ud800后面\udc00，结尾\ud83d');
    expect((await world().engine.get('nul'))?.[title]).toBe('空\u0000字符');
    expect((await world().engine.get('lines'))?.[body]).toBe('第一行\n第二\r\n行\u2028第三行\t制表');
    expect((await world().engine.get('emoji'))?.[title]).toBe('😀笑脸👩‍👩‍👧家庭');
  });

  test.each<[string, string[]]>([
    ['"后面"', ['broken']], ['"前面后面"', []], ['"结尾"', ['broken']], ['"半个"', ['broken']], ['字符', ['broken', 'nul']],
    ['"right"', ['nul']], ['"leftright"', []], ['笑脸', ['emoji']], ['"👩‍👩‍👧"', ['emoji']], ['"🇨🇳"', ['emoji']], ['"❤️"', ['emoji']], ['家庭', ['emoji']],
    ['"𠮷野家"', ['beyond']], ['"𪚥𪚥"', ['beyond']], ['"𫝀"', ['beyond']], ['"\u{2ebf0}"', ['beyond']], ['"𪚥𪚥𪚥"', []],
    ['cafe', ['latin']], ['ZURICH', ['latin']], ['strasse', ['latin']], ['αθηνας', ['latin']], ['москв', ['latin']], ['abc123', ['latin']], ['"１２３"', ['latin']],
    ['ひらがな', ['asian']], ['"タカ"', ['asian']], ['"국어"', ['asian']], ['ไทย', ['asian']], ['हिन्दी', ['asian']],
    ['发型', ['variants']], ['台湾里面', ['variants']], ['乾隆', ['variants']], ['干杯', ['variants']], ['着作', ['variants']],
    ['"粗体"', ['signs']], ['"100%"', ['signs']], ['a_b', ['signs']], ['C++', ['signs']], ['"①②"', ['latin', 'signs']],
    ['"第一行"', ['lines']], ['"第二行"', []], ['"第一行 第二"', ['lines']], ['制表', ['lines']],
    ['élève', ['marks']], ['eleve', ['marks']], ['"がが"', ['marks']], ['fin', ['marks']],
  ])('%s finds %j', async (q, ids) => {
    expect((await world().ids(q)).sort()).toEqual(ids);
  });

  test.each(['\ud83d', '\udc00\ud800', '\u0000', '"\u0000"', '" "', '-', '--', '"', '“', '...', '%', '_', '\\', '*', 'NEAR(', 'AND', '"NOT"', 'a:b:c', '{t0} : x', '标题:', ':', '㊀'.repeat(300), '𠮷'.repeat(1000), '春 '.repeat(1000)])(
    'the query %j is text as far as it has any, never an error', async q => {
      const answer = await world().search(q);
      expect(answer.hits).toHaveLength(Math.min(answer.total, 100));
    });
}
