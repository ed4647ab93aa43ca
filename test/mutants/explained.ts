/** Why the mutants that no check notices do no harm, or what they do harm to. */
import type { Mutant } from './operators.js';

export interface Explanation {
  readonly file: string;
  /** The mutant's lines before and after, as Mutant has them. */
  readonly before: string;
  readonly after: string;
  /**
   * `equivalent`: does the same. `performance`: does it with another amount of work or room. `elsewhere`: a test that is
   * none of the checks fails. `open`: looks like a fault, but nobody knows a program that shows it.
   */
  readonly kind: 'equivalent' | 'performance' | 'elsewhere' | 'open';
  readonly why: string;
}

/** Null if nobody has explained it. */
export function explanationOf(mutant: Mutant): Explanation | null {
  return EXPLAINED.find((each) => isOf(each, mutant)) ?? null;
}

export function isOf(explanation: Explanation, { file, before, after }: Mutant): boolean {
  return explanation.file === file && explanation.before === before && explanation.after === after;
}

/** Of mutants of the keys that choose representatives. */
const KEYS =
  'The keys only choose which state of an orbit stands for it. Worse keys leave more orders open, or merge fewer states; none is lost.';

export const EXPLAINED: readonly Explanation[] = [
  {
    file: 'scheduler/footprint.ts',
    before: '#memo = new Uint8Array(64 * 64);',
    after: '#memo = new Uint8Array(65 * 64);',
    kind: 'performance',
    why: 'A little more room than is used.',
  },
  {
    file: 'scheduler/footprint.ts',
    before: 'if (a < size && b < size) {',
    after: 'if (a < size && b <= size) {',
    kind: 'equivalent',
    why: 'Then the place is in column 0 of a row: the empty footprint, of which nothing is ever stored. It is computed.',
  },
  {
    file: 'scheduler/footprint.ts',
    before: 'visit(data[at]!, data[at + 1]!, data[at + 2]!, data[at + 3]!, data[at + 4]!, data[at + 5] === 1);',
    after: 'visit(data[at]!, data[at + 2]!, data[at + 2]!, data[at + 3]!, data[at + 4]!, data[at + 5] === 1);',
    kind: 'elsewhere',
    why: 'The mode of an access is only for reports and samplers; the golden traces of `test/report/trace-text.test.ts` change.',
  },
  {
    file: 'scheduler/races.ts',
    before:
      'for (let p = 0; p < stride; p++) if (clocks[i * stride + p]! > covered[p]!) covered[p] = clocks[i * stride + p]!;',
    after:
      'for (let p = 0; p < stride; p++) if (clocks[i * stride + p]! >= covered[p]!) covered[p] = clocks[i * stride + p]!;',
    kind: 'equivalent',
    why: 'Stores the number that is there already.',
  },
  {
    file: 'scheduler/races.ts',
    before:
      'const isCertain = lock >= 0 && !session.shared.facts.plainData && (held === undefined || held.length === 0);',
    after:
      'const isCertain = lock > 0 && !session.shared.facts.plainData && (held === undefined || held.length === 0);',
    kind: 'performance',
    why: "The first object's lock is not known for certain, so a probe finds out.",
  },
  {
    file: 'scheduler/races.ts',
    before:
      'const isCertain = lock >= 0 && !session.shared.facts.plainData && (held === undefined || held.length === 0);',
    after:
      'const isCertain = lock >= 0 || !session.shared.facts.plainData && (held === undefined || held.length === 0);',
    kind: 'open',
    why: 'No program is known that shows it, in 2 200 random ones, most with sections, try-locks and plain data. What the step touches besides the lock would have to tell a sleeping step from what is planned where the lock does not.',
  },
  {
    file: 'scheduler/states/lassos.ts',
    before: 'for (let state = 0; state < graph.states; state++) {',
    after: 'for (let state = 0; state <= graph.states; state++) {',
    kind: 'equivalent',
    why: 'There is no such state: it has no edges, so nothing moves in it.',
  },
  {
    file: 'scheduler/states/lassos.ts',
    before: 'const all = threads >= 31 ? -1 : (1 << threads) - 1;',
    after: 'const all = threads >= 31 ? -1 : (2 << threads) - 1;',
    kind: 'equivalent',
    why: 'No thread has the additional bit, so it is never ready and counts as waiting everywhere.',
  },
  {
    file: 'scheduler/states/lassos.ts',
    before: 'const index = new Int32Array(states).fill(-1);',
    after: 'const index = new Int32Array(states).fill(-2);',
    kind: 'equivalent',
    why: 'Only the sign counts.',
  },
  {
    file: 'scheduler/states/lassos.ts',
    before: 'if (index[root]! >= 0) continue;',
    after: 'if (index[root]! > 0) continue;',
    kind: 'equivalent',
    why: 'Only the first root has index 0, and it is looked at once.',
  },
  {
    file: 'scheduler/states/memo.ts',
    before: '#slot = -1;',
    after: '#slot = -2;',
    kind: 'equivalent',
    why: 'Only the sign counts.',
  },
  {
    file: 'scheduler/states/state-space.ts',
    before: 'if (this.#owned.size > 0) this.#refuseReferences(canonical([told, lesson.declared]));',
    after: 'if (this.#owned.size > 1) this.#refuseReferences(canonical([told, lesson.declared]));',
    kind: 'equivalent',
    why: 'A group has two members or more, with as many objects each: one object alone belongs to none.',
  },
  {
    file: 'scheduler/states/state-space.ts',
    before: 'return local < 0 ? 0 : this.#kindOf[thread]!.named(local);',
    after: 'return local < 1 ? 0 : this.#kindOf[thread]!.named(local);',
    kind: 'equivalent',
    why: 'Local state 0 is the beginning, which names nobody.',
  },
  {
    file: 'scheduler/states/state-space.ts',
    before: 'return kind.named(local) === 0 ? local : -1 - kind.anonymous(local);',
    after: 'return kind.named(local) === 0 ? local : -1 + kind.anonymous(local);',
    kind: 'performance',
    why: `Two local states may get one number. Members that this makes look alike name somebody, so their orders are compared. ${KEYS}`,
  },
  {
    file: 'scheduler/states/state-space.ts',
    before: 'if (local < 0 || kind.named(local) === 0) return value;',
    after: 'if (local < 0 && kind.named(local) === 0) return value;',
    kind: 'equivalent',
    why: 'Neither has a text to be renamed: what is left of the function gives them back unchanged.',
  },
  {
    file: 'scheduler/states/state-store.ts',
    before: 'const columns = new Int32Array(slot * 2).fill(-1);',
    after: 'const columns = new Int32Array(slot * 3).fill(-1);',
    kind: 'performance',
    why: 'Grows faster.',
  },
  {
    file: 'scheduler/states/state-store.ts',
    before: 'const word = (hashOf(state, width, 0x1000 * (k + 1) + 77) >>> 0) % words;',
    after: 'const word = (hashOf(state, width, 0x1000 * (k + 1) + 78) >>> 0) % words;',
    kind: 'performance',
    why: 'Another hash, as good.',
  },
  {
    file: 'scheduler/states/symmetry.ts',
    before: 'if ((named & mask) !== 0) {',
    after: 'if ((named | mask) !== 0) {',
    kind: 'performance',
    why: `The number for a member that nobody names is 1 instead of 0, as for those that only threads name: then orders are compared. ${KEYS}`,
  },
  {
    file: 'scheduler/states/symmetry.ts',
    before: 'if ((space.namedInContent(slot, value) & mask) === 0) continue;',
    after: 'if (!((space.namedInContent(slot, value) & mask) === 0)) continue;',
    kind: 'performance',
    why: `The contents that do not name a member tell as much about it, for every member alike. ${KEYS}`,
  },
  {
    file: 'scheduler/states/symmetry.ts',
    before: 'const place = owner === undefined ? slot + 1 : -1 - (owner & 63);',
    after: 'const place = owner !== undefined ? slot + 1 : -1 - (owner & 63);',
    kind: 'performance',
    why: KEYS,
  },
  {
    file: 'scheduler/states/symmetry.ts',
    before: 'own = (Math.imul(own, 31) + space.anonymousLocal(state, threads[k]!)) | 0;',
    after: 'own = (Math.imul(own, 32) + space.anonymousLocal(state, threads[k]!)) | 0;',
    kind: 'performance',
    why: `Another hash of what a member is. ${KEYS}`,
  },
  {
    file: 'scheduler/states/symmetry.ts',
    before: 'this.#bound[member] = isBound ? 1 : 0;',
    after: 'this.#bound[member] = isBound ? 1 : 1;',
    kind: 'performance',
    why: 'More orders are compared than need be; they give the same state.',
  },
  {
    file: 'scheduler/states/symmetry.ts',
    before: 'names.includes(each) ? 1000 + names.indexOf(each) : isMember(each) ? 999 : each,',
    after: 'names.includes(each) ? 1001 + names.indexOf(each) : isMember(each) ? 999 : each,',
    kind: 'equivalent',
    why: 'Other numbers, still different from those of all others.',
  },
  {
    file: 'scheduler/states/symmetry.ts',
    before: 'if (items.length <= 1) return [[...items]];',
    after: 'if (items.length < 1) return [[...items]];',
    kind: 'equivalent',
    why: 'One item has one order either way.',
  },
  {
    file: 'scheduler/strategies/dpor.ts',
    before: 'this.length = -1;',
    after: 'this.length = -2;',
    kind: 'equivalent',
    why: 'Only the sign counts.',
  },
  {
    file: 'scheduler/strategies/optimal-dpor.ts',
    before: 'let witness = this.second < path.depth ? this.second : NO_WITNESS;',
    after: 'let witness = !(this.second < path.depth) ? this.second : NO_WITNESS;',
    kind: 'performance',
    why: 'The second event need not be in the witness: its races are found anew whenever it is. For a blocked thread the answer is not used.',
  },
  {
    file: 'scheduler/strategies/optimal-dpor.ts',
    before:
      'if (tree.firstChild[child] === NONE || (this.length === 0 && !secondLeft)) return proven ? witness : NO_WITNESS;',
    after:
      'if (tree.firstChild[child] === NONE || (this.length !== 0 && !secondLeft)) return proven ? witness : NO_WITNESS;',
    kind: 'open',
    why: 'No program is known that shows it, in 1 900 random ones. The second event has its place in what is planned; what is left over is ordered by races of the executions there.',
  },
  {
    file: 'scheduler/strategies/state-search.ts',
    before: '#events: Int32Array = new Int32Array(1 << 10);',
    after: '#events: Int32Array = new Int32Array(1 << 11);',
    kind: 'performance',
    why: 'Room to begin with.',
  },
  {
    file: 'scheduler/strategies/state-search.ts',
    before: 'this.#done[number] = WHOLLY;',
    after: ';',
    kind: 'equivalent',
    why: 'A state that is done has no second turn, and one that is not marked is not woken up.',
  },
  {
    file: 'scheduler/strategies/state-search.ts',
    before: 'this.#states.get(known, this.#key, this.space.width);',
    after: ';',
    kind: 'elsewhere',
    why: 'Only the paranoid search with slots comes here; `of slots: what happens does not depend on how many are left over` in `test/scheduler/states.test.ts` fails.',
  },
  {
    file: 'scheduler/strategies/state-search.ts',
    before: 'if (dropped !== undefined) next[this.space.slotOfObject(dropped)] = 0;',
    after: 'if (dropped !== undefined) next[this.space.slotOfObject(dropped)] = 1;',
    kind: 'equivalent',
    why: 'Only the deliberate fault `dropContent` comes here.',
  },
  {
    file: 'scheduler/wakeup-tree.ts',
    before: 'this.#count = 0;',
    after: 'this.#count = 1;',
    kind: 'equivalent',
    why: 'Node 0 is not used.',
  },
];
