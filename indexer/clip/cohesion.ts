import { isHanCode } from './text.js';
import type { Line } from './types.js';

/** Pairs of characters that any two news stories share; they say nothing about belonging together. */
const COMMON_PAIRS =
  '小时 记者 近日 日前 今年 以来 目前 一个 一位 我们 他们 大家 进行 开展 工作 活动 通过 负责 责人 介绍 绍说 表示 记得 其中 已经 这个 这些 可以 没有 不是 就是 自己 的人 的是 是一 了一 一次 一名 名的 多名 为了 时间 地区 全市 全区 本市 我市 本报 报讯 通讯 讯员 月日 日上 上午 下午 时许 来自 参加 举行 现场 相关 关负 据了 了解 解到 下一 一步 将继 继续 服务 提供 问题 社区 街道 城市 工程 项目 建设 发展 元的 万元 亿元 同比 增长 比增 第一 之一 还有 也有 都是 不少 许多 如今 现在 去年 明年 年来 起来 出来 他说 她说 说的 的时 时候 的一 在一 有一 了解 这里 那里 每天 一天 一年 两年 十分 公里 平方 方米 年前 几年 因为 所以 但是 而且 如果 以及 或者 成为 成了 不能 需要 要求 得到 看到 来到 走进 群众 居民 市民 职工 公司 有限 限公 单位 部门 机构 人员 同时 此外 截至 累计 共有 完成 实现 推动 推进 加强 新闻 报道';
const COMMON = new Set(COMMON_PAIRS.split(' ').map((pair) => codeOf(pair, 0)));

/** Two neighbouring characters as one number: sets of numbers are several times faster than sets of strings. */
function codeOf(text: string, at: number): number {
  return text.charCodeAt(at) * 0x10000 + text.charCodeAt(at + 1);
}

/** Grammar and numerals: a pair with one of them is half a word, or says when and how much. */
const FUNCTION = new Set([...'的了是在着也就都这那他她它们我你把被与及很但而之于以从到和有不没个将并让给对为向等还又再才只能会可要去来说时后前中上下里外年月日第每共一二三四五六七八九十百千万亿两几多〇'].map((c) => c.charCodeAt(0)));

/** Distinct two-character pairs of Han, common ones left out, as numbers. */
export function pairsOf(text: string): Set<number> {
  const pairs = new Set<number>();
  let before = false;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    const han = isHanCode(char) && !FUNCTION.has(char);
    if (han && before) {
      const code = codeOf(text, i - 1);
      if (!COMMON.has(code)) pairs.add(code);
    }
    before = han;
  }
  return pairs;
}

/** The words that lines share with their surroundings. */
export class Cohesion {
  private readonly cache = new Map<number, number>();
  private readonly acrossCache = new Map<number, number>();
  private pairs: Map<number, number> | undefined;
  constructor(private readonly lines: readonly Line[]) {}

  /** Text after (step 1) or before (step -1) a line, about `chars` characters of prose; headline-like lines count too. */
  around(index: number, step: 1 | -1, chars: number): string {
    let text = '';
    for (let i = index + step; i >= 0 && i < this.lines.length && text.length < chars; i += step) {
      const line = this.lines[i]?.text ?? '';
      const room = chars - text.length;
      text = step > 0 ? text + line.slice(0, room) : line.slice(-room) + text;
    }
    return text;
  }

  /**
   * Share (0..1) of a headline's words that occur in the text after it, from `bodyAt` on.
   * Latin words and numbers count as one pair each.
   */
  affinity(index: number, bodyAt = index + 1, chars = 320): number {
    const key = index * 16 + Math.min(15, bodyAt - index);
    const known = this.cache.get(key);
    if (known !== undefined) return known;
    const value = evidenceOf(this.lines[index]?.text ?? '', this.around(bodyAt - 1, 1, chars));
    this.cache.set(key, value);
    return value;
  }

  /** How many words a text shares with the 420 characters that end at line `index`. */
  shared(text: string, index: number): number {
    return sharedWords(text, pairsOf(this.around(index + 1, -1, 420)));
  }

  /** How surely two characters that meet across a break are one word, 0..3: by how often they stand together on the page. */
  seam(first: string, second: string): number {
    const seam = first.slice(-1) + second.slice(0, 1);
    if (seam.length < 2 || !isHanCode(seam.charCodeAt(0)) || !isHanCode(seam.charCodeAt(1))) return 0;
    if (COMMON.has(codeOf(seam, 0))) return 3;
    this.pairs ??= allPairs(this.lines);
    const count = this.pairs.get(codeOf(seam, 0)) ?? 0;
    return count >= 2 ? 3 : count;
  }

  /** Whether the two characters that meet where `second` goes on after `first` stand side by side elsewhere on the page. */
  knowsSeam(first: string, second: string): boolean {
    const seam = first.slice(-1) + second.slice(0, 1);
    if (seam.length < 2) return false;
    if (/^\d{2}$|^[A-Za-z]{2}$/.test(seam)) return true;
    this.pairs ??= allPairs(this.lines);
    return this.pairs.has(codeOf(seam, 0));
  }

  /**
   * How many words the text before and after a line share, 0 unrelated to about 12.
   * A subhead stands inside one story, a headline between two.
   */
  across(index: number): number {
    const known = this.acrossCache.get(index);
    if (known !== undefined) return known;
    const before = pairsOf(this.around(index, -1, 420));
    const words = (text: string): number => sharedWords(text, before);
    const after = this.around(index, 1, 200);
    // behind a short last section another story may begin
    const shared = Math.max(words(after), words(after.slice(0, 80)) * 1.5);
    this.acrossCache.set(index, shared);
    return shared;
  }
}

/** Share (0..1) of the words of `head` that occur in `text`. */
export function shareOf(head: string, text: string): number {
  const { hits, words } = wordsIn(head, text);
  return words > 0 ? hits / words : 0;
}

/** As shareOf, but few words prove less: one word of a short line may stand anywhere. */
function evidenceOf(head: string, text: string): number {
  const { hits, words } = wordsIn(head, text);
  return words > 0 ? (hits / words) * Math.min(1, words / 4, head.length / 9) : 0;
}

function wordsIn(head: string, text: string): { hits: number; words: number } {
  let words = 0;
  let hits = 0;
  for (const pair of pairsOf(head)) {
    words++;
    if (text.includes(textOf(pair))) hits++;
  }
  for (const word of head.match(/[A-Za-z0-9０-９.％%]+/g) ?? []) {
    words++;
    if (text.includes(word)) hits++;
  }
  return { hits, words };
}

/** Words of a text that are among the pairs: neighbouring pairs are one word, a long one counts one and a half. */
function sharedWords(text: string, pairs: ReadonlySet<number>): number {
  const counted = new Set<number>();
  let words = 0;
  let run = 0;
  for (let i = 1; i < text.length; i++) {
    const code = codeOf(text, i - 1);
    if (!pairs.has(code) || counted.has(code)) {
      run = 0;
      continue;
    }
    counted.add(code);
    run++;
    if (run === 1) words++;
    else if (run === 3) words += 0.5;
  }
  return words;
}

function textOf(code: number): string {
  return String.fromCharCode(code >>> 16, code & 0xffff);
}

function allPairs(lines: readonly Line[]): Map<number, number> {
  const pairs = new Map<number, number>();
  for (const { text } of lines) {
    for (let i = 0, end = Math.min(text.length, 2000); i + 1 < end; i++) {
      const code = codeOf(text, i);
      pairs.set(code, (pairs.get(code) ?? 0) + 1);
    }
  }
  return pairs;
}
