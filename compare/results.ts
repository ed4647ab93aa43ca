/** What the callers of a design can see of one execution: the result of each of their calls, in order. */
import { type PageRange, showRange } from '../model/memory/range-set.js';
import type { CallObserver } from '../model/tracepoints.js';
import type { ThreadWorkload } from '../model/workload.js';
import type { AllocatorWorld, Claim } from '../properties/claim.js';
import type { AnyClaim, AnyOperation } from '../scenarios/subject.js';
import { SharedObject } from '../scheduler/object.js';
import { currentThread } from '../scheduler/step.js';

/** Results by thread. Each thread adds to its own only, so that they order nothing. */
class Results extends SharedObject {
  readonly #results: string[][] = [];

  add(thread: number, result: string): void {
    this.modifies(thread, thread + 1);
    this.#results[thread] = [...this.of(thread), result];
  }

  of(thread: number): readonly string[] {
    this.reads(thread, thread + 1);
    return this.#results[thread] ?? [];
  }

  snapshot(): unknown {
    return this.#results.map((results) => [...results]);
  }
}

/** Listens to the calls of a workload. */
export interface Watch {
  readonly claim: AnyClaim;
  /**
   * The outcome of the world's execution, which has ended: each thread's results, and the call that never returned, if one
   * did not. One line; what can only return is left out. It is the same in all orders of a trace.
   */
  outcomeOf(world: AllocatorWorld<unknown>): string;
}

export interface WatchOptions {
  /** An allocation's result is where it is, not only whether it succeeded. */
  readonly withAddresses: boolean;
  /** If present, the claim is that there are no other outcomes than these; else it cannot break. */
  readonly allowed?: ReadonlySet<string>;
}

/** @param threads the workload */
export function watch(
  threads: Readonly<Record<string, ThreadWorkload<AnyOperation>>>,
  { withAddresses, allowed }: WatchOptions,
): Watch {
  const outcome = (results: Results) =>
    Object.entries(threads)
      .map(([thread, { does }], index) => ({ thread, calls: callTexts(does, results.of(index)) }))
      .filter(({ calls }) => calls.length > 0)
      .map(({ thread, calls }) => `${thread}: ${calls.join(', ')}`)
      .join('; ');
  const judge = (results: Results) => {
    const found = outcome(results);
    return allowed!.has(found) ? null : `no outcome of the other design: ${found}`;
  };
  const claim: Claim<Results, unknown, CallObserver> = {
    name: 'refinement',
    statement: 'Every outcome is one of the other design.',
    attach() {
      const results = new Results('results');
      const returned = (result: readonly PageRange[] | null) => {
        const thread = currentThread();
        if (thread >= 0) results.add(thread, resultText(result, withAddresses)); // and not by the set-up
      };
      return { state: results, observer: { returned } };
    },
    ...(allowed === undefined ? {} : { atEnd: (_: unknown, results: Results) => judge(results) }),
  };
  return { claim, outcomeOf: ({ states }) => outcome(states.get(claim) as Results) };
}

/** What a call returned that failed, or found nothing. */
const NOTHING = 'nothing';

/** '' for a call that can only return; see CallObserver. */
function resultText(result: readonly PageRange[] | null, withAddresses: boolean): string {
  if (result === null) return NOTHING;
  if (result.length === 0) return '';
  return withAddresses ? `is ${result.map(showRange).join(' ')}` : 'succeeds';
}

/** The calls that have a result, and the first one that has not returned. */
function callTexts(does: readonly AnyOperation[], results: readonly string[]): string[] {
  return does.slice(0, results.length + 1).flatMap((operation, k) => {
    const result = results[k];
    if (result === '') return [];
    const { kind } = operation;
    const name = 'as' in operation ? ` ${operation.as}` : 'area' in operation ? ` ${operation.area}` : '';
    const nothing = kind === 'find' ? 'finds nothing' : 'fails';
    return [`${kind}${name} ${result === undefined ? 'never returns' : result === NOTHING ? nothing : result}`];
  });
}
