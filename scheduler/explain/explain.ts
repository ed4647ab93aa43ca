/** Explains why an execution breaks a claim: what that follows from, and which order of two steps decides. */
import { type Finding, LIVELOCK, STEP_BOUND } from '../findings.js';
import { type Replay, replay, replayIn, sessionOf } from '../replay.js';
import type { Scenario } from '../scenario.js';
import { printSchedule, type Schedule, type ScheduledEvent, ScheduleError } from '../schedule.js';
import { sealed } from '../sealed.js';
import type { Session } from '../session.js';
import type { Contents, Trace, TraceEvent } from '../trace.js';
import { eventsBehind, shortest, within } from './causal-slice.js';
import { type Candidate, findCandidates } from './critical-race.js';
import { type CausalSlice, type CriticalRace, type Explanation, isCause, type RacePoint } from './explanation.js';
import { type Decision, decide } from './race-proof.js';
import { type KeptEvent, keep, scheduled } from './runs.js';

/** What is to be explained, and how much that may cost. */
export interface ExplainOptions {
  /** Which of the claims that the execution breaks; by default the last, for schedules end with the failure. */
  readonly claim?: string;
  /** All traces are looked at, to tell cause from coincidence, if there are no more than this. Default 2000; 0: never. */
  readonly maxTraces?: number;
  /** Events that may be performed to cut the slice short, to find a passing execution, and for all traces, each. Default 200 000. */
  readonly maxEvents?: number;
}

/**
 * Says why this execution breaks a claim: what the failure follows from, and the two steps whose order decides. Throws
 * ScheduleError if the schedule does not fit the scenario, or breaks no claim, or not that one.
 */
export function explain<W>(scenario: Scenario<W>, schedule: Schedule, options: ExplainOptions = {}): Explanation {
  return sealed(() => {
    const session = sessionOf(scenario as Scenario, schedule);
    for (let current = schedule; ; ) {
      const failing = replayIn(session, current);
      const found = explainOnce(session, current, failing, options);
      if (found !== null) return found;
      current = finer(session, current, failing.trace);
    }
  });
}

/** The same execution by what the session has learned: what rode along may be a step of its own. */
function finer(session: Session, { loop, elsewhere }: Schedule, { events }: Trace): Schedule {
  session.restart();
  const { execution } = session;
  let performed = 0;
  execution.context.onStep = () => void performed++;
  for (const { thread: name, alternative, steps } of events) {
    const thread = execution.threads.findIndex((each) => each?.name === name);
    performed = 0;
    session.step(thread, alternative);
    while (performed < steps.length && execution.threads[thread]!.pending !== null) session.step(thread, 0);
  }
  return { ...scheduled(session, session.path.events()), loop, elsewhere };
}

/**
 * Null if the session has learned something: what it has found does not count then.
 * @param session at the end of the failing execution
 */
function explainOnce(
  session: Session,
  schedule: Schedule,
  failing: Replay,
  options: ExplainOptions,
): Explanation | null {
  const finding = chosen(failing.findings, options.claim);
  const events = keep(session.path).slice(0, finding.at + 1);
  const undecidable = whyNoOrder(session, finding);
  const { maxTraces = 2_000, maxEvents = 200_000 } = options;
  const counts = undecidable === null ? eventsBehind(session, finding) : null;
  const slice = sliceOf(session, events, failing, finding, counts, maxEvents);
  if (session.restartNeeded) return null;
  const found =
    undecidable === null ? raceOf(session, events, finding, { maxTraces, maxEvents }) : NO_RACE(undecidable);
  if (session.restartNeeded) return null;
  const { claim, message } = finding;
  const shown = slice.replay ?? failing;
  return {
    scenario: session.scenario.name,
    claim,
    message,
    schedule: printSchedule(schedule),
    trace: failing.trace,
    slice: slice.slice,
    before: contentsBeforeLast(shown),
    after: shown.contents,
    ...found,
  };
}

function chosen(findings: readonly Finding[], claim: string | undefined): Finding {
  const found = findings.filter((finding) => claim === undefined || finding.claim === claim).at(-1);
  if (found !== undefined) return found;
  throw new ScheduleError(`the schedule breaks ${claim === undefined ? 'no claim' : `another claim than ${claim}`}`);
}

/** Why no order of two steps decides; null if one may. */
function whyNoOrder(session: Session, { claim, at }: Finding): string | null {
  if (at < 0) return 'it happens before any thread has run';
  if (claim === LIVELOCK) return 'what repeats for ever is no matter of the order of two steps';
  if (claim === STEP_BOUND) return 'the execution has no end that could be compared';
  if (session.order.findings.some((finding) => finding.claim === claim))
    return 'the order of locks is judged over all executions, not by the order of steps in one of them';
  return null;
}

type FoundRace = Pick<Explanation, 'race' | 'reason'>;

const NO_RACE = (reason: string): FoundRace => ({ race: null, reason });

