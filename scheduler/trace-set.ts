/**
 * The Mazurkiewicz traces that executions belonged to, by 64 bits of hash of the canonical form: of n traces, two are
 * taken for one with a probability of about n^2 / 2^65, so that the count is at most too low.
 */
import type { Path } from './path.js';

export class TraceSet {
  readonly #hashes = new Set<string>();

  /** In base64. */
  save(): string {
    return Buffer.from([...this.#hashes].join(''), 'utf16le').toString('base64');
  }

  /** Adds those that another had. */
  restore(saved: string): void {
    const hashes = Buffer.from(saved, 'base64').toString('utf16le');
    for (let at = 0; at < hashes.length; at += 4) this.#hashes.add(hashes.slice(at, at + 4));
  }

  get size(): number {
    return this.#hashes.size;
  }

  /** Adds the trace of the execution that the path holds; true if it is new. */
  add(path: Path): boolean {
    const form = path.canonicalForm();
    const [one, other] = [hashOf(form, 0xcc9e2d51, 0x1b873593), hashOf(form, 0x239b961b, 0xab0e9789)];
    const { size } = this;
    this.#hashes.add(String.fromCharCode(one >>> 16, one & 0xffff, other >>> 16, other & 0xffff));
    return this.size > size;
  }
}

/** 32 bits: MurmurHash3 of the numbers as 32-bit words, with these multipliers for each word. */
function hashOf(words: readonly number[], first: number, second: number): number {
  let hash = 0;
  for (const word of words) {
    let part = Math.imul(word, first);
    part = (part << 15) | (part >>> 17);
    hash ^= Math.imul(part, second);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  hash ^= words.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
