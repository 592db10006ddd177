import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { commonHan } from './commonHan.js';
import { NotTextError, SourceError, SourceOptionError } from './record.js';

/** How a text was found to be encoded, and how many bytes of byte order mark stand before it. */
export interface FoundEncoding {
  readonly encoding: string;
  readonly bomBytes: number;
}

const boms: readonly [string, readonly number[]][] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
  ['gb18030', [0x84, 0x31, 0x95, 0x33]],
];

/**
 * The encoding of a text from its beginning: UTF-8, UTF-16, GB18030 (with it GBK and GB2312) or Big5.
 *
 * A byte order mark decides; then strict decoding; then, where bytes are well-formed in several encodings, which of them
 * gives characters that people write. A beginning that was cut off within a character is no fault.
 * @param complete whether `sample` is the whole text
 * @throws SourceError when it is no text, or in none of these encodings
 */
export function findEncoding(sample: Buffer, complete: boolean): FoundEncoding {
  for (const [encoding, bytes] of boms) {
    if (sample.length >= bytes.length && bytes.every((b, i) => sample[i] === b)) return { encoding, bomBytes: bytes.length };
  }
  const controls = controlShare(sample);
  if (controls > 0) {
    const utf16 = findUtf16(sample);
    if (utf16) return { encoding: utf16, bomBytes: 0 };
    if (controls > 0.01 || sample.includes(0)) throw new NotTextError('not a text file (it holds control bytes)');
  }
  const utf8 = utf8Faults(sample, complete);
  if (utf8.faults === 0) {
    const encoding = utf8.sequences > 0 && utf8.wide === 0 && isShortGb(sample) ? 'gb18030' : 'utf-8';
    return { encoding, bomBytes: 0 };
  }
  const utf16 = findUtf16(sample);
  if (utf16) return { encoding: utf16, bomBytes: 0 };
  // A few damaged characters do not make UTF-8 anything else: no other encoding gives so many well-formed sequences.
  if (utf8.wide > 50 * utf8.faults) return { encoding: 'utf-8', bomBytes: 0 };
  const best = ['gb18030', 'big5'].map(encoding => ({ encoding, ...plausibility(sample, encoding, complete) }))
    .filter(c => c.faultShare <= 0.01 && c.score >= 0.25)
    .sort((a, b) => b.score - 20 * b.faultShare - (a.score - 20 * a.faultShare))[0];
  if (!best) throw new SourceError('encoding not recognised: not UTF-8, UTF-16, GB18030 or Big5; give the encoding');
  return { encoding: best.encoding, bomBytes: 0 };
}

/**
 * The encoding that a user named, in the form the decoder wants.
 * @throws SourceOptionError for a name that no decoder knows
 */
export function namedEncoding(name: string): string {
  const plain = name.trim().toLowerCase();
  if (!/^[a-z0-9][a-z0-9_.:-]*$/.test(plain) || !iconv.encodingExists(plain)) {
    throw new SourceOptionError(`unknown encoding ${JSON.stringify(name)}; expected e.g. utf-8, utf-16le, gb18030, big5`);
  }
  return plain.replace(/^utf_?(8|16)/, 'utf-$1');
}

/** @returns the byte order mark's length in bytes where `bytes` begins with the one of `encoding` */
export function bomBytesOf(bytes: Buffer, encoding: string): number {
  const bom = boms.find(([name]) => name === encoding)?.[1] ?? [];
  return bom.every((b, i) => bytes[i] === b) ? bom.length : 0;
}

/** Share of bytes that no text has: controls but tab, line ends, form feed and escape's neighbours of old text files. */
function controlShare(sample: Buffer): number {
  let controls = 0;
  for (const b of sample) if (b < 0x20 && b !== 9 && b !== 10 && b !== 13 && b !== 12 && b !== 0x1a) controls++;
  return sample.length ? controls / sample.length : 0;
}

