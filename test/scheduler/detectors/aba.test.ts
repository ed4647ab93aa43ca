/** Compare-and-exchange on a value that was changed and changed back. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AbaWord } from '../../../model/sync/aba-word.js';
import { AtomicWord } from '../../../model/sync/atomic-word.js';
import { explore } from '../../../scheduler/explore.js';
import type { Scenario } from '../../../scheduler/scenario.js';
import { Session } from '../../../scheduler/session.js';
import { bugOn, type Steps, type ThreadBody } from '../../../scheduler/step.js';
import { OptimalDpor } from '../../../scheduler/strategies/optimal-dpor.js';
import { TracePrefixes } from '../../../scheduler/strategies/trace-prefixes.js';
import { brokenClaims } from '../../support/small-world.js';

const NODES = 10;

/** A lock-free stack of nodes 1 and 2, 1 on top; 0 is none. The head is node + NODES * tag. */
class Stack {
  readonly #head: AtomicWord;
  readonly #next: readonly AtomicWord[];
  readonly #tagStep: number;

  constructor(head: AtomicWord, isTagged: boolean) {
    this.#head = head;
    this.#next = [0, 2, 0].map((next, node) => new AtomicWord(`next[${node}]`, next));
    this.#tagStep = isTagged ? NODES : 0;
  }

  *pop(): Steps<number> {
    for (;;) {
      const head = yield* this.#head.load();
      const node = head % NODES;
      if (node === 0) return 0;
      const next = yield* this.#next[node]!.load();
      if ((yield* this.#head.cmpxchg(head, next + head - node + this.#tagStep)) === head) return node;
    }
  }

  *push(node: number): Steps {
    for (;;) {
      const head = yield* this.#head.load();
      yield* this.#next[node]!.store(head % NODES);
      if ((yield* this.#head.cmpxchg(head, node + head - (head % NODES) + this.#tagStep)) === head) return;
    }
  }
}

function stack(isTagged: boolean, Head: typeof AtomicWord = AbaWord): Scenario {
  return {
    name: 'stack',
    boot() {
      const nodes = new Stack(new Head('head', 1), isTagged);
      const owners = [0, 1, 2].map((node) => new AtomicWord(`owner[${node}]`));
      const own = function* (node: number): Steps {
        if (node > 0) bugOn((yield* owners[node]!.xchg(1)) === 1, 'a node is popped twice');
      };
      const popper = function* (): Steps {
        yield* own(yield* nodes.pop());
      };
      const shuffler = function* (): Steps {
        const first = yield* nodes.pop();
        yield* own(first);
        yield* own(yield* nodes.pop());
        if (first === 0) return;
        yield* owners[first]!.store(0);
        yield* nodes.push(first);
      };
      return { world: null, threads: { popper, shuffler } };
    },
  };
}

describe('ABA', () => {
  it('is reported on the head of a lock-free stack, and a tag mends it', () => {
    expect(brokenClaims(stack(false))).toContain('ABA');
    expect(brokenClaims(stack(true))).toEqual([]);
    const { counterexample } = explore({ ...stack(false), expect: { verdict: 'violated', by: 'ABA' } });
    expect(counterexample?.message).toBe('popper: head is 1 again, but was changed since it was read');
  });

  it('is not looked for on other words', () => {
    expect(brokenClaims(stack(false, AtomicWord))).toEqual([]);
  });

  const two = (head: (word: AbaWord) => Steps, other: (word: AbaWord) => Steps): Scenario => ({
    name: 'two',
    boot() {
      const word = new AbaWord('word');
      return { world: null, threads: { one: () => head(word), other: () => other(word) } };
    },
  });
  const readAndExchange = function* (word: AbaWord): Steps {
    yield* word.cmpxchg(yield* word.load(), 7);
  };

  it('is none if the value never changed, or the thread has read it again', () => {
    const same = function* (word: AbaWord): Steps {
      yield* word.store(0);
      yield* word.xchg(0);
      yield* word.add(0);
    };
    expect(brokenClaims(two(readAndExchange, same))).toEqual([]);
    const thereAndBack = function* (word: AbaWord): Steps {
      yield* word.add(1);
      yield* word.sub(1);
    };
    expect(brokenClaims(two(readAndExchange, thereAndBack))).toEqual(['ABA']);
    const readsAgain = function* (word: AbaWord): Steps {
      yield* word.load();
      yield* word.cmpxchg(0, 7);
    };
    const atOnce = function* (word: AbaWord): Steps {
      yield* word.cmpxchg(0, 7);
    };
    expect(brokenClaims(two(atOnce, thereAndBack))).toEqual([]);
    expect(brokenClaims(two(readsAgain, atOnce))).toEqual([]);
  });

  it('is never reported on a word that only grows, and DPOR has the traces of brute force', () => {
    const act = fc.constantFrom('load', 'addReturn', 'add', 'cmpxchg' as const);
    const threads = fc.array(fc.array(act, { minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 3 });
    fc.assert(
      fc.property(threads, (programs) => {
        const scenario: Scenario = {
          name: 'grows',
          boot() {
            const word = new AbaWord('word');
            const bodies = programs.map(
              (acts): ThreadBody =>
                function* () {
                  let last = 0;
                  for (const each of acts) {
                    if (each === 'load') last = yield* word.load();
                    else if (each === 'addReturn') last = yield* word.addReturn(1);
                    else if (each === 'add') yield* word.add(1);
                    else yield* word.cmpxchg(last, last + 1);
                  }
                },
            );
            return { world: null, threads: Object.fromEntries(bodies.map((body, k) => [`t${k}`, body])) };
          },
        };
        const session = new Session(scenario);
        const traces = (explore: (onEnd: () => boolean) => boolean) => {
          const found: string[] = [];
          const isComplete = explore(() => {
            expect(session.findings).toEqual([]);
            return found.push(session.path.canonical()) < 2000;
          });
          return isComplete ? found.sort() : null;
        };
        const brute = traces((onEnd) => new TracePrefixes(session).explore(onEnd));
        if (brute !== null)
          expect(traces((onEnd) => new OptimalDpor(session).explore(onEnd))).toEqual([...new Set(brute)]);
      }),
      { seed: 1, numRuns: 40 },
    );
  });
});
