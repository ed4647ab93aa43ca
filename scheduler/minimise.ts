/**
 * The smallest linearisation of a failing trace: of all orders of the same trace that end with the failure, one with
 * the fewest preemptions, then the fewest events, then the fewest switches. Exact for the trace: a shortest-path
 * search over its consistent cuts, asking a real execution at each cut which threads could have gone on.
 */
import { Execution } from './execution.js';
import type { Path } from './path.js';
import type { Session } from './session.js';

export interface Linearisation {
  /** Indices into the session's path, in their new order. */
  readonly order: readonly number[];
  /** Switches away from a thread that could have gone on. */
  readonly preemptions: number;
}

/** Above this many cuts the search gives up and the execution's own order is kept. */
const MAX_CUTS = 20_000;

interface Cut {
  /** Events done, by thread. */
  readonly done: readonly number[];
  readonly last: number;
  readonly cost: number;
  readonly order: readonly number[];
}

const SWITCH = 1;
const EVENT = 0x10000;
const PREEMPTION = 0x10000 * EVENT;

/**
 * @param at index of the event that broke the claim; the path's depth for a claim about the end
 * @param fewerThan give up (null) unless there are fewer preemptions than this
 * @param cut if the claim is broken after the first so many events of each thread: those
 */
export function fewestPreemptions(
  session: Session,
  at: number,
  fewerThan = Infinity,
  cut: readonly number[] | null = null,
): Linearisation | null {
  const { path } = session;
  const { stride } = path;
  if (at < 0) return { order: [], preemptions: 0 }; // broken at boot
  // The failing event comes last; what follows from it cannot come before it, anything else may if that saves a switch.
  const total: number[] = [...(cut ?? [])];
  for (let p = 0; p < stride && cut === null; p++) {
    let count = path.counts[path.depth * stride + p]!;
    if (at < path.depth) while (count > 0 && isAfter(path.eventAt[p]![count - 1]!)) count--;
    total[p] = count;
  }
  function isAfter(event: number): boolean {
    return event !== at && path.happensBefore(at, event);
  }
  const all = total.reduce((sum, count) => sum + count, 0);
  const isGoal = ({ order }: Cut) => (at < path.depth ? order.at(-1) === at : order.length === all);

  const enabledAt = new Map<string, boolean[]>();
  const couldGoOn = (cut: Cut): boolean => {
    const key = cut.done.join(' ');
    let enabled = enabledAt.get(key);
    if (enabled === undefined) {
      const aside = new Execution({ ...session.shared, gates: null });
      for (const index of cut.order) aside.perform(path.thread[index]!, path.alternative[index]!);
      enabled = total.map((_count, p) => aside.isEnabled(p));
      enabledAt.set(key, enabled);
    }
    return enabled[cut.last]!;
  };

  const best = new Map<string, number>();
  const queue = new Map<number, Cut[]>();
  const push = (cut: Cut) => {
    if (cut.cost >= fewerThan * PREEMPTION) return;
    const key = `${cut.done.join(' ')}/${cut.last}`;
    if ((best.get(key) ?? Infinity) <= cut.cost) return;
    best.set(key, cut.cost);
    const same = queue.get(cut.cost);
    if (same === undefined) queue.set(cut.cost, [cut]);
    else same.push(cut);
  };
  push({ done: total.map(() => 0), last: -1, cost: 0, order: [] });

  try {
    while (queue.size > 0) {
      const cost = Math.min(...queue.keys());
      const cuts = queue.get(cost)!;
      const cut = cuts.shift()!;
      if (cuts.length === 0) queue.delete(cost);
      if (best.get(`${cut.done.join(' ')}/${cut.last}`)! < cost) continue;
      if (isGoal(cut)) return { order: cut.order, preemptions: Math.floor(cost / PREEMPTION) };
      if (best.size > MAX_CUTS) break;
      for (let p = 0; p < stride; p++) {
        if (cut.done[p]! >= total[p]!) continue;
        const next = path.eventAt[p]![cut.done[p]!]!;
        const row = next * stride;
        if (cut.done.some((count, q) => q !== p && path.clocks[row + q]! > count)) continue;
        const switches = p !== cut.last && cut.last >= 0;
        const price = EVENT + (!switches ? 0 : SWITCH + (couldGoOn(cut) ? PREEMPTION : 0));
        push({
          done: cut.done.map((count, q) => (q === p ? count + 1 : count)),
          last: p,
          cost: cut.cost + price,
          order: [...cut.order, next],
        });
      }
    }
  } finally {
    session.execution.activate();
  }
  return best.size > MAX_CUTS ? { order: ownOrder(path, cut), preemptions: Infinity } : null;
}

/** The first so many events of each thread, or all events, in the order of the path. */
export function ownOrder({ depth, thread, nth }: Path, cut: readonly number[] | null): number[] {
  return Array.from({ length: depth }, (_, k) => k).filter((k) => cut === null || nth[k]! < cut[thread[k]!]!);
}
