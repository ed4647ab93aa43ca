/** The smallest workload and interleaving of a failure. */
import { describe, expect, it } from 'vitest';
import { decide, THOROUGH } from '../../hunt/decide.js';
import { type Minimised, minimiseWorkload } from '../../hunt/minimise.js';
import { smaller } from '../../hunt/smaller.js';
import { draftOf, workloadOf } from '../../hunt/workloads.js';
import { alloc, free, purge } from '../../model/workload.js';
import type { Subject, Workload } from '../../scenarios/subject.js';
import { shippedDesign } from '../../scenarios/subjects.js';
import { replay } from '../../scheduler/replay.js';
import { parseSchedule } from '../../scheduler/schedule.js';
import { smallestCounterexample } from '../../scheduler/smallest.js';

function minimised(subject: Subject, workload: Workload, claim: string): Minimised {
  const found = minimiseWorkload(subject, workload, claim, 'small');
  expect(found).not.toBeNull();
  return found!;
}

describe('a minimised failure', () => {
  const prefetch = shippedDesign('extra-prefetch-v1-three-tasks');

  it('of the prefetch of v1 has two threads, an allocation each, and one preemption: proven', () => {
    const found = minimised(prefetch, prefetch.workload!, 'I-FILL');
    expect(Object.values(found.workload.threads).map(({ does }) => does.length)).toEqual([1, 1]);
    expect(found.workload.setup).toBeUndefined();
    expect(found).toMatchObject({ preemptions: 1, fewestPreemptions: true, fewestEvents: true, isRace: true });
    expect(found.neighbours.unknown).toBe(0);
    expect(found.neighbours.hold).toBeGreaterThan(0);
  });

  it('replays to the claim', () => {
    const found = minimised(prefetch, prefetch.workload!, 'I-FILL');
    const scenario = prefetch.scenario('small', found.workload, found.claims);
    const { findings, trace } = replay(scenario, parseSchedule(found.schedule));
    expect(findings.map(({ claim }) => claim)).toContain('I-FILL');
    expect(trace.events).toHaveLength(found.events);
  });

  it('has no smaller neighbour that breaks the claim', () => {
    const subject = shippedDesign('two-allocs-no-lock');
    const found = minimised(subject, subject.workload!, 'I-SPUR weak');
    let asked = 0;
    for (const draft of smaller(subject, draftOf(subject, found.workload))) {
      const workload = workloadOf(draft);
      if (Object.keys(workload.threads).length === 0) continue;
      const scenario = subject.scenario('small', workload, ['I-SPUR weak']);
      expect(['holds', 'otherwise', 'invalid']).toContain(decide(scenario, 'I-SPUR weak', THOROUGH, true).answer);
      asked++;
    }
    expect(asked).toBeGreaterThan(5);
  });

  // Half a minute: not in CI.
  it.skipIf(process.env.CI !== undefined)('comes out of a large workload: four threads with twenty operations', () => {
    const subject = shippedDesign('busy-list, no lock');
    const busy = [alloc(1, 'p'), free('p'), purge(), alloc(1, 'q'), free('q')];
    const workload: Workload = {
      setup: [alloc(4, 'x'), alloc(4, 'y'), free('x')],
      threads: { a: { does: busy }, b: { cpu: 1, does: busy }, c: { does: busy }, d: { cpu: 1, does: busy } },
    };
    const found = minimised(subject, workload, 'I-SPUR weak');
    expect(Object.keys(found.workload.threads)).toHaveLength(2);
    expect(found).toMatchObject({ preemptions: 1, fewestPreemptions: true });
    expect(found.neighbours.unknown).toBe(0);
    expect(minimised(subject, workload, 'I-SPUR weak')).toEqual(found); // on every run
  });

  it('is none where the claim holds', () => {
    const subject = shippedDesign('two-allocs-mutex');
    expect(minimiseWorkload(subject, subject.workload!, 'I-SPUR weak', 'small')).toBeNull();
  });
});

describe('the smallest counterexample', () => {
  it('is not known where too few traces were looked at', () => {
    const subject = shippedDesign('two-allocs-no-lock');
    const scenario = subject.scenario('small', subject.workload!, ['I-SPUR weak']);
    expect(smallestCounterexample(scenario, 'I-SPUR weak', 3)).toBeUndefined();
    expect(smallestCounterexample(scenario, 'I-SPUR weak')).toMatchObject({
      fewestPreemptions: true,
      fewestEvents: true,
    });
    expect(smallestCounterexample(scenario, 'I-OVL')).toBeNull();
  });

  it('has the fewest preemptions, perhaps not the fewest events, where not all traces with as many were looked at', () => {
    const subject = shippedDesign('two-allocs-no-lock');
    const scenario = subject.scenario('small', subject.workload!, ['I-SPUR weak']);
    const whole = smallestCounterexample(scenario, 'I-SPUR weak')!;
    const between: number[] = [];
    for (let most = 1; most < whole.traces; most++) {
      const found = smallestCounterexample(scenario, 'I-SPUR weak', most);
      if (!found) continue;
      // Stopped at the first that breaks, it does not know yet that all with fewer preemptions were looked at.
      const fewestPreemptions = between.length > 0;
      expect(found).toMatchObject({ fewestPreemptions, fewestEvents: false, traces: most });
      between.push(most);
      expect(found.counterexample.preemptions).toBe(whole.counterexample.preemptions);
      expect(found.counterexample.trace.events.length).toBeGreaterThanOrEqual(whole.counterexample.trace.events.length);
    }
    expect(between.length).toBeGreaterThan(1);
    expect(between).not.toContain(1);
  });
});
