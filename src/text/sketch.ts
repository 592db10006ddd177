import { scriptOfUnit } from './scripts.js';

/** Texts with fewer letters, digits and characters are not compared: a body of 200 characters, punctuation and all, has more. */
const leastUtf16 = 160;
const bins = 32, shingleUtf16 = 4;
/** Of 32: about as large a share as that of the shingles that both texts have. Two settings of one story share more, nearly all else less. */
const leastAlike = 17;
/** Bins that are looked up together: where more than half of the bins agree, one of the pairs does in both. */
const binsOfPart = 2;

/**
 * A sketch of a folded text, by which what may be a copy is told from everything else: one permutation hashing of shingles of four characters
 * (Li, Owen, Zhang: One Permutation Hashing, NIPS 2012), of each bin's least hash the lowest eight bits (Li, König: b-Bit Minwise Hashing, WWW 2010).
 * Punctuation and spaces do not count.
 * @returns 64 hexadecimal digits; '' for a short text, which is like no other
 */
export function sketchOf(folded: string): string {
  const least = new Uint32Array(bins).fill(0xffffffff);
  let a = 0, b = 0, c = 0, units = 0;
  for (let i = 0; i < folded.length; i++) {
    const d = folded.charCodeAt(i);
    if (!isCompared(d)) continue;
    if (++units >= shingleUtf16) {
      const hash = mixed(Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77) ^ Math.imul(c, 0xc2b2ae3d) ^ Math.imul(d, 0x27d4eb2f));
      const bin = hash >>> 27;
      if (hash < (least[bin] as number)) least[bin] = hash;
    }
    a = b;
    b = c;
    c = d;
  }
  return units < leastUtf16 ? '' : Buffer.from(Uint8Array.from(least)).toString('hex');
}

/** Every bit of the input changes every bit of the output (Wang Yi's lowbias32 constants). */
function mixed(hash: number): number {
  const once = Math.imul(hash ^ hash >>> 16, 0x7feb352d), twice = Math.imul(once ^ once >>> 15, 0x846ca68b);
  return (twice ^ twice >>> 16) >>> 0;
}

const isCompared = (unit: number): boolean => (scriptOfUnit[unit] as number) !== 0 || (unit >= 0xd800 && unit <= 0xdfff);

/** Whether two texts may be copies of one another by their sketches: to be verified on the texts. */
export function areSketchesAlike(one: string, other: string): boolean {
  if (!one || !other) return false;
  let alike = 0;
  for (let at = 0; at < bins * 2; at += 2) if (one.charCodeAt(at) === other.charCodeAt(at) && one.charCodeAt(at + 1) === other.charCodeAt(at + 1)) alike++;
  return alike >= leastAlike;
}

/** Parts of a sketch to look it up by: sketches that are alike share one; '' has none. */
export function sketchParts(sketch: string): string[] {
  const parts: string[] = [];
  for (let at = 0; at < sketch.length; at += binsOfPart * 2) parts.push(String.fromCharCode(at) + sketch.slice(at, at + binsOfPart * 2));
  return parts;
}

/** What of a folded text is compared: its letters, digits and characters. */
export function comparedText(folded: string): string {
  let compared = '', from = 0;
  for (let i = 0; i <= folded.length; i++) {
    if (i < folded.length && isCompared(folded.charCodeAt(i))) continue;
    if (i > from) compared += folded.slice(from, i);
    from = i + 1;
  }
  return compared;
}
