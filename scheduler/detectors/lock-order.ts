/**
 * Which classes of locks are taken inside which, over a whole exploration: a cycle among them may deadlock, even if no
 * execution did. Interrupts count as a lock that handlers hold and that is taken wherever interrupts are on, so that a
 * lock that is taken in a handler and also with interrupts on is a cycle too.
 *
 * After lockdep of Linux. Unlike there, a cycle counts only if all its nestings can be going on at a time (no lock is held
 * in two of them), and locks of one class may be nested in any order that has no cycle itself.
 */
import { type Context, type HoldObserver, lockClassOf } from '../object.js';
import type { Step } from '../step.js';
import { findCycle, INTERRUPTS, type Nesting, type SeenNesting } from './lock-cycle.js';

/** The claim that classes of locks are nested in one order. */
export const LOCK_ORDER = 'lock order';

/** The claim that no lock that an interrupt handler takes is held where the interrupt may come. */
const IRQ_SAFETY = 'irq safety';

/** A cycle in the order of locks, and the way to see it. */
export interface OrderFinding {
  readonly claim: string;
  readonly message: string;
  /** (thread, alternative) pairs that lead to one of its nestings. */
  readonly events: readonly number[];
  /** Its nestings that do not occur there. */
  readonly elsewhere: readonly Nesting[];
}

/** See Checkpoint. */
export interface SavedLockOrder {
  readonly nestings: readonly (Nesting & Pick<SeenNesting, 'place' | 'events'>)[];
  readonly locks: readonly (readonly [key: string, name: string, lockClass: string])[];
}

/** What was seen before: by thread, operation, object, circumstances, and each lock held. */
class Seen {
  readonly #next = new Map<unknown, Seen>();
  isKnown = false;

  at(key: unknown): Seen {
    let next = this.#next.get(key);
    if (next === undefined) this.#next.set(key, (next = new Seen()));
    return next;
  }
}

const [INSIDE, OPEN, WAITED] = [1, 2, 4];

export class LockOrder implements HoldObserver {
  /** The step whose event is being performed; to be set before. */
  step: Step<unknown> | null = null;
  /** Ids of locks that are interchangeable with others: of their nestings not all are seen. */
  interchangeable: ReadonlySet<number> = new Set();
  /** Such a lock was nested with another: only an exploration without symmetry can tell in which orders. */
  needsAllOrders = false;
  readonly #nestings: SeenNesting[];
  readonly #locks = new Map<string, { readonly name: string; readonly lockClass: string }>();
  readonly #seen = new Seen();
  /** Nestings so far, each as one text. */
  readonly #known = new Set<string>();
  /** Nestings before this have their `events`. */
  #reached: number;

  /** @param known nestings of other executions */
  constructor(known: readonly Nesting[] = []) {
    this.#nestings = known.map((nesting) => ({ ...nesting, place: 'somebody in another execution', events: null }));
    this.#reached = known.length;
  }

