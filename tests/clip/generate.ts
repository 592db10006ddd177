import { printBody, wrap, type Layout } from './layout.js';
import { BRIEFS, FEATURES, PHOTOS, POEMS, STORIES, type Story } from './stories.js';
import * as W from './words.js';

/** What is on a generated page; the shape of the gold files that the scorer reads. */
export interface GoldArticle {
  title: string;
  title_lines?: string[];
  subtitle?: string;
  kicker?: string;
  byline?: string;
  authors: string[];
  body: string;
  flags: string[];
}
export interface Gold {
  name: string;
  level: number;
  date?: string;
  articles: GoldArticle[];
  noise: { kind: string; text: string }[];
}

/** A small seeded generator of random choices. */
export class Rng {
  constructor(private state: number) {}
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
  int(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }
  chance(p: number): boolean {
    return this.next() < p;
  }
  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.next() * list.length)] as T;
  }
  some<T>(list: readonly T[], count: number): T[] {
    const rest = [...list];
    return Array.from({ length: Math.min(count, rest.length) }, () => rest.splice(Math.floor(this.next() * rest.length), 1)[0] as T);
  }
}

/** Makes one page of a level (1 clean, 2 columns, 3 hard) from a seed: its raw text and what is on it. */
export function generatePage(seed: number, level: 1 | 2 | 3): { text: string; gold: Gold } {
  return new PageMaker(new Rng(seed * 7919 + level), level, `g${String(level)}-${String(seed)}`).make();
}

class PageMaker {
  private readonly lines: string[] = [];
  private readonly gold: Gold;
  private readonly layout: Layout;
  private readonly year: number;
  private readonly month: number;
  private readonly day: number;
  private readonly paper: string;
  private readonly pageNo: number;

  constructor(
    private readonly rng: Rng,
    private readonly level: 1 | 2 | 3,
    name: string,
  ) {
    this.gold = { name, level, articles: [], noise: [] };
    const style = level === 1 ? rng.pick(['frames', 'paras', 'paras', 'wrapped'] as const) : level === 2 ? rng.pick(['frames', 'frames', 'paras', 'wrapped'] as const) : rng.pick(['wrapped', 'wrapped', 'wrapped', 'paras', 'frames'] as const);
    const indent = style === 'frames' ? '' : rng.pick(['', '　　', '    ', '　　']);
    this.layout = { style, widthChars: rng.int(14, 24), indent, gaps: level === 1 ? 'articles' : level === 2 ? (style === 'wrapped' ? 'articles' : 'blocks') : style === 'frames' ? rng.pick(['blocks', 'few']) : 'few', breaks: level > 1, spaced: level === 3 && rng.chance(0.2) };
    [this.year, this.month, this.day, this.pageNo] = [rng.int(2026, 2034), rng.int(1, 12), rng.int(2, 28), rng.int(2, 12)];
    this.paper = rng.pick(W.PAPERS);
  }

  make(): { text: string; gold: Gold } {
    const { rng, level } = this;
    if (rng.chance(0.6)) this.masthead();
    if (rng.chance(level === 1 ? 0.3 : 0.4)) this.noise('banner', [rng.pick(W.BANNERS)]);
    if (level === 3 && rng.chance(0.35)) this.index();
    const stories = rng.some(STORIES, rng.int(3, level === 3 ? 8 : 6)).map((s) => () => this.story(s));
    const extra: (() => void)[] = [];
    if (rng.chance(0.45) && this.layout.style !== 'frames') extra.push(() => this.story(rng.pick(FEATURES)));
    if (level > 1 && rng.chance(0.25)) extra.push(() => this.poem());
    if (level > 1 && rng.chance(0.25)) extra.push(() => this.photo());
    if (rng.chance(0.3)) extra.push(() => this.ad());
    if (level === 3 && rng.chance(0.2)) extra.push(() => this.continuation(rng.pick(STORIES)));
    for (const make of rng.some([...stories, ...extra], 20)) make();
    if (level > 1 && rng.chance(0.35)) this.briefs();
    if (rng.chance(0.4)) this.noise('footer', rng.pick(W.FOOTERS).map((f) => this.fill(f, new Map())));
    const text = this.lines.join('\n').replace(/\n{4,}/g, '\n\n\n');
    return { text: level === 3 && rng.chance(0.25) ? '\ufeff' + text : text, gold: this.gold };
  }

