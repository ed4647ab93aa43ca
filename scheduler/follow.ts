/**
 * Executions that are led by hand. Followed is a schedule, as far as it fits a scenario that has changed since: threads and
 * steps are matched by their names, what does not fit is left out, and the default scheduler goes on from there: the same
 * thread as long as it can, then the first that can. Walked is that scheduler's own execution, with deviations.
 */
import type { Scenario } from './scenario.js';
import { type Schedule, type ScheduleRun, scheduleOf, stepMark } from './schedule.js';
import { Session } from './session.js';
import { standsForThread } from './step.js';

export interface Followed {
  /** What was run, to the end or to a broken claim; `replay` shows it. */
  readonly schedule: Schedule;
  /** Where it went another way, in words; empty if it fits. */
  readonly drift: readonly string[];
}

/** So many steps more than the schedule says a thread may take to come to the step where its run ends. */
const MORE_STEPS = 50;

export function follow(scenario: Scenario, schedule: Schedule): Followed {
  const session = new Session(scenario, { observedNames: schedule.observed, elsewhere: schedule.elsewhere });
  let drift: string[];
  do {
    session.restart();
    drift = [];
    for (const run of schedule.runs) {
      if (isOver(session)) break;
      followRun(session, run, drift);
    }
    if (schedule.loop > 0) drift.push('what repeats for ever there is run once');
    goOn(session);
  } while (session.restartNeeded);
  return { schedule: performed(session), drift };
}

/**
 * The schedule of the default scheduler's execution with deviations: of all events that could be the next one it takes the one that
 * stands so many places after that scheduler's, going round. Runs to the end or to a broken claim.
 * @param deviations by the number of events before: how many places, a whole number
 */
export function walk(scenario: Scenario, deviations: ReadonlyMap<number, number>): Schedule {
  const session = new Session(scenario);
  do {
    session.restart();
    goOn(session, deviations);
  } while (session.restartNeeded);
  return performed(session);
}

/** What the session has run; where nobody gets anything done any more, with the round that can repeat for ever. */
function performed(session: Session): Schedule {
  const { path, findings, scenario, observedNames } = session;
  const { at, again = [] } = findings.find((finding) => finding.again !== undefined) ?? { at: path.depth };
  const events = session.describe([...path.events().slice(0, 2 * at), ...again]);
  return scheduleOf(scenario.name, observedNames, events, { loop: again.length / 2 });
}

function isOver(session: Session): boolean {
  return session.restartNeeded || session.findings.length > 0 || session.isAtStepBound();
}

/** Lets the thread run until it has taken the run's last step. */
function followRun(session: Session, { thread: name, events, alternative, last }: ScheduleRun, drift: string[]): void {
  const { execution } = session;
  const { threads } = execution;
  const t = threads.findIndex((thread) => thread?.name === name);
  if (t < 0) return void drift.push(`there is no thread ${name} (yet)`);
  for (let k = 1; !isOver(session); k++) {
    const { pending } = threads[t]!;
    if (pending === null) return void drift.push(`${name} ends without ${last}`);
    if (!execution.isEnabled(t)) return void drift.push(`${name} waits in ${pending} before it comes to ${last}`);
    const isLast = k >= events && stepMark(String(pending)) === last;
    if (k === events && !isLast) drift.push(`${name} takes ${pending} where ${last} was expected`);
    const ways = execution.ways(t);
    let way = ways[0]!;
    if (isLast && alternative !== 0) {
      const chosen = ways.find(
        (each) =>
          String(standsForThread(pending.operation, each) ? threads[each - 1]!.name : each) === String(alternative),
      );
      if (chosen === undefined) drift.push(`${pending} of ${name} has no alternative ${alternative}`);
      else way = chosen;
    }
    session.step(t, way);
    if (isLast) return;
    if (k >= events + MORE_STEPS) return void drift.push(`${name} does not come to ${last}`);
  }
}

function goOn(session: Session, deviations: ReadonlyMap<number, number> = new Map()): void {
  let current = session.path.depth === 0 ? -1 : session.path.thread[session.path.depth - 1]!;
  while (!isOver(session)) {
    const choices = session.choices();
    if (choices.length === 0) {
      session.end();
      return;
    }
    const same = choices.findIndex(([thread]) => thread === current);
    const next = choices[(Math.max(0, same) + (deviations.get(session.path.depth) ?? 0)) % choices.length]!;
    session.step(...next);
    [current] = next;
  }
}
