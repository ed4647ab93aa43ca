/** What is known of a workload and a claim, with much effort and with little. */
import { describe, expect, it } from 'vitest';
import { decide, type Effort, THOROUGH } from '../../hunt/decide.js';
import { alloc, free, purge } from '../../model/workload.js';
import type { AnyOperation, Workload } from '../../scenarios/subject.js';
import { shippedDesign } from '../../scenarios/subjects.js';
import { replay } from '../../scheduler/replay.js';
import { parseSchedule } from '../../scheduler/schedule.js';

const LITTLE: Effort = { random: 1, traces: 1, states: 0 };

function asked(design: string, claim: string, effort: Effort, isRace = false, workload?: Workload) {
  const subject = shippedDesign(design);
  const scenario = subject.scenario('asked', workload ?? subject.workload!, [claim]);
  return { ...decide(scenario, claim, effort, isRace), scenario };
}

describe('a claim', () => {
  it('breaks, in an execution that can be replayed', () => {
    const found = asked('two-allocs-no-lock', 'I-SPUR weak', THOROUGH);
    expect(found.answer).toBe('breaks');
    if (found.answer !== 'breaks') return;
    const { claim, schedule } = found.counterexample;
    expect(claim).toBe('I-SPUR weak');
    expect(replay(found.scenario, parseSchedule(schedule)).findings.map((each) => each.claim)).toContain(claim);
  });

  it('holds once every trace, or every state, was looked at; until then nothing is known', () => {
    expect(asked('two-allocs-mutex', 'I-SPUR weak', THOROUGH).answer).toBe('holds');
    expect(asked('two-allocs-mutex', 'I-SPUR weak', { ...LITTLE, states: 50_000 }).answer).toBe('holds');
    expect(asked('two-allocs-mutex', 'I-SPUR weak', LITTLE).answer).toBe('unknown');
    expect(asked('two-allocs-mutex', 'I-SPUR weak', { ...LITTLE, states: 2 }).answer).toBe('unknown');
  });

  it('breaks otherwise if a race was wanted and it takes no preemption', () => {
    const alone: AnyOperation[] = [alloc(1, 'a'), free('a'), purge(), alloc(1, 'b')];
    const workload: Workload = { threads: { a: { does: alone }, b: { does: [alloc(1, 'c')] } } };
    const loud = 'busy-list, no lock, no flush';
    expect(asked(loud, 'I-TLB', THOROUGH, false, workload).answer).toBe('breaks');
    expect(asked(loud, 'I-TLB', THOROUGH, true, workload).answer).toBe('otherwise');
    expect(asked('two-allocs-no-lock', 'I-SPUR weak', THOROUGH, true).answer).toBe('breaks'); // it is a race
    expect(asked('two-allocs-no-lock', 'I-SPUR weak', LITTLE, true).answer).toBe('unknown'); // whether it is
  });

  it('is asked of no workload where the set-up breaks it', () => {
    const threads = { a: { does: [purge()] } };
    const setup: AnyOperation[] = [alloc(1, 'a'), free('a'), purge(), alloc(1, 'b')];
    const loud = 'busy-list, no lock, no flush';
    expect(asked(loud, 'I-TLB', THOROUGH, false, { setup, threads }).answer).toBe('invalid');
  });
});
