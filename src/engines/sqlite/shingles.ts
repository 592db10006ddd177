import type Database from 'better-sqlite3';

const { imul } = Math;

/** Tokens side by side: of three, chance puts too many together; of five, there are half as many again to keep. */
const width = 4;
/** Of a bulk load, at most and at least; halved while an eighth of them or less is set. */
const mostBits = 2 ** 25, leastBits = 2 ** 12;
/** Of what was written since, in blocks in front of the others. */
const liveBits = 2 ** 21;
/** A longer substring is denied by its beginning, or not at all. */
const mostTokens = 50;
/** As much as fills a page of the file. */
const blockBytes = 8_000, blockBits = blockBytes * 8;

/**
 * Which four tokens stand side by side anywhere in the character stream: a Bloom filter with one hash function (B. Bloom, Space/Time Trade-offs in Hash Coding, 1970) over shingles.
 * It says at once of most long substrings that no article has them, for which FTS5 would read the lists of all their characters. It errs in one direction only: what stands
 * nowhere may seem to, more and more of it as articles are written and removed one by one, until a build or `compact` makes the filter anew.
 */
export class Shingles {
  readonly #block: Database.Statement<[number], Buffer>;
  readonly #put: Database.Statement<[number, Uint8Array]>;
  /** How many bits the last bulk load has left. */
  #bits: number;
  /** All of a bulk load under way. */
  #bulk: Uint8Array<ArrayBuffer> | null = null;
  /** What was added since the last {@link flush}. */
  #added = new Set<number>();

  /** @param isBulk whether articles are loaded that {@link finish} ends */
  constructor(readonly db: Database.Database, isBulk: boolean) {
    this.#block = db.prepare<[number], Buffer>('SELECT bits FROM shingles WHERE block = ?').pluck();
    this.#put = db.prepare('INSERT OR REPLACE INTO shingles (block, bits) VALUES (?, ?)');
    this.#bits = Number(db.prepare<[], string>("SELECT value FROM info WHERE key = 'shingle bits'").pluck().get() ?? 0);
    if (isBulk) this.#bulk = new Uint8Array(mostBits / 8);
  }

  /** @param tokens side by side, as the character stream has them. @returns false where no article has them */
  mayHave(tokens: readonly string[]): boolean {
    return hashesOf(tokens.slice(0, mostTokens).join(' ')).every(hash => this.#isSet(hash, this.#bits, 0) || this.#isSet(hash, liveBits, liveBlocks));
  }

  #isSet(hash: number, bits: number, blocksBefore: number): boolean {
    const at = hash & (bits - 1), block = bits ? this.#block.get(Math.floor(at / blockBits) - blocksBefore) : undefined;
    return block !== undefined && isSetIn(block, at % blockBits);
  }

  /** Adds a character stream. */
  add(stream: string): void {
    const hashes = hashesOf(stream), bulk = this.#bulk;
    for (let i = 0; i < hashes.length; i++) {
      const hash = hashes[i] as number, at = hash & (mostBits - 1);
      if (bulk) setIn(bulk, at);
      else this.#added.add(hash);
    }
  }

  /** Writes what was added down: with the articles, in one transaction. */
  flush(): void {
    const blocks = new Map<number, Buffer | undefined>(), changed = new Set<number>();
    const blockAt = (number: number): Buffer | undefined => {
      if (!blocks.has(number)) blocks.set(number, this.#block.get(number));
      return blocks.get(number);
    };
    for (const hash of this.#added) {
      const known = this.#bits ? hash & (this.#bits - 1) : 0, old = this.#bits ? blockAt(Math.floor(known / blockBits)) : undefined;
      if (old && isSetIn(old, known % blockBits)) continue;
      const at = hash & (liveBits - 1), number = Math.floor(at / blockBits) - liveBlocks, block = blockAt(number) ?? Buffer.alloc(blockBytes);
      if (isSetIn(block, at % blockBits)) continue;
      setIn(block, at % blockBits);
      blocks.set(number, block);
      changed.add(number);
    }
    for (const number of changed) this.#put.run(number, blocks.get(number) as Buffer);
    this.#added = new Set();
  }

  /** Ends a bulk load. */
  finish(): void {
    if (!this.#bulk) return;
    let units = new Uint32Array(this.#bulk.buffer);
    for (let set = countOf(units); units.length * 32 > leastBits && set <= units.length * 4; set = countOf(units)) units = folded(units);
    const bits = new Uint8Array(units.buffer);
    this.clear();
    for (let from = 0; from < bits.length; from += blockBytes) this.#put.run(from / blockBytes, bits.subarray(from, from + blockBytes));
    this.#bits = bits.length * 8;
    this.db.prepare("INSERT OR REPLACE INTO info (key, value) VALUES ('shingle bits', ?)").run(String(this.#bits));
    this.#bulk = null;
  }

  /** Forgets everything: no article is left. */
  clear(): void {
    this.db.exec('DELETE FROM shingles');
  }
}

const liveBlocks = Math.ceil(liveBits / blockBits), space = 0x20;

const isSetIn = (bits: Uint8Array, at: number): boolean => ((bits[at >> 3] ?? 0) & (1 << (at & 7))) !== 0;
const setIn = (bits: Uint8Array, at: number): void => { bits[at >> 3] = (bits[at >> 3] as number) | (1 << (at & 7)); };

/** Half as many bits, each of two: what a hash's lower bits say of where it stands stays true. */
function folded(units: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const half = units.slice(0, units.length / 2);
  for (let i = 0; i < half.length; i++) half[i] = (half[i] as number) | (units[i + half.length] as number);
  return half;
}

/** How many bits are set (H. Warren, Hacker's Delight, 5-1). */
function countOf(units: Uint32Array): number {
  let count = 0;
  for (let i = 0; i < units.length; i++) {
    let unit = units[i] as number;
    unit -= (unit >>> 1) & 0x55555555;
    unit = (unit & 0x33333333) + ((unit >>> 2) & 0x33333333);
    count += imul((unit + (unit >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return count;
}

const offsetBasis = 0x811c9dc5, prime = 0x01000193, factor = 31;
let kept = new Int32Array(4_096);

/**
 * The shingles of a stream of tokens with spaces between them: FNV-1a of each token (G. Fowler, L. C. Noll, K.-P. Vo), four put together and mixed
 * as MurmurHash3 ends (A. Appleby, public domain). In memory that the next call takes again: an index has 36 million.
 */
function hashesOf(stream: string): Int32Array {
  if (kept.length < stream.length) kept = new Int32Array(stream.length * 2);
  const hashes = kept;
  let count = 0, first = 0, second = 0, third = 0, last = offsetBasis, tokens = 0;
  for (let i = 0; i <= stream.length; i++) {
    const unit = i < stream.length ? stream.charCodeAt(i) : space;
    if (unit !== space) {
      last = imul(last ^ unit, prime);
      continue;
    }
    if (++tokens >= width) {
      let all = (imul((imul((imul(first, factor) + second) | 0, factor) + third) | 0, factor) + last) | 0;
      all = imul(all ^ (all >>> 16), 0x85ebca6b);
      all = imul(all ^ (all >>> 13), 0xc2b2ae35);
      hashes[count++] = all ^ (all >>> 16);
    }
    first = second;
    second = third;
    third = last;
    last = offsetBasis;
  }
  return hashes.subarray(0, count);
}
