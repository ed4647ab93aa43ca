/** Claims that are about no state that occurs. */
import { describe, expect, it } from 'vitest';
import { explore } from '../../../scheduler/explore.js';
import { always, atEnd, type Property, sometimes } from '../../../scheduler/property.js';
import { type SmallWorld, scenarioOf } from '../../support/small-world.js';

const small = (value: number, trigger: (world: SmallWorld) => boolean): Property =>
  always<SmallWorld>('small', ({ x }) => (x.current <= value ? null : `x is ${x.current}`), { trigger });
const above =
  (value: number) =>
  ({ x }: SmallWorld) =>
    x.current > value;

function verdict(...properties: Property[]) {
  const scenario = {
    ...scenarioOf(
      function* ({ x }) {
        yield* x.store(1);
      },
      function* ({ x }) {
        yield* x.store(2);
      },
    ),
    properties,
  };
  const [traces, states] = (['traces', 'states'] as const).map((strategy) => {
    const { outcome, reason, broken } = explore(scenario, { strategy });
    return { outcome, reason, broken: Object.keys(broken) };
  });
  expect(states).toEqual(traces);
  return traces!;
}

const holds = { outcome: 'holds', reason: null, broken: [] };

describe('a claim with a trigger', () => {
  it('is judged only where the trigger fires', () => {
    expect(verdict(small(2, above(1)))).toEqual(holds);
    expect(verdict(small(1, above(1)))).toEqual({ outcome: 'violated', reason: null, broken: ['small'] });
    expect(verdict(small(0, ({ x }) => x.current === 0))).toEqual(holds);
  });

  it('that never fires makes the verdict vacuous if it is the only one', () => {
    expect(verdict(small(1, above(2)))).toEqual({ outcome: 'vacuous', reason: 'never applied: small', broken: [] });
    const reached = sometimes<SmallWorld>('x is 2', ({ x }) => x.current === 2);
    expect(verdict(small(1, above(2)), reached).outcome).toBe('vacuous');
  });

  it('that never fires is told beside claims that apply', () => {
    const other = atEnd<SmallWorld>('set', ({ x }) => (x.current === 0 ? 'x is 0' : null), { trigger: above(0) });
    expect(verdict(small(1, above(2)), other)).toEqual({
      outcome: 'holds',
      reason: 'never applied: small',
      broken: [],
    });
    const never = sometimes<SmallWorld>('x is 3', above(2));
    expect(verdict(small(1, above(2)), other, never)).toEqual({
      outcome: 'vacuous',
      reason: 'never reached: x is 3; never applied: small',
      broken: [],
    });
  });
});
