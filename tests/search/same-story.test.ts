import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isSameStory, storyOf, type StoryTexts } from '../../src/search/same-story.js';
import { foldText } from '../../src/text/fold.js';
import { areSketchesAlike, sketchOf } from '../../src/text/sketch.js';
import { appointments, flood, reprints, weather } from '../support/stories.js';
import { longHan, mixedText, runs } from '../support/texts.js';

/** As a search decides it: by the sketches first. */
const isCopy = (a: StoryTexts, b: StoryTexts) => areSketchesAlike(sketchOf(foldText(a.body)), sketchOf(foldText(b.body))) && isSameStory(storyOf(a), storyOf(b));
/** Both ways round. */
const areCopies = (a: StoryTexts, b: StoryTexts) => {
  const [one, other] = [isCopy(a, b), isCopy(b, a)];
  expect(one).toBe(other);
  return one;
};
const edited = (body: string, ...edits: [string, string][]): StoryTexts => ({ ...flood, body: edits.reduce((text, [from, to]) => text.replaceAll(from, to), body) });

describe('one story set twice', () => {
  test.each(reprints)('$id', reprint => { expect(areCopies(flood, reprint)).toBe(true); });

  test.each<[string, StoryTexts]>([
    ['with a few characters changed', edited(flood.body, ['昨夜', '夜里'], ['挨家', '逐家'], ['说', '讲'], ['老房子', '房子'])],
    ['with a sentence more', { ...flood, body: `${flood.body}有需要帮助的居民可以联系村委会，志愿者会上门。` }],
    ['under quite another headline', { ...flood, title: '一夜风雨，体育馆里的热水' }],
    ['with a number more in the headline', { ...flood, title: '白沙镇连夜转移217位居民' }],
    ['long after, not a character changed', { ...flood, date: '2027-01-01' }],
    ['without any dates', { ...edited(flood.body, ['昨夜', '夜里']), date: '' }],
  ])('%s', (_how, other) => { expect(areCopies(flood, other)).toBe(true); });
});

describe('two stories', () => {
  test.each([weather, appointments, [weather[1], weather[2]]].map(([a, b]) => [a, b] as [StoryTexts, StoryTexts]))('forms filled in twice', (a, b) => { expect(areCopies(a, b)).toBe(false); });

  test.each<[string, StoryTexts]>([
    ['a number is another one', edited(flood.body, ['217', '218'])],
    ['a number in Chinese is another one', edited(flood.body, ['七十岁', '六十岁'])],
    ['a number has its point elsewhere', edited(flood.body, ['1.8', '18'])],
    ['a name that stands in several places is another one', edited(flood.body, ['白沙', '柳溪'])],
    ['a name of the headline is another one', { ...edited(flood.body, ['周桂兰', '吴桂兰']), title: '吴桂兰老人' }],
    ['the instalment is another one', { ...flood, title: '防汛简报（第4期）' }],
    ['said anew a year later', { ...edited(flood.body, ['昨夜', '夜里']), date: '2026-06-12' }],
    ['half of it is missing', { ...flood, body: flood.body.slice(0, flood.body.length / 2) }],
    ['whole sentences were rewritten', edited(flood.body, ['体育馆里铺好了干净的被褥，食堂整夜烧着热水', '志愿者送来毛毯和面包，医生给老人量了血压'])],
  ])('%s', (_how, other) => {
    const titled = { ...flood, title: other.title.includes('期') ? '防汛简报（第3期）' : other.title.includes('吴桂兰') ? '周桂兰老人' : flood.title };
    expect(areCopies(titled, other)).toBe(false);
  });
});

/** Numbers must not change; and a character of two units counts as two. */
const plainHan = (text: string) => text.replace(/[〇零一二三四五六七八九十百千万萬亿億\u{10000}-\u{10ffff}]/gu, '字');

test('some characters dropped, added or changed anywhere are the same story', () => {
  // Each with a character of its own: what is exchanged in the same way twice is a name.
  const edits = fc.array(fc.tuple(fc.constantFrom('drop', 'add', 'change'), fc.nat()), { maxLength: 3 });
  fc.assert(fc.property(longHan(300), edits, (text, changes) => {
    const body = plainHan(text), characters = [...body];
    fc.pre(new Set(characters).size > 100);
    changes.forEach(([kind, at], i) => { characters.splice(at % characters.length, kind === 'add' ? 0 : 1, ...kind === 'drop' ? [] : ['鼹鼬鼷'[i] as string]); });
    const [a, b] = [body, characters.join('')].map(text => ({ title: '', body: text, date: '' })) as [StoryTexts, StoryTexts];
    return areCopies(a, b);
  }), runs(100));
});

test('punctuation, width and case of a text do not matter, and texts that have nothing in common are no copies', () => {
  fc.assert(fc.property(longHan(250), longHan(250), (text, other) => {
    const story = (body: string): StoryTexts => ({ title: '', body: plainHan(body), date: '' });
    expect(areCopies(story(`${text}ABC`), story(`「${[...text].join('，')}」 ａｂｃ`))).toBe(true);
    fc.pre(new Set(text).size > 100);
    expect(areCopies(story(text), story(other))).toBe(false);
  }), runs(50));
});

test('no text is too odd to be compared', () => {
  fc.assert(fc.property(mixedText(200), mixedText(200), (a, b) => {
    const story = (body: string): StoryTexts => ({ title: a, body, date: b.slice(0, 10) });
    expect(isSameStory(storyOf(story(a)), storyOf(story(a)))).toBe(true);
    areCopies(story(a), story(b));
  }), runs(100));
});
