/** The harness of the mutants: faults that must be noticed, and some text that changes nothing and must not be. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHECKS } from './checks.js';
import { EXPLAINED, isOf } from './explained.js';
import { PITFALLS, planted, type SourceFault } from './pitfalls.js';
import { allMutants, sample } from './sample.js';
import { Workshop } from './workshop.js';

let workshop: Workshop;
beforeAll(() => {
  workshop = new Workshop();
});
afterAll(() => workshop.close());

describe('a fault is noticed:', () => {
  const races = 'scheduler/races.ts';
  const path = 'scheduler/path.ts';
  const faults: readonly (readonly [SourceFault, string])[] = [
    [{ file: races, before: 'if (a !== path.alternative[j])', after: '' }, 'figures'],
    [
      { file: path, before: 'nth[i]! || !footprints.conflict(', after: 'nth[i]! && !footprints.conflict(' },
      'published traces',
    ],
    [{ file: path, before: 'if (mine === 0) return 0;', after: 'return 0;' }, 'published traces'],
    [
      {
        file: 'scheduler/sleep-sets.ts',
        before: 'this.#set(this.end[d]!++, path',
        after: 'this.#set(this.end[d]!, path',
      },
      'published traces',
    ],
    [
      { file: 'scheduler/wakeup-tree.ts', before: '} else this.#free = this.nextSibling[node]!;', after: '}' },
      'published traces',
    ],
    [
      { file: 'scheduler/strategies/bounded.ts', before: 'if (this.#seen[state] === 1) continue;', after: 'continue;' },
      'published traces',
    ],
    [
      { file: 'scheduler/strategies/dpor.ts', before: 'this.sleep.add(session.path, d);', after: ';' },
      'published traces',
    ],
    [
      { file: 'scheduler/states/lassos.ts', before: 'waiting |= ~graph.ready', after: 'waiting |= graph.ready' },
      'lassos',
    ],
    [{ file: races, before: 'lock >= 0 && !session.shared', after: 'lock >= 0 || !session.shared' }, 'stored programs'],
    [{ file: 'scheduler/states/state-store.ts', before: 'cells.set(this.#cells);', after: ';' }, 'stores'],
  ];
  it.each(faults)('%o', (fault, check) => {
    expect(workshop.run(planted(fault))).toBe(check);
  });

  const known = PITFALLS.filter(({ fault }) => fault !== null && typeof fault !== 'string');
  it.each(known)('$id, $what', ({ fault }) => {
    expect(Object.keys(CHECKS)).toContain(workshop.run(planted(fault as SourceFault)));
  });
});

it('a change that makes no difference is not noticed', () => {
  // What is interchangeable comes in twos at least: one object alone belongs to nobody who is.
  const fault = {
    file: 'scheduler/states/state-space.ts',
    before: 'if (this.#owned.size > 0) this.#refuseObjects',
    after: 'if (this.#owned.size > 1) this.#refuseObjects',
  };
  expect(workshop.run(planted(fault))).toBe(null);
});

it('the same seed draws the same mutants, each once', () => {
  const all = allMutants();
  const drawn = sample(all, 100, 'a');
  expect(sample(all, 100, 'a')).toEqual(drawn);
  expect(sample(all, 100, 'b')).not.toEqual(drawn);
  expect(new Set(sample(all, all.length, 'a'))).toEqual(new Set(all));
  expect(drawn.every(({ before, after }) => before !== after)).toBe(true);
});

it('every explanation is one of a mutant that there is', () => {
  const all = allMutants();
  const stale = EXPLAINED.filter((each) => !all.some((mutant) => isOf(each, mutant)));
  expect(stale).toEqual([]);
});
