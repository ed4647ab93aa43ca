/**
 * The test of declared accesses: two events of one execution that are called independent are performed next to each
 * other in both orders. What threads are told, what objects hold and who can go on must be the same.
 */
import { Execution } from '../execution.js';
import type { Path } from '../path.js';
import { scheduleWithout } from '../races.js';
import type { Session } from '../session.js';
import { compareNow, outcomeOf, SAME } from '../twins.js';

/** So often are two kinds of events tried; a kind is an operation on an object with what it touches. */
const PER_KIND = 4;
const PER_EXECUTION = 64;
/** Events that may lie between the two. */
const FAR = 64;

export class Swaps {
  /** Pairs that were tried. */
  tried = 0;
  readonly #times = new Map<string, number>();

  /** A sentence about the first pair of the session's execution that does not commute, or null. */
  look(session: Session): string | null {
    const { path } = session;
    if (path.depth >= session.stepBound) return null;
    const most = this.tried + PER_EXECUTION;
    for (let j = 1; j < path.depth; j++) {
      for (let i = j - 1; i >= 0 && i >= j - FAR; i--) {
        if (path.happensBefore(i, j) || this.#isWellKnown(path, i, j)) continue;
        this.tried++;
        const fault = swap(session, i, j);
        if (fault !== null) return fault;
        if (this.tried >= most) return null;
      }
    }
    return null;
  }

  #isWellKnown({ operation, object, footprint }: Path, i: number, j: number): boolean {
    const [one, other] = [i, j].map((k) => `${operation[k]!.name} ${object[k]} ${footprint[k]}`);
    const kind = `${one} ${other}`;
    const times = this.#times.get(kind) ?? 0;
    this.#times.set(kind, times + 1);
    return times >= PER_KIND;
  }
}

/** Performs events i and j, which are concurrent, in both orders. Null, or a sentence that says what differs. */
function swap(session: Session, i: number, j: number): string | null {
  const { path, shared, execution, scenario } = session;
  const before = scheduleWithout(path, [i], j, j);
  const runs: Execution[] = [];
  const gave: string[][] = [];
  const titles = [i, j].map((k) => {
    const name = execution.context.objects[path.object[k]!]?.name ?? '';
    return `${path.operation[k]!.name}(${name}) of ${execution.threads[path.thread[k]!]!.name}`;
  });
  const objects = [i, j].flatMap((k) => execution.context.objects[path.object[k]!]?.name ?? []);
  const fault = (what: string, where = objects) => {
    const declared = [...new Set(where)].join(' and ');
    return (
      `${scenario.name}: ${titles[0]} and ${titles[1]} (events ${i + 1} and ${j + 1}) are called independent, but ${what}. ` +
      `See what ${declared === '' ? 'these steps' : declared} declare${where.length > 0 ? 's' : ''} to touch, and whether ` +
      'they change a variable that is no shared object'
    );
  };
  try {
    for (const order of [
      [i, j],
      [j, i],
    ]) {
      const run = new Execution(shared);
      for (let k = 0; k < before.length; k += 2) {
        if (!run.isEnabled(before[k]!))
          return fault(`${run.threads[before[k]!]?.name} cannot go on before both of them`);
        run.perform(before[k]!, before[k + 1]!);
      }
      run.context.reported = null;
      const outcomes: string[] = [];
      for (const k of order) {
        const thread = path.thread[k]!;
        const pending = run.threads[thread]?.pending;
        if (pending?.operation !== path.operation[k] || (pending?.object?.id ?? -1) !== path.object[k])
          return fault(`${run.threads[thread]?.name} then asks for ${pending ?? 'nothing'}`);
        if (!run.ways(thread).includes(path.alternative[k]!)) return fault(`${pending} is possible in one order only`);
        outcomes[k] = outcomeOf(run, thread, path.alternative[k]!);
      }
      runs.push(run);
      gave.push(outcomes);
    }
    for (const [at, k] of [i, j].entries())
      if (gave[0]![k] !== gave[1]![k])
        return fault(`${titles[at]} gives ${gave[0]![k]} in this order and ${gave[1]![k]} in the other`);
    const now = compareNow(runs[0]!, runs[1]!, SAME);
    if (now === null) return null;
    const isObject = Object.values(execution.context.objects).some(({ name }) => name === now.who);
    return fault(
      `afterwards ${now.who} ${now.first} in this order and ${now.second} in the other`,
      isObject ? [now.who] : objects,
    );
  } finally {
    if (runs.some(({ context }) => context.factsChanged)) session.restartNeeded = true;
    execution.activate();
  }
}
