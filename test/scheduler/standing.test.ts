import { describe, expect, it } from 'vitest';
import { Condition } from '../../model/sync/condition.js';
import { Mutex } from '../../model/sync/mutex.js';
import { explore } from '../../scheduler/explore.js';
import { follow } from '../../scheduler/follow.js';
import { defineScenario, type Scenario } from '../../scheduler/scenario.js';
import { parseSchedule, printSchedule, ScheduleError } from '../../scheduler/schedule.js';
import { branchOff, briefly, stage } from '../../scheduler/standing.js';
import { bugOn, chooseFrom, type Steps } from '../../scheduler/step.js';
import { golden } from '../report/scenarios.js';

const named = (name: string): Scenario => golden.find((scenario) => scenario.name === name)!;

describe('a staged execution', () => {
  const staged = stage(named('abba-deadlock'), parseSchedule('abba-deadlock cpu0:2:spin_lock(A) cpu1:2:spin_lock(B)'));

  it('says before each event and after the last what each thread asks for, and who waits', () => {
    const said = staged.standings.map((all) =>
      all.map(({ thread, step, ways }) => `${thread} ${step}${ways.length === 0 ? ' waits' : ''}`),
    );
    expect(said).toEqual([
      ['cpu0 begin', 'cpu1 begin'],
      ['cpu0 spin_lock(A)', 'cpu1 begin'],
      ['cpu0 spin_lock(B)', 'cpu1 begin'],
      ['cpu0 spin_lock(B)', 'cpu1 spin_lock(B)'],
      ['cpu0 spin_lock(B) waits', 'cpu1 spin_lock(A) waits'],
    ]);
  });

  it('is what replay shows', () => {
    expect(staged.findings.map(({ claim }) => claim)).toEqual(['deadlock']);
    expect(staged.contents).toEqual({ A: 'cpu0', B: 'cpu1' });
  });

  it('refuses what replay refuses', () => {
    expect(() => stage(named('abba-deadlock'), parseSchedule('abba-deadlock cpu0:1:begin'))).toThrow(ScheduleError);
  });

  it('branches off into an execution that goes on by itself', () => {
    const other = branchOff(staged, 2, { thread: 'cpu0', alternative: 0, step: 'spin_lock(B)' });
    const { schedule, drift } = follow(named('abba-deadlock'), other);
    expect(drift).toEqual([]);
    const { findings, trace } = stage(named('abba-deadlock'), schedule);
    expect(findings.map(({ claim }) => claim)).toEqual(['lock order']);
    expect(trace.events.slice(0, 3).map(({ thread, steps }) => `${thread} ${steps[0]!.text}`)).toEqual([
      'cpu0 begin',
      'cpu0 spin_lock(A)',
      'cpu0 spin_lock(B)',
    ]);
  });
});

describe('choices', () => {
  const picks = defineScenario({
    name: 'picks',
    boot: () => ({
      world: null,
      threads: {
        *task(): Steps {
          bugOn((yield* chooseFrom(['left', 'right'], 'which?')) === 'right', 'it goes right');
        },
      },
    }),
  });

  it('say what they stand for', () => {
    const { schedule } = explore(picks).counterexample!;
    const staged = stage(picks, parseSchedule(schedule));
    expect(staged.standings[1]).toEqual([
      {
        thread: 'task',
        step: 'which?',
        ways: [
          { alternative: 0, means: 'left' },
          { alternative: 1, means: 'right' },
        ],
      },
    ]);
    const left = follow(picks, branchOff(staged, 1, { thread: 'task', alternative: 0, step: 'which?' }));
    expect(stage(picks, left.schedule).findings).toEqual([]);
  });

  it('of a thread name it, before a branch and in it', () => {
    const wakes = defineScenario({
      name: 'wakes',
      boot() {
        const [lock, ready] = [new Mutex('lock'), new Condition('ready')];
        const waits = function* (): Steps {
          yield* lock.lock();
          yield* ready.wait(lock);
          yield* lock.unlock();
        };
        const signals = function* (): Steps {
          yield* ready.signal();
          yield* ready.signal();
        };
        return { world: null, threads: { main: signals, one: waits, two: waits } };
      },
    });
    const waiting = ['one', 'two'].map((thread) => `${thread}:3:cond_wait(ready)`).join(' ');
    const { schedule } = follow(wakes, parseSchedule(`wakes ${waiting} main:2=two:wake_up(ready)`));
    const staged = stage(wakes, schedule);
    expect(printSchedule(schedule)).toContain('main:2=two:wake_up(ready)');
    const at = staged.trace.events.findIndex(({ thread, alternative }) => thread === 'main' && alternative > 0);
    const main = staged.standings[at]!.find(({ thread }) => thread === 'main')!;
    expect(main.ways).toEqual([{ alternative: 'one' }, { alternative: 'two' }]);
    const other = branchOff(staged, at, { thread: 'main', alternative: 'one', step: main.step! });
    expect(printSchedule(follow(wakes, other).schedule)).toContain('main:2=one:wake_up(ready)');
    const later = branchOff(staged, at + 1, { thread: 'main', alternative: 'one', step: main.step! });
    expect(printSchedule(later)).toContain('main:2=two:wake_up(ready) main:1=one:wake_up(ready)');
  });
});

describe('briefly', () => {
  it('bounds an execution that has no end, and none that is shorter', () => {
    expect(briefly(named('lost-update')).stepBound).toBe(2_000);
    expect(briefly({ ...named('lost-update'), stepBound: 7 }).stepBound).toBe(7);
  });
});
