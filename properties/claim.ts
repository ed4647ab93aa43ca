/** Claims about allocators: what listens to a design's tracepoints, and what looks at its state. */

import type { Allocator } from '../model/allocator.js';
import type { PageRange } from '../model/memory/range-set.js';
import type { AllocatorObserver } from '../model/tracepoints.js';
import { SharedObject, type ThreadId, WHOLE } from '../scheduler/object.js';
import { always, atEnd, type Property } from '../scheduler/property.js';
import { Violation } from '../scheduler/step.js';

/** The world of an allocator scenario. `A` is what all designs of its kind offer. */
export interface AllocatorWorld<A = Allocator> {
  /** The design. */
  readonly allocator: A;
  /** What each claim keeps about this execution, by claim. */
  readonly states: ReadonlyMap<unknown, unknown>;
}

/** What a claim has on one execution. */
export interface Attached<S, O = AllocatorObserver> {
  /** What it remembers: given back to `always` and `atEnd`. */
  readonly state: S;
  /** What listens to the design. */
  readonly observer: O;
}

/**
 * An invariant of vmalloc-designs, under its name there. `S` is what it remembers in one execution; whatever
 * threads share of that must be shared objects, so that the reduction knows of it. `A` and `O`: the kind of design, and
 * its tracepoints.
 */
export interface Claim<S = unknown, A = Allocator, O = AllocatorObserver> {
  /** 'I-OVL' */
  readonly name: string;
  /** The statement in one sentence. */
  readonly statement: string;
  /** Called once per boot, after the set-up's allocator is built and before the set-up runs. */
  attach?(allocator: A): Attached<S, O>;
  /** Null, or how the state breaks the claim. */
  always?(allocator: A, state: S): string | null;
  /** See PropertyOptions.perRange; for `always`. */
  readonly perRange?: boolean;
  /** Null, or how the final state breaks the claim. */
  atEnd?(allocator: A, state: S): string | null;
}

/** Identity, for type inference. */
export function defineClaim<S>(claim: Claim<S>): Claim {
  return claim as Claim;
}

/** The claim's properties, for a scenario. */
export function propertiesOf<A, O>(claim: Claim<unknown, A, O>): Property<AllocatorWorld<A>>[] {
  const found: Property<AllocatorWorld<A>>[] = [];
  if (claim.always !== undefined)
    found.push(
      always(claim.name, ({ allocator, states }: AllocatorWorld<A>) => claim.always!(allocator, states.get(claim)), {
        perRange: claim.perRange ?? false,
      }),
    );
  if (claim.atEnd !== undefined)
    found.push(
      atEnd(claim.name, ({ allocator, states }: AllocatorWorld<A>) => claim.atEnd!(allocator, states.get(claim))),
    );
  return found;
}

/** Ends the event with a violation of the claim. */
export function violate(claim: string, message: string): never {
  throw new Violation(claim, message);
}

/** What a claim remembers of each page. */
export class PageMap<T> extends SharedObject {
  readonly #values: T[];

  constructor(name: string, pages: number, initial: T) {
    super(name);
    this.#values = new Array<T>(pages).fill(initial);
  }

  /** What is remembered of the page. */
  get(page: number): T {
    this.reads(page, page + 1);
    return this.#values[page]!;
  }

  /** Remembers the value of each page of the range. */
  set({ start, end }: PageRange, value: T): void {
    this.writes(start, end);
    this.#values.fill(value, start, end);
  }

  /** Changes each page's value. */
  update({ start, end }: PageRange, change: (value: T) => T): void {
    this.modifies(start, end);
    for (let page = start; page < end; page++) this.#values[page] = change(this.#values[page]!);
  }

  /** A copy of all values, by page. */
  all(): T[] {
    this.reads(0, WHOLE);
    return [...this.#values];
  }

  snapshot(): unknown {
    return [...this.#values];
  }
}

/** Threads of which a claim remembers something. */
export class ThreadSet extends SharedObject {
  #threads = new Set<ThreadId>();

  /** Touches that thread's membership only: two of these commute. */
  add(thread: ThreadId): void {
    this.writes(thread.index, thread.index + 1);
    this.#threads.add(thread);
  }

  /** Touches that thread's membership only. */
  has(thread: ThreadId): boolean {
    this.reads(thread.index, thread.index + 1);
    return this.#threads.has(thread);
  }

  /** Forgets all; orders itself with everything. */
  clear(): void {
    this.modifies();
    this.#threads.clear();
  }

  snapshot(): unknown {
    return new Set(this.#threads);
  }
}