  private name(): string {
    return this.rng.pick(W.SURNAMES) + this.rng.some(W.GIVEN, this.rng.int(1, 2)).join('');
  }

  private fill(text: string, slots: Map<string, string>): string {
    const { rng } = this;
    const day = (): string => (rng.chance(0.6) ? `${String(this.month)}月${String(Math.max(1, this.day - rng.int(0, 3)))}日` : rng.pick(['近日', '日前', '昨日']));
    const make: Record<string, () => string> = { n: () => String(rng.int(12, 980)), m: () => String(rng.int(3, 40)), p: () => this.name(), q: () => this.name(), a: () => this.name(), b: () => this.name(), e: () => this.name(), o: () => rng.pick(W.FIRMS), v: () => rng.pick(W.VILLAGES), t: () => rng.pick(W.STREETS), c: () => rng.pick(W.CITIES), d: day };
    return text.replace(/\{([a-z])\}/g, (_, key: string) => {
      const known = slots.get(key);
      if (known !== undefined) return known;
      const value = make[key]?.() ?? '';
      slots.set(key, value);
      return value;
    });
  }

  private push(...lines: string[]): void {
    this.lines.push(...lines);
  }

  private gap(between: 'blocks' | 'articles'): void {
    if (this.layout.gaps === 'blocks' || (this.layout.gaps === 'articles' && between === 'articles') || (this.layout.gaps === 'few' && between === 'articles' && this.rng.chance(0.15))) this.push('');
  }

  private noise(kind: string, lines: string[]): void {
    this.gap('articles');
    if (this.layout.gaps !== 'blocks' && kind === 'banner') this.push('');
    this.push(...lines);
    this.gap('articles');
    this.gold.noise.push({ kind, text: lines.join('\n') });
  }

  private masthead(): void {
    const { rng } = this;
    const date = rng.pick([`${String(this.year)}年${String(this.month)}月${String(this.day)}日`, `${String(this.year)}.${String(this.month)}.${String(this.day)}`, `${String(this.year)}-${String(this.month).padStart(2, '0')}-${String(this.day).padStart(2, '0')}`]);
    const week = rng.pick([' 星期三', '　周日', '']);
    const section = rng.pick(W.SECTION_NAMES);
    const no = String(this.pageNo);
    const lines = rng.pick([[`${this.paper} ${date}${week} 第${no}版 ${section}`], [`A${no.padStart(2, '0')} ${section}`, date + week], [this.paper, date + week, no.padStart(2, '0')], [`${section} ${no.padStart(2, '0')}`, `${date}${week}`, `编辑：${this.name()} 校对：${this.name()}`], [`${date}${week}`, `第${no}版：${section}`]]);
    this.push(...lines);
    this.gold.noise.push({ kind: 'masthead', text: lines.join('\n') });
    this.gold.date = `${String(this.year)}-${String(this.month).padStart(2, '0')}-${String(this.day).padStart(2, '0')}`;
  }

  private index(): void {
    const { rng } = this;
    const ref = rng.pick([(n: number) => `（${String(n)}版）`, (n: number) => `……A${String(n)}`, (n: number) => `  详见${String(n)}版`]);
    this.noise('index', [rng.pick(W.INDEX_HEADS), ...rng.some(STORIES, rng.int(2, 4)).map((s) => this.fill(s.titles[0] ?? '', new Map()) + ref(rng.int(2, 12)))]);
  }

  private ad(): void {
    this.noise('ad', this.rng.pick(W.ADS).map((line) => this.fill(line, new Map([['n', String(this.rng.int(1000, 9999))]]))));
  }

