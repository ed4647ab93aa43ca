import { describe, expect, it } from 'vitest';
import { LOCK_ORDER } from '../../scheduler/detectors/lock-order.js';
import { explore } from '../../scheduler/explore.js';
import { replay } from '../../scheduler/replay.js';
import type { Scenario } from '../../scheduler/scenario.js';
import { parseSchedule, printSchedule, ScheduleError, scheduleOf } from '../../scheduler/schedule.js';
import { Session } from '../../scheduler/session.js';
import { DepthFirst } from '../../scheduler/strategies/depth-first.js';
import { OptimalDpor } from '../../scheduler/strategies/optimal-dpor.js';
import { golden } from '../report/scenarios.js';

describe('a schedule', () => {
  it('survives being printed and read', () => {
    const line = 'toy [A,B] cpu0:3:spin_lock(A) cpu1:1:begin cpu0:1=2:choose';
    expect(printSchedule(parseSchedule(line))).toBe(line);
  });

  it('joins the events of one thread, and ends a run at a choice that was not the first', () => {
    const events = [
      { thread: 'a', alternative: 0, step: 'begin' },
      { thread: 'a', alternative: 1, step: 'kmalloc fails' },
      { thread: 'a', alternative: 0, step: 'spin_lock(A)' },
    ];
    expect(printSchedule(scheduleOf('s', [], events))).toBe('s a:2=1:kmallocfails a:1:spin_lock(A)');
  });

  it.each(['', '   ', 's a', 's a:0:begin', 's a:x:begin', 's :1:begin'])(
    'that cannot be read is refused: "%s"',
    (line) => {
      expect(() => parseSchedule(line)).toThrow(ScheduleError);
    },
  );

  it.each(golden)('of every execution of $name runs again to the same end', (scenario) => {
    const session = new Session(scenario);
    const lines: [string, string[]][] = [];
    let beginning = 0;
    new OptimalDpor(session).explore(() => {
      if (session.beginnings !== beginning) lines.length = 0;
      beginning = session.beginnings;
      const { path } = session;
      const schedule = scheduleOf(scenario.name, session.observedNames, session.describe(path.events()));
      lines.push([printSchedule(schedule), session.findings.map(({ claim }) => claim)]);
      return true;
    });
    // A replay says what order of locks it shows; in an exploration that is no finding of one execution.
    for (const [line, claims] of lines) {
      const { findings } = replay(scenario, parseSchedule(line));
      expect(findings.map(({ claim }) => claim).filter((claim) => claim !== LOCK_ORDER)).toEqual(claims);
    }
  });
});

describe('the counterexample', () => {
  /** Fewest switches away from an enabled thread in any failing interleaving, by trying them all. */
  function fewestByForce(scenario: Scenario): number {
    const session = new Session(scenario);
    let fewest = Number.POSITIVE_INFINITY;
    new DepthFirst(session).explore(() => {
      if (session.findings.length === 0) return true;
      const { at } = session.findings[0]!;
      const { path } = session;
      const order = path.events().slice(0, 2 * (at + 1));
      const { trace } = replay(scenario, scheduleOf(scenario.name, session.observedNames, session.describe(order)));
      session.execution.activate();
      fewest = Math.min(fewest, trace.events.filter(({ preempts }) => preempts).length);
      return true;
    });
    return fewest;
  }

  it.each(golden)('of $name has as few preemptions as any interleaving that fails', (scenario) => {
    expect(explore(scenario).counterexample!.preemptions).toBe(fewestByForce(scenario));
  });
});