/** UTF-16 without a mark: nearly all units are Han, their punctuation, full-width forms or ASCII in one of the two orders. */
function findUtf16(sample: Buffer): string | undefined {
  const units = sample.length >> 1;
  if (units === 0) return undefined;
  const share = (high: 0 | 1): number => {
    let good = 0;
    let before = 0;
    for (let i = 0; i < units * 2; i += 2) {
      const unit = (sample[i + high] ?? 0) * 256 + (sample[i + 1 - high] ?? 0);
      if (unit >= 0xdc00 && unit <= 0xdfff && before >= 0xd800 && before <= 0xdbff) good += 2;
      before = unit;
      if ((unit >= 0x4e00 && unit <= 0x9fff) || (unit >= 0x3000 && unit <= 0x303f) || (unit >= 0xff00 && unit <= 0xffef)
        || (unit >= 0x20 && unit <= 0x7e) || unit === 10 || unit === 13 || unit === 9 || (unit >= 0xa0 && unit <= 0xff) || (unit >= 0x2010 && unit <= 0x206f)) good++;
    }
    return good / units;
  };
  const [big, little] = [share(0), share(1)];
  if (Math.max(big, little) < 0.9 || Math.abs(big - little) < 0.2) return undefined;
  return big > little ? 'utf-16be' : 'utf-16le';
}

/** Malformed sequences, well-formed ones of two bytes or more, and of these the ones of three or more, as Han has them. */
function utf8Faults(sample: Buffer, complete: boolean): { faults: number; sequences: number; wide: number } {
  const cut = complete ? 0 : cutOffUtf8Bytes(sample);
  const whole = sample.subarray(0, sample.length - cut);
  let faults = 0;
  let sequences = 0;
  let wide = 0;
  for (const ch of whole.toString('utf8')) {
    const point = ch.codePointAt(0) ?? 0;
    if (point < 0x80) continue;
    if (point === 0xfffd) faults++;
    else {
      sequences++;
      if (point >= 0x800) wide++;
    }
  }
  return { faults: isUtf8(whole) ? 0 : faults, sequences, wide };
}

/** How many bytes at the end begin a UTF-8 character that is not there whole. */
function cutOffUtf8Bytes(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const b = bytes[bytes.length - back] ?? 0;
    if (b >= 0xc0) return (b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2) > back ? back : 0;
    if (b < 0x80) return 0;
  }
  return 0;
}

/**
 * A few words of GB2312 can be well-formed UTF-8 by accident, as sequences of two bytes (Latin, Greek, Cyrillic…).
 * They are GB2312 when they then read as common characters, and no letter stands beside them.
 */
function isShortGb(sample: Buffer): boolean {
  if (sample.length > 200) return false;
  const text = iconv.decode(sample, 'gb18030');
  const han = [...text].filter(ch => ch > '\x7f');
  return han.length > 1 && !/[A-Za-z][^\0-\x7f]|[^\0-\x7f][A-Za-z]/.test(text) && han.filter(ch => commonHan.has(ch)).length >= han.length * 0.6;
}

/** How likely a text is in an encoding: the share of common characters among those above ASCII, and of bytes that cannot be decoded. */
function plausibility(sample: Buffer, encoding: string, complete: boolean): { score: number; faultShare: number } {
  const text = iconv.decode(sample, encoding);
  let wide = 0;
  let faults = 0;
  let points = 0;
  let last = '';
  for (const ch of text) {
    last = ch;
    if (ch < '\x80') continue;
    wide++;
    if (ch === '\ufffd') faults++;
    else if (commonHan.has(ch)) points += 1;
    else if (isTextMark(ch)) points += 0.5;
    else if (isEverydayHan(ch, encoding)) points += 0.35;
  }
  if (!complete && last === '\ufffd') faults--;
  return wide === 0 ? { score: 0, faultShare: 0 } : { score: points / wide, faultShare: faults / wide };
}

const isTextMark = (ch: string): boolean => /[、。〈-】〔-〕—‘’“”…·！-～　]/u.test(ch);

const everydayHan = new Map<string, ReadonlySet<string>>();

/** In the half of the character set that its makers reserved for everyday characters. */
function isEverydayHan(ch: string, encoding: string): boolean {
  let everyday = everydayHan.get(encoding);
  if (!everyday) {
    const [firstLead, lastLead, firstTrail] = encoding === 'big5' ? [0xa4, 0xc6, 0x40] : [0xb0, 0xd7, 0xa1];
    const bytes: number[] = [];
    for (let lead = firstLead; lead <= lastLead; lead++) {
      for (let trail = firstTrail; trail <= 0xfe; trail++) if (trail <= 0x7e || trail >= 0xa1) bytes.push(lead, trail);
    }
    everyday = new Set([...iconv.decode(Buffer.from(bytes), encoding)].filter(c => c !== '\ufffd'));
    everydayHan.set(encoding, everyday);
  }
  return everyday.has(ch);
}