  /** A byline with its names: where it stands is the kind. */
  private byline(): { kind: 'lead' | 'line' | 'tail' | 'none'; text: string; authors: string[] } {
    const { rng } = this;
    const [a, b, c] = [this.name(), this.name(), this.name()];
    const pad = (n: string): string => (n.length === 2 && rng.chance(0.2) ? `${n.charAt(0)}　${n.charAt(1)}` : n);
    const date = `${String(this.month)}月${String(this.day - 1)}日`;
    const kind = rng.pick(['lead', 'lead', 'lead', 'line', 'line', 'tail', 'none'] as const);
    const make = (text: string, ...authors: string[]): { kind: typeof kind; text: string; authors: string[] } => ({ kind, text, authors });
    if (kind === 'lead')
      return rng.pick([
        () => make(`本报讯（记者 ${pad(a)}）`, a), () => make(`本报讯(记者${a} ${pad(b)} 通讯员${c})`, a, b, c), () => make(`【本报讯】（记者 ${a}、${b}）`, a, b), () => make(`本报讯 记者 ${a} 通讯员 ${b} 报道：`, a, b),
        () => make(`${this.paper}讯（融媒体记者 ${a} 通讯员 ${b}）`, a, b), () => make(`${rng.pick(W.WIRES)}${rng.pick(W.PLACES)}${date}电（记者 ${a}）`, a), () => make(`本报${rng.pick(W.PLACES)}${date}讯（首席记者 ${a} 实习生 ${b}）`, a, b), () => make(`（本报记者 ${a} 通讯员 ${b} ${c}）`, a, b, c),
        () => make('本报讯 '), () => make(`据${rng.pick(W.WIRES)}电 `), () => make(`本报讯（${a} ${b}）`, a, b), () => make(`本报记者${a}报道 `, a),
      ])();
    if (kind === 'line') return rng.pick([() => make(`本报记者 ${pad(a)}`, a), () => make(`□ ${a} ${b}`, a, b), () => make(`文/${a} 图/${b}`, a, b), () => make(`■ 通讯员 ${a} ${b}`, a, b), () => make(`首席记者 ${a} 实习生 ${b}`, a, b), () => make(`作者 ${a}`, a), () => make(`●本报记者 ${a} 摄影报道`, a), () => make(`撰文/${a}`, a), () => make(`本报特约评论员`), () => make(`记者 ${a}、${b} 文/图`, a, b)])();
    if (kind === 'tail') return rng.pick([() => make(`（${a}）`, a), () => make(`（记者 ${a} ${b}）`, a, b), () => make(`（${a} 报道）`, a), () => make(`（据${rng.pick(W.WIRES)}）`), () => make(`（通讯员 ${a}、${b}）`, a, b), () => make(`\n□ ${a}`, a)])();
    return make('');
  }

  private caption(): string[] {
    const { rng } = this;
    const [a] = [this.name()];
    const what = this.fill(rng.pick(['{v}的茶农在采摘明前茶', '市民在{t}夜市选购灯笼', '{o}的技术员在调试机械臂', '小学生在{c}植物园写生']), new Map());
    return rng.pick([[`图为${what}。`], [`▲${what}。本报记者 ${a} 摄`], [`上图：${what}。（${a} 摄）`], [`${what}。${a} 供图`], [`图①：${what}。图②：活动现场。（资料图片）`], [`${String(this.month)}月${String(this.day)}日，${what}。新华社发（${a} 摄）`], [`${what}。新华社记者 ${a} 摄`]]);
  }

  private head(story: Story, slots: Map<string, string>, article: GoldArticle): void {
    const { rng, level } = this;
    if (story.kicker !== undefined && rng.chance(0.5)) {
      article.kicker = rng.chance(0.5) ? story.kicker : rng.pick(W.RUBRICS);
      this.push(article.kicker);
      this.gap('blocks');
    }
    article.title = this.fill(rng.pick(story.titles), slots);
    const flat = article.title.replace(/ /g, '');
    if (level === 3 && rng.chance(0.2) && (article.title.includes(' ') || flat.length >= 11)) {
      const at = article.title.includes(' ') ? article.title.indexOf(' ') : Math.min(flat.length - 3, Math.max(3, Math.floor(flat.length / 2) + rng.int(-1, 1)));
      const parts = article.title.includes(' ') ? article.title.split(' ') : [flat.slice(0, at), flat.slice(at)];
      if (article.title.includes(' ')) article.title_lines = parts;
      article.flags.push('split_title');
      this.push(...parts);
    } else this.push(article.title);
    this.gap('blocks');
    if (story.subtitle !== undefined && rng.chance(0.5)) {
      article.subtitle = this.fill(story.subtitle, slots);
      this.push((rng.chance(0.2) ? '——' : '') + article.subtitle);
      article.flags.push('subtitle');
      this.gap('blocks');
    }
  }

