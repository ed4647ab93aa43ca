/** Locks, a word and a plain variable: enough for small programs that go wrong in one way. */
import { expect } from 'vitest';
import { AtomicWord } from '../../model/sync/atomic-word.js';
import { Field } from '../../model/sync/field.js';
import { SpinLock } from '../../model/sync/spin-lock.js';
import { explore } from '../../scheduler/explore.js';
import type { Scenario } from '../../scheduler/scenario.js';
import type { Steps, ThreadBody } from '../../scheduler/step.js';

export interface SmallWorld {
  readonly a: SpinLock;
  readonly b: SpinLock;
  readonly c: SpinLock;
  readonly x: AtomicWord;
  readonly data: Field<number>;
}

export type Body = (world: SmallWorld) => Steps<unknown>;

/** The bodies as threads cpu0, cpu1, ... */
export function scenarioOf(...bodies: Body[]): Scenario<SmallWorld> {
  return {
    name: 'detector',
    stepBound: 50,
    boot() {
      const [a, b, c] = [new SpinLock('a'), new SpinLock('b'), new SpinLock('c')];
      const world = { a, b, c, x: new AtomicWord('x'), data: new Field('data', 0) };
      const threads: Record<string, ThreadBody> = {};
      bodies.forEach((body, k) => {
        threads[`cpu${k}`] = () => body(world);
      });
      return { world, threads };
    },
  };
}

export const broken = (...bodies: Body[]) => explore(scenarioOf(...bodies)).broken;
export const message = (...bodies: Body[]) => explore(scenarioOf(...bodies)).counterexample?.message;

/** Claims that break, which must be the same by traces and by states. */
export function brokenClaims<W>(scenario: Scenario<W>): string[] {
  const claims = (strategy: 'traces' | 'states') => Object.keys(explore(scenario, { strategy }).broken).sort();
  const found = claims('traces');
  expect(claims('states')).toEqual(found);
  return found;
}
