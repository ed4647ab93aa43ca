/** Which locks are held when: the bands beside the events. */
import type { PageExecution } from '../report/page-data.js';
import type { Trace } from '../scheduler/trace.js';

/** A lock that a thread holds from one of its events to another; both included. */
export interface Hold {
  readonly thread: string;
  readonly lock: string;
  readonly from: number;
  /** Null: it is still held at the end. */
  readonly to: number | null;
  /** Place beside the others that the thread holds at the same time, from 0. */
  readonly slot: number;
}

/** In the order in which they begin. */
export function holdsIn({ events }: Pick<Trace, 'events'>): Hold[] {
  const found: Hold[] = [];
  const open = new Map<string, Omit<Hold, 'to'>[]>();
  for (const { index, thread, held, touched } of events) {
    const mine = open.get(thread) ?? [];
    const left = [...held];
    const still: Omit<Hold, 'to'>[] = [];
    for (const hold of mine) {
      const at = left.indexOf(hold.lock);
      if (at < 0) found.push({ ...hold, to: index });
      else still.push(...left.splice(at, 1).map(() => hold));
    }
    for (const lock of left) still.push({ thread, lock, from: index, slot: freeSlot(still) });
    const whole = touched.filter(({ mode, object }) => mode === 'section' && !held.includes(object));
    const taken = [...still];
    for (const { object } of whole) {
      if (mine.some(({ lock }) => lock === object)) continue;
      const hold = { thread, lock: object, from: index, slot: freeSlot([...taken, ...mine]) };
      taken.push(hold);
      found.push({ ...hold, to: index });
    }
    open.set(thread, still);
  }
  for (const rest of open.values()) found.push(...rest.map((hold) => ({ ...hold, to: null })));
  return found.sort((a, b) => a.from - b.from || a.slot - b.slot);
}

function freeSlot(taken: readonly { readonly slot: number }[]): number {
  let slot = 0;
  while (taken.some((hold) => hold.slot === slot)) slot++;
  return slot;
}

/** A letter for each lock that is taken: A to Z, then A2. */
export function lockKeys(executions: readonly PageExecution[]): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  for (const { staged } of executions)
    for (const { lock } of holdsIn(staged.trace)) if (!keys.has(lock)) keys.set(lock, keyOf(keys.size));
  return keys;
}

function keyOf(index: number): string {
  const round = Math.floor(index / 26);
  return String.fromCharCode(65 + (index % 26)) + (round === 0 ? '' : String(round + 1));
}
