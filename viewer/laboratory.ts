/** The checker in the page: runs executions that nobody has run before. */

import type { PageExecution } from '../report/page-data.js';
import { follow } from '../scheduler/follow.js';
import type { Scenario } from '../scheduler/scenario.js';
import type { ScheduledEvent } from '../scheduler/schedule.js';
import { branchOff, briefly, type Staged, stage } from '../scheduler/standing.js';
import type { TraceEvent } from '../scheduler/trace.js';

/** What can be tried with one scenario. */
export interface Laboratory {
  /** The execution that begins with the first `events` events of this one and goes on with `next`, then by the default scheduler. */
  whatIf(from: Staged, events: number, next: ScheduledEvent): PageExecution;
}

export function laboratory(whole: Scenario): Laboratory {
  const scenario = briefly(whole);
  return {
    whatIf(from, events, next) {
      const { schedule, drift } = follow(scenario, branchOff(from, events, next));
      const staged = withKnownPlaces(stage(scenario, schedule), from, events);
      return { title: `what if ${next.thread} at ${events + 1}`, staged, drift };
    },
  };
}

/** The page does not know the lines of its code's sources; those of the events that both have are known. */
function withKnownPlaces(staged: Staged, from: Staged, events: number): Staged {
  const told = staged.trace.events.map((event, k) => {
    const known = k < events ? from.trace.events[k]! : null;
    return known !== null && isAlike(known, event) ? known : event;
  });
  return { ...staged, trace: { ...staged.trace, events: told } };
}

function isAlike(one: TraceEvent, other: TraceEvent): boolean {
  const said = ({ thread, steps }: TraceEvent) => [thread, ...steps.map(({ text }) => text)].join('\n');
  return said(one) === said(other);
}
