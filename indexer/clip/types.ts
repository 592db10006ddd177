/** What the caller knows about a page; each value wins over what the page or its file name says. */
export interface ClipHints {
  fileName?: string;
  publication?: string;
  date?: string;
  page?: string;
}

/** Kinds of text that belong to no article. */
export type NoiseKind = 'masthead' | 'banner' | 'section' | 'index' | 'footer' | 'ad' | 'caption' | 'jump' | 'dup' | 'other';

/** One article cut from a page; paragraphs of `body` are separated by a line break. */
export interface ClippedArticle {
  title: string;
  kicker?: string;
  subtitle?: string;
  section?: string;
  byline?: string;
  authors: string[];
  dateline?: string;
  body: string;
  captions: string[];
  /** 0..1: how sure the borders and the title are. */
  confidence: number;
  /** First and last raw line of the article, counted from 1. */
  firstLine: number;
  lastLine: number;
}

/** Raw lines (from 1) of one piece of text that belongs to no article. */
export interface PageNoise {
  kind: NoiseKind;
  lines: number[];
}

/** What a raw line became. */
export type LineRole = 'blank' | 'kicker' | 'section' | 'title' | 'subtitle' | 'byline' | 'body' | 'subhead' | 'verse' | 'noise';

/** One raw line with its role, so that a report can draw the page. */
export interface ClippedLine {
  line: number;
  role: LineRole;
  /** Index into `articles`, when the line belongs to one (captions too). */
  article?: number;
  noise?: NoiseKind;
  /** True where another reading of the page was nearly as good. */
  doubtful?: boolean;
}

/** A page cut into its articles. */
export interface ClippedPage {
  publication?: string;
  /** ISO date, 2025-03-01. */
  date?: string;
  page?: string;
  section?: string;
  articles: ClippedArticle[];
  noise: PageNoise[];
  lines: ClippedLine[];
  warnings: string[];
}

/** A printed line that is not blank, as the clipper works with it: letter spacing joined, glued parts apart. */
export interface Line {
  /** Raw line, from 1. Parts of one raw line share it. */
  n: number;
  text: string;
  /** Columns of white space before the text; a full-width space counts 2. */
  indent: number;
  /** Printed width in full-width characters; ASCII counts one half. */
  width: number;
  /** Blank raw lines directly above. */
  blankBefore: number;
  /** Set when the line is noise whatever stands around it. */
  hard?: NoiseKind;
  /** How much the line looks like a caption or another soft noise, 0..6. */
  soft: number;
  softKind?: NoiseKind;
  /** 下转第X版 stood at the end of the line, 上接第X版 at its start. */
  jumpOut?: boolean;
  jumpIn?: boolean;
  /** Chars of this line's head that repeat the tail of the text before. */
  overlapChars?: number;
}
