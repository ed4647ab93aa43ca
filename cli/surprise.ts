/** A violation that nobody expected: how it comes about, and the smallest workload and interleaving that it comes down to. */
import { minimiseWorkload } from '../hunt/minimise.js';
import { minimisedLines, sizeText } from '../hunt/workload-text.js';
import type { Failure } from '../report/checked.js';
import { replayCommand, type TraceTextOptions, traceText } from '../report/trace-text.js';
import { isMade, subjectOf } from '../scenarios/subject.js';
import { explain } from '../scheduler/explain/explain.js';
import type { Explanation } from '../scheduler/explain/explanation.js';
import type { Counterexample } from '../scheduler/failures.js';
import { replay } from '../scheduler/replay.js';
import type { Scenario } from '../scheduler/scenario.js';
import { parseSchedule } from '../scheduler/schedule.js';
import { smallestCounterexample } from '../scheduler/smallest.js';
import { expectedClaims, type Verdict } from '../scheduler/verdict.js';

/** Searching for the cause of a counterexample takes no more than this. */
const CHEAP = { maxTraces: 500, maxEvents: 20_000 };

/** Several reporters tell the same ones. */
const explained = new WeakMap<Counterexample, Explanation>();

/** Which order of two steps decides, as far as that is soon found. */
export function briefExplanation(scenario: Scenario, counterexample: Counterexample): Explanation {
  const known = explained.get(counterexample);
  if (known !== undefined) return known;
  const { schedule, claim } = counterexample;
  const explanation = explain(scenario, parseSchedule(schedule), { claim, ...CHEAP });
  explained.set(counterexample, explanation);
  return explanation;
}

/** How each claim breaks that broke and was not expected to. */
export function unexpectedFailures(
  scenario: Scenario,
  { broken, counterexample, counterexamples = [] }: Verdict,
): Failure[] {
  const expected = expectedClaims(scenario);
  const known = [...(counterexample === null ? [] : [counterexample]), ...counterexamples];
  return Object.keys(broken)
    .filter((claim) => !expected.includes(claim))
    .sort()
    .map((claim) => {
      const found =
        known.find((each) => each.claim === claim) ?? smallestCounterexample(scenario, claim)?.counterexample ?? null;
      return { claim, shown: found && { counterexample: found, explanation: briefExplanation(scenario, found) } };
    });
}

/**
 * Of a scenario with a workload the smallest workload, if it is smaller; of any other the fewest preemptions. In lines of
 * text; none if nothing smaller is found.
 */
export function smallestLines(scenario: Scenario, { claim, trace }: Counterexample, style: TraceTextOptions): string[] {
  if (!isMade(scenario)) return interleavingLines(scenario, claim, trace.events.length, style);
  const subject = subjectOf(scenario.name, scenario);
  const { workload } = subject;
  if (workload === null) return [];
  const found = minimiseWorkload(subject, workload, claim, scenario.name);
  if (found === null) return [];
  const lines = minimisedLines(workload, found);
  if (sizeText(found.workload) === sizeText(workload)) return lines;
  const small = subject.scenario(scenario.name, found.workload, found.claims);
  return [...lines, '', traceText(replay(small, parseSchedule(found.schedule)).trace, style)];
}

function interleavingLines(scenario: Scenario, claim: string, events: number, style: TraceTextOptions): string[] {
  const found = smallestCounterexample(scenario, claim);
  if (!found) return [];
  const { counterexample, fewestPreemptions, fewestEvents } = found;
  const { preemptions, trace, schedule } = counterexample;
  const proven = (is: boolean) => (is ? 'proven' : 'not proven');
  const line =
    `fewest preemptions: ${preemptions} (${proven(fewestPreemptions)}); ` +
    `with these, fewest events: ${trace.events.length} (${proven(fewestEvents)})`;
  if (trace.events.length >= events) return [line];
  return [line, '', traceText(trace, style), '', `replay: ${replayCommand(schedule, style.file)}`];
}
