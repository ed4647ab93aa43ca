/** Page table and TLBs: which pages are mapped, and of which some CPU may still hold an old translation. */
import { SharedObject } from '../../scheduler/object.js';
import { type Operation, Step, Violation } from '../../scheduler/step.js';
import { type PageRange, showRange } from '../memory/range-set.js';

const operation = (name: string, perform: (translation: Translation, range: PageRange) => void): Operation<void> => ({
  name,
  perform: (step) => perform(step.object as Translation, step.argument as PageRange),
  describe: (step) => `${name}(${showRange(step.argument as PageRange)})`,
});

const MAP = operation('vmap_pages_range', (translation, range) => translation.doMap(range));
const UNMAP = operation('vunmap_range_noflush', (translation, range) => translation.doUnmap(range));
const FLUSH = operation('flush_tlb_kernel_range', (translation, range) => translation.doFlush(range));

/**
 * Per page of the window: mapped (a PTE is present) and stale (unmapped, but some TLB may hold the old translation).
 * The hardware orders accesses to it; they are no data races. One TLB state for all CPUs: a flush reaches all at once.
 */
export class Translation extends SharedObject {
  readonly #mapped = new Set<number>();
  readonly #stale = new Set<number>();

  constructor() {
    super('init_mm');
  }

  /** Maps the range. A page that is mapped already or still stale is a violation. */
  map(range: PageRange): Step<void> {
    return new Step(MAP, this, { start: range.start, end: range.end });
  }

  /** Clears the page table entries; the TLBs keep what they have. */
  unmap(range: PageRange): Step<void> {
    return new Step(UNMAP, this, { start: range.start, end: range.end });
  }

  /** No CPU holds a translation of `[start, end)` any more. */
  flush(start: number, end: number): Step<void> {
    return new Step(FLUSH, this, { start, end });
  }

  /** For claims: the first stale page of the range, or null. */
  firstStale({ start, end }: PageRange): number | null {
    this.reads(start, end);
    for (let page = start; page < end; page++) if (this.#stale.has(page)) return this.told(page);
    return this.told(null);
  }

  /** For claims: whether there is a page table entry. */
  isMapped(page: number): boolean {
    this.reads(page, page + 1);
    return this.told(this.#mapped.has(page));
  }

  /** The running thread reads or writes these pages. Not a step; a violation if there is no page table entry. */
  access({ start, end }: PageRange, what: string): void {
    for (let page = start; page < end; page++)
      if (!this.isMapped(page)) throw new Violation('page fault', `${what} is accessed in page ${page}, not mapped`);
  }

  override get tellsAnswers(): boolean {
    return true;
  }

  snapshot(): unknown {
    return { mapped: runs(this.#mapped), stale: runs(this.#stale) };
  }

  /** Called by the operations. @internal */
  doMap(range: PageRange): void {
    this.modifies(range.start, range.end);
    for (let page = range.start; page < range.end; page++) {
      if (this.#mapped.has(page))
        throw new Violation('I-OVL', `page ${page} is mapped twice, now as ${showRange(range)}`);
      if (this.#stale.has(page))
        throw new Violation(
          'I-TLB',
          `page ${page} is mapped in ${showRange(range)} while a TLB may hold its old translation`,
        );
      this.#mapped.add(page);
    }
  }
  /** @internal */
  doUnmap(range: PageRange): void {
    this.modifies(range.start, range.end);
    for (let page = range.start; page < range.end; page++) if (this.#mapped.delete(page)) this.#stale.add(page);
  }
  /** @internal */
  doFlush(range: PageRange): void {
    this.modifies(range.start, range.end);
    for (const page of this.#stale) if (range.start <= page && page < range.end) this.#stale.delete(page);
  }
}

/** The pages as ranges: '[0,2)'. */
function runs(pages: ReadonlySet<number>): string[] {
  const found: { start: number; end: number }[] = [];
  for (const page of [...pages].sort((a, b) => a - b)) {
    const last = found.at(-1);
    if (last?.end === page) last.end++;
    else found.push({ start: page, end: page + 1 });
  }
  return found.map(showRange);
}