  private story(story: Story): void {
    const { rng, level, layout } = this;
    const slots = new Map<string, string>();
    const article: GoldArticle = { title: '', authors: [], body: '', flags: [] };
    this.gap('articles');
    this.head(story, slots, article);
    const by = this.byline();
    const paragraphs = story.text.map((t) => ({ text: this.fill(t.replace(/^#/, ''), slots), subhead: t.startsWith('#') }));
    const kept = layout.style === 'frames' ? paragraphs.filter((p) => !p.subhead) : paragraphs;
    article.body = kept.map((p) => p.text).join(layout.style === 'frames' ? '' : '\n');
    if (by.text.trim() !== '') article.byline = by.text.trim();
    article.authors = by.authors;
    article.flags.push(`byline_${by.kind}`, ...(paragraphs.some((p) => p.subhead) && layout.style !== 'frames' ? ['subheads'] : []));
    const captionAtHead = level === 3 && rng.chance(0.08);
    if (captionAtHead) this.caption1(rng.pick([0, 1]) === 0);
    if (by.kind === 'line') {
      this.push(by.text);
      this.gap('blocks');
    }
    const printed = kept.map((p, i) => ({ subhead: p.subhead, text: (i === 0 && by.kind === 'lead' ? by.text : '') + p.text + (i === kept.length - 1 && by.kind === 'tail' ? by.text : '') }));
    const tailLine = by.kind === 'tail' && by.text.startsWith('\n');
    const last = printed.at(-1);
    if (tailLine && last) last.text = last.text.split('\n')[0] ?? '';
    let lines = printBody(printed, layout, rng);
    if (level === 3) lines = lines.map((l) => this.misread(l));
    const caption = rng.chance(0.15) ? this.caption() : undefined;
    if (level > 1 && caption && rng.chance(0.5) && lines.length > 4) this.captionInside(lines, caption[0] ?? '');
    if (level > 1 && rng.chance(0.12)) this.double(lines);
    if (level === 3 && by.kind !== 'tail' && rng.chance(0.06) && lines.length > 3) {
      this.jumpOut(lines, article);
    }
    this.push(...lines);
    if (tailLine) this.push(by.text.trim());
    if (caption && !this.gold.noise.some((x) => x.text === caption.join('\n'))) {
      this.gap('blocks');
      this.push(...caption);
      this.gold.noise.push({ kind: 'caption', text: caption.join('\n') });
    }
    this.gold.articles.push(article);
    this.gap('articles');
  }

  private caption1(_marked: boolean): void {
    const caption = this.caption();
    this.push(...caption);
    this.gap('blocks');
    this.gold.noise.push({ kind: 'caption', text: caption.join('\n') });
  }

  private captionInside(lines: string[], caption: string): void {
    const spots = lines.flatMap((l, i) => (i > 1 && i < lines.length - 1 && l !== '' ? [i] : []));
    const at = this.rng.pick(spots);
    const printed = this.layout.style === 'wrapped' ? wrap(caption, this.layout.widthChars + this.rng.int(-1, 6)) : [caption];
    lines.splice(at, 0, ...printed);
    if (this.layout.gaps === 'blocks') lines.splice(at + printed.length, 0, '');
    this.gold.noise.push({ kind: 'caption', text: caption });
  }

  private double(lines: string[]): void {
    const filled = lines.filter((l) => l !== '');
    const take = this.layout.style === 'wrapped' ? Math.min(filled.length - 1, this.rng.int(3, 6)) : 1;
    const copy = filled.slice(-take);
    if (copy.join('').length < 40 || filled.length <= take) return;
    lines.push(...(this.layout.gaps === 'blocks' ? [''] : []), ...copy);
    this.gold.noise.push({ kind: 'dup', text: copy.map((l) => l.trim()).join('') });
  }

  private jumpOut(lines: string[], article: GoldArticle): void {
    const cut = Math.max(2, Math.floor(lines.length * 0.6));
    lines.splice(cut);
    while (lines.at(-1) === '') lines.pop();
    const jump = this.rng.pick(['（下转第3版）', '下转A06版', '▶下转4版']);
    const last = lines.pop() ?? '';
    lines.push(last + jump);
    this.gold.noise.push({ kind: 'jump', text: jump });
    const kept = lines.map((l) => l.trim().replace(/ (?=\p{Script=Han})/gu, '')).join('').replace(jump, '');
    const flat = article.body.replace(/\n/g, '');
    article.body = flat.slice(0, Math.max(1, Math.min(flat.length, kept.length - (article.byline && kept.startsWith(article.byline.slice(0, 4)) ? article.byline.length : 0))));
    article.flags.push('jump_out');
  }

  /** Untitled continuation of a story from another page. */
  private continuation(story: Story): void {
    const text = this.fill(story.text.slice(-2).join(''), new Map());
    const jump = this.rng.pick(['（上接第1版）', '（上接A02版）', '上接1版']);
    this.gap('articles');
    this.push(jump, ...printBody([{ text: text.slice(this.rng.int(3, 20)), subhead: false }], { ...this.layout, indent: '', spaced: false }, this.rng));
    const body = this.lines.slice(this.lines.lastIndexOf(jump) + 1).join('');
    this.gold.noise.push({ kind: 'jump', text: jump });
    this.gold.articles.push({ title: '', authors: [], body, flags: ['untitled'] });
    this.gap('articles');
  }

  private misread(line: string): string {
    return line.replace(/[日未0。]/g, (c) => (this.rng.chance(0.02) ? ({ 日: '曰', 未: '末', '0': 'O', '。': '．' }[c] ?? c) : c));
  }

  private poem(): void {
    const poem = this.rng.pick(POEMS);
    const a = this.name();
    const by = this.rng.pick([`□ ${a}`, a, `作者：${a}`]);
    this.gap('articles');
    this.push(poem.title);
    this.gap('blocks');
    this.push(by);
    this.gap('blocks');
    this.push(...poem.lines);
    this.gold.articles.push({ title: poem.title, byline: by, authors: [a], body: poem.lines.join('\n'), flags: ['poem'] });
    this.gap('articles');
  }

  private photo(): void {
    const photo = this.rng.pick(POEMS.length > 0 ? PHOTOS : PHOTOS);
    const a = this.name();
    const text = this.fill(photo.text, new Map());
    const by = this.rng.pick([`本报记者 ${a} 摄`, `（${a} 摄）`, `${a} 摄影报道`]);
    this.gap('articles');
    this.push(photo.title);
    this.gap('blocks');
    this.push(...printBody([{ text: text + by, subhead: false }], { ...this.layout, breaks: false }, this.rng));
    this.gold.articles.push({ title: photo.title, byline: by, authors: [a], body: text, flags: ['photo'] });
    this.gap('articles');
  }

  private briefs(): void {
    const { rng } = this;
    const head = rng.pick(W.BRIEF_HEADS);
    this.gap('articles');
    this.push(head);
    this.gap('blocks');
    this.gold.noise.push({ kind: 'section', text: head });
    for (const brief of rng.some(BRIEFS, rng.int(2, 5))) {
      const slots = new Map<string, string>();
      const a = this.name();
      const signed = rng.chance(0.35);
      const by = rng.pick([`（${a}）`, `（记者 ${a}）`]);
      const title = this.fill(brief.title, slots);
      const body = this.fill(brief.text, slots);
      this.push(title);
      this.gap('blocks');
      this.push(...printBody([{ text: body + (signed ? by : ''), subhead: false }], { ...this.layout, breaks: false }, rng));
      this.gold.articles.push({ title, authors: signed ? [a] : [], ...(signed ? { byline: by } : {}), body, flags: ['brief'] });
      this.gap('blocks');
    }
    this.gap('articles');
  }
}