/** @param counts how many events of each thread it follows from; null: all */
function sliceOf(
  session: Session,
  events: readonly KeptEvent[],
  failing: Replay,
  finding: Finding,
  counts: readonly number[] | null,
  maxEvents: number,
): { readonly slice: CausalSlice; readonly replay: Replay | null } {
  const { trace } = failing;
  const isAtEnd = finding.at >= session.path.depth;
  if (counts === null) return { slice: { schedule: null, trace }, replay: null };
  const best = isAtEnd ? null : shortest(session, events, counts, finding, maxEvents);
  if (best === null) {
    const kept = trace.events.filter((_, k) => k < events.length && events[k]!.nth < counts[events[k]!.thread]!);
    return { slice: { schedule: null, trace: { ...trace, events: kept } }, replay: null };
  }
  const pairs = within(events, best).flatMap(({ thread, alternative }) => [thread, alternative]);
  const schedule = scheduled(session, pairs);
  const again = replay(session.scenario, schedule);
  return { slice: { schedule: printSchedule(schedule), trace: again.trace }, replay: again };
}

function raceOf(
  session: Session,
  failing: readonly KeptEvent[],
  { claim }: Finding,
  { maxTraces, maxEvents }: Required<Pick<ExplainOptions, 'maxTraces' | 'maxEvents'>>,
): FoundRace {
  const { candidates, tried, isComplete } = findCandidates(session, failing, claim, maxEvents);
  if (session.restartNeeded) return NO_RACE('');
  const failures = candidates.map((candidate) => failingOf(session, candidate));
  const decision = maxTraces === 0 ? null : decide(session, candidates, claim, { maxTraces, maxEvents });
  if (candidates.length === 0) return NO_RACE(whyNone(tried, isComplete, decision));
  const best = Math.max(0, decision?.proofs.findIndex(isCause) ?? 0);
  const race = describeRace(session.scenario, candidates[best]!, failures[best]!);
  const isUndecided = decision === null && maxTraces > 0;
  return {
    race: { ...race, proof: decision?.proofs[best] ?? null },
    reason: isUndecided
      ? `not decided: all traces are more than ${maxTraces}, or have more than ${maxEvents} events`
      : null,
  };
}

function whyNone(tried: number, isComplete: boolean, decision: Decision | null): string {
  const { all, passing } = decision ?? { all: { traces: 0, broken: 0 }, passing: 0 };
  const { traces, broken } = all;
  if (traces > 1 && traces === broken) return `it happens in all ${traces} traces, in whatever order steps come`;
  if (traces > 1 && passing === 0)
    return `it happens in ${broken} of ${traces} traces, and something else breaks in each of the others`;
  if (tried === 0 && isComplete)
    return 'no two of its steps could come in another order, and no choice has another outcome';
  const more = isComplete ? '' : '; the search stopped at its bound';
  const known = traces === 0 ? '' : `, though ${passing} of ${traces} traces are such`;
  return `none of ${tried} reversals of races leads to an execution that breaks nothing${known}${more}`;
}

/** The failing execution of a candidate, while the session still numbers threads as the candidate does. */
function failingOf(session: Session, { events, failing }: Candidate) {
  const pairs = events.flatMap(({ thread, alternative }) => [thread, alternative]);
  /** What comes after the failure included. */
  const steps = session.describe(pairs);
  return { schedule: scheduled(session, pairs.slice(0, 2 * failing.events.length)), steps };
}

function describeRace(
  scenario: Scenario,
  { kind, first, second, place, distance, failing: { detour }, passing }: Candidate,
  { schedule, steps }: ReturnType<typeof failingOf>,
): Omit<CriticalRace, 'proof'> {
  const { trace } = replay(scenario, schedule);
  const there = passing.trace.events[place]!;
  const isThere = (k: number) => k < trace.events.length;
  const inFailing = (k: number) => point(steps[k]!, trace.events[k] ?? null);
  const inPassing = point({ thread: there.thread, step: there.steps[0]!.text }, there);
  return {
    kind,
    first: first.map(inFailing),
    second:
      kind === 'order' && isThere(second)
        ? inFailing(second)
        : { ...inPassing, event: kind === 'outcome' ? second : null },
    detour,
    failing: { schedule: printSchedule(schedule), trace },
    passing,
    distance,
  };
}

function point({ thread, step }: Pick<ScheduledEvent, 'thread' | 'step'>, performed: TraceEvent | null): RacePoint {
  const { result, where = [] } = performed?.steps[0] ?? {};
  const event = performed?.index ?? null;
  return { thread, step, ...(result === undefined ? {} : { result }), where: where[0] ?? null, event };
}

/** What objects contained before the last event. */
function contentsBeforeLast({ trace, contents }: Replay): Contents {
  const changes = trace.events.at(-1)?.changes ?? [];
  return { ...contents, ...Object.fromEntries(changes.map(({ object, before }) => [object, before])) };
}
