/** Schedules of scenarios that have changed since. */
import { describe, expect, it } from 'vitest';
import { AtomicWord } from '../../model/sync/atomic-word.js';
import { SpinLock } from '../../model/sync/spin-lock.js';
import { explore } from '../../scheduler/explore.js';
import { follow } from '../../scheduler/follow.js';
import { keptVerdict } from '../../scheduler/kept.js';
import { atEnd } from '../../scheduler/property.js';
import { replay } from '../../scheduler/replay.js';
import { defineScenario, type Scenario } from '../../scheduler/scenario.js';
import { parseSchedule, printSchedule } from '../../scheduler/schedule.js';
import type { Steps } from '../../scheduler/step.js';

/** Two threads count up; `extra` loads come first, with a lock if it is repaired. */
function lostUpdate(extra = 0, repaired = false, names = ['a', 'b']): Scenario {
  return defineScenario({
    name: 'lost-update',
    boot() {
      const counter = new AtomicWord('counter');
      const other = new AtomicWord('other');
      const lock = new SpinLock('lock');
      const increment = function* (): Steps {
        for (let k = 0; k < extra; k++) yield* other.load();
        if (repaired) yield* lock.lock();
        yield* counter.store((yield* counter.load()) + 1);
        if (repaired) yield* lock.unlock();
      };
      const [one, two] = names as [string, string];
      return { world: { counter }, threads: { [one]: increment, [two]: increment } };
    },
    properties: [atEnd('both count', ({ counter }) => (counter.current === 2 ? null : 'one is lost'))],
  }) as Scenario;
}

const failing = explore(lostUpdate()).counterexample!.schedule;

describe('a schedule that fits', () => {
  it('is followed as it is', () => {
    const { schedule, drift } = follow(lostUpdate(), parseSchedule(failing));
    expect(printSchedule(schedule)).toBe(failing);
    expect(drift).toEqual([]);
  });
});

describe('a schedule that no longer fits', () => {
  it('is matched by names of steps where others have come before them', () => {
    const { schedule, drift } = follow(lostUpdate(2), parseSchedule(failing));
    expect(replay(lostUpdate(2), schedule).findings).toMatchObject([{ claim: 'both count' }]);
    expect(drift.length).toBeGreaterThan(0);
    expect(drift[0]).toMatch(/takes atomic_read\(other\) where atomic_read\(counter\)/);
  });

  it('goes on with the default scheduler where a thread must wait', () => {
    const { schedule, drift } = follow(lostUpdate(0, true), parseSchedule(failing));
    const { findings, trace } = replay(lostUpdate(0, true), schedule);
    expect(findings).toEqual([]);
    expect(trace.events.filter(({ ends }) => ends)).toHaveLength(2);
    expect(drift.join()).toMatch(/waits in spin_lock\(lock\)/);
  });

  it('leaves out threads that are not there', () => {
    const { schedule, drift } = follow(lostUpdate(0, false, ['a', 'c']), parseSchedule(failing));
    expect(drift.join()).toContain('there is no thread b');
    expect(schedule.runs.map(({ thread }) => thread)).toContain('c');
  });
});

describe('an execution that a scenario keeps', () => {
  const kept = (scenario: Scenario): Scenario => ({ ...scenario, schedules: [failing], expect: { verdict: 'holds' } });

  it('breaks it again before anything is explored', () => {
    const verdict = keptVerdict(kept(lostUpdate(1)));
    expect(verdict).toMatchObject({ outcome: 'violated', broken: { 'both count': 1 }, counts: { executions: 1 } });
    expect(verdict!.reason).toContain('though it no longer fits');
    expect(verdict!.unexpected).toContain('expected holds, found violated');
    expect(verdict!.counterexample!.claim).toBe('both count');
  });

  it('says nothing where it is repaired, or meant to break', () => {
    expect(keptVerdict(kept(lostUpdate(0, true)))).toBeNull();
    expect(keptVerdict({ ...kept(lostUpdate()), expect: { verdict: 'violated', by: 'both count' } })).toBeNull();
    expect(keptVerdict(lostUpdate())).toBeNull();
  });
});