  save(): SavedLockOrder {
    return {
      nestings: this.#nestings,
      locks: [...this.#locks].map(([key, { name, lockClass }]) => [key, name, lockClass]),
    };
  }

  /** As it was when it was saved, but that it looks again at what it has seen. */
  static restored({ nestings, locks }: SavedLockOrder): LockOrder {
    const order = new LockOrder();
    for (const nesting of nestings) {
      order.#nestings.push({ ...nesting });
      order.#known.add(keyOf(nesting));
    }
    order.#reached = nestings.length;
    for (const [key, name, lockClass] of locks) order.#locks.set(key, { name, lockClass });
    return order;
  }

  /** Has another seen nothing that this one has not? */
  knows({ nestings }: SavedLockOrder): boolean {
    return nestings.every((nesting) => this.#known.has(keyOf(nesting)));
  }

  /** Counts what another has seen in. */
  absorb({ nestings, locks }: SavedLockOrder): void {
    for (const nesting of nestings) {
      const key = keyOf(nesting);
      if (this.#known.has(key)) continue;
      this.#known.add(key);
      this.#nestings.push({ ...nesting });
    }
    this.#reached = this.#nestings.length;
    for (const [key, name, lockClass] of locks) this.#locks.set(key, { name, lockClass });
  }

  /** Makes the classes of all locks known, for nestings that other executions have. */
  meetAll(context: Context): void {
    for (const { id } of Object.values(context.objects)) this.#nameOf(context, id);
  }

  /** Different nestings so far. */
  get count(): number {
    return this.#nestings.length;
  }

  took(context: Context, waited: boolean): void {
    const { interruption, thread } = context;
    const held = context.held[thread]!;
    const isInside = waited && interruption?.isInside() === true;
    const isOpen = interruption?.mayCome() === true;
    if (held.length === 1 && !isInside && !isOpen) return;
    if (!this.#isNew(context, (isInside ? INSIDE : 0) | (isOpen ? OPEN : 0) | (waited ? WAITED : 0))) return;
    const names = held.map((id) => this.#nameOf(context, id));
    if (held.length > 1 && held.some((id) => this.interchangeable.has(id))) this.needsAllOrders = true;
    const around = [...(isInside ? [INTERRUPTS] : []), ...names.slice(0, -1)];
    if (waited && around.length > 0) this.#add(context, around, names.at(-1)!);
    if (isOpen) this.#add(context, names, INTERRUPTS);
  }

  exposed(context: Context): void {
    const held = context.held[context.thread];
    if (held === undefined || held.length === 0 || !this.#isNew(context, OPEN)) return;
    const names = held.map((id) => this.#nameOf(context, id));
    this.#add(context, names, INTERRUPTS);
  }

  #isNew({ thread, held }: Context, circumstances: number): boolean {
    const { operation, object } = this.step!;
    let seen = this.#seen.at(thread).at(operation).at(object?.id).at(circumstances);
    for (const id of held[thread]!) seen = seen.at(id);
    if (seen.isKnown) return false;
    seen.isKnown = true;
    return true;
  }

  #nameOf({ objects }: Context, id: number): string {
    const { name, lockClass } = objects[id]!;
    const key = name.replace(/\s+/g, '');
    this.#locks.set(key, { name, lockClass });
    return key;
  }

  #add(context: Context, held: readonly string[], lock: string): void {
    const place = `${context.idOf(context.thread)} in ${this.step}`;
    const nesting = { held, lock, place, events: null };
    const key = keyOf(nesting);
    if (this.#known.has(key)) return;
    this.#known.add(key);
    this.#nestings.push(nesting);
  }

  /** True if nestings were seen of which it is not noted how to come to them; see `reach`. */
  get hasNews(): boolean {
    return this.#reached < this.#nestings.length;
  }

  /** These (thread, alternative) pairs led to what is news. */
  reach(events: readonly number[]): void {
    for (; this.#reached < this.#nestings.length; this.#reached++) this.#nestings[this.#reached]!.events = events;
  }

  /** What the nestings so far break. Does not depend on the order in which they were seen. */
  get findings(): readonly OrderFinding[] {
    if (this.#judged !== this.count) {
      this.#judged = this.count;
      this.#findings = this.#judge();
    }
    return this.#findings;
  }
  #judged = 0;
  #findings: readonly OrderFinding[] = [];

  #judge(): OrderFinding[] {
    const classOf = (key: string) => this.#locks.get(key)?.lockClass ?? lockClassOf(key);
    const order = findCycle(this.#nestings, classOf, false);
    const irq = findCycle(this.#nestings, classOf, true);
    return [this.#finding(LOCK_ORDER, order), this.#finding(IRQ_SAFETY, irq)].filter((found) => found !== null);
  }

  #finding(claim: string, cycle: readonly SeenNesting[]): OrderFinding | null {
    const ways = cycle.flatMap(({ events }) =>
      events === null ? [] : [{ events, elsewhere: missing(cycle, events) }],
    );
    const [best] = ways.sort((a, b) => a.elsewhere.length - b.elsewhere.length || a.events.length - b.events.length);
    if (best === undefined) return null;
    return { claim, message: cycle.map((nesting) => this.#sentence(nesting)).join('; '), ...best };
  }

  #sentence({ held, lock, place }: SeenNesting): string {
    const nameOf = (key: string) => this.#locks.get(key)?.name ?? key;
    const locks = held.filter((key) => key !== INTERRUPTS).map(nameOf);
    if (lock === INTERRUPTS) return `${locks.join(', ')} held with interrupts on by ${place}`;
    const around = [
      ...(held.includes(INTERRUPTS) ? ['in an interrupt'] : []),
      ...(locks.length > 0 ? [`with ${locks.join(', ')} held`] : []),
    ];
    return `${nameOf(lock)} taken ${around.join(' ')} by ${place}`;
  }
}

function keyOf({ held, lock, place }: SeenNesting): string {
  return JSON.stringify([held, lock, place]);
}

/** Nestings that do not happen on the way. */
function missing(cycle: readonly SeenNesting[], way: readonly number[]): Nesting[] {
  return cycle
    .filter(({ events }) => events === null || events.some((each, k) => each !== way[k]))
    .map(({ held, lock }) => ({ held, lock }));
}
