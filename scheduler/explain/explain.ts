/** Explains why an execution breaks a claim: what that follows from, and which order of two steps decides. */
import { type Replay, replay, replayIn, sessionOf } from '../replay.js';
import type { Scenario } from '../scenario.js';
import { printSchedule, type Schedule, type ScheduledEvent, ScheduleError, scheduleOf } from '../schedule.js';
import { sealed } from '../sealed.js';
import { type Finding, LIVELOCK, type Session, STEP_BOUND } from '../session.js';
import type { Contents, Trace, TraceEvent } from '../trace.js';
import { eventsBehind, shortest, within } from './causal-slice.js';
import { type Candidate, findCandidates } from './critical-race.js';
import { type CausalSlice, type CriticalRace, type Explanation, isCause, type RacePoint } from './explanation.js';
import { decide } from './race-proof.js';
import { type KeptEvent, keep } from './runs.js';

export interface ExplainOptions {
  /** Which of the claims that the execution breaks; by default the last, for schedules end with the failure. */
  readonly claim?: string;
  /** All traces are looked at, to tell cause from coincidence, if there are no more than this. Default 2000; 0: never. */
  readonly maxTraces?: number;
  /** Events that may be performed in search of a passing execution. Default 200 000. */
  readonly maxEvents?: number;
}

/** Throws ScheduleError if the schedule does not fit the scenario, or breaks no claim, or not that one. */
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
    while (performed < steps.length) session.step(thread, 0);
  }
  return { ...scheduled(session, session.path.events()), loop, elsewhere };
}

/** @param pairs (thread, alternative) pairs, one after another */
function scheduled(session: Session, pairs: readonly number[]): Schedule {
  return scheduleOf(session.scenario.name, session.observedNames, session.describe(pairs));
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
  const slice = sliceOf(session, events, failing, finding, undecidable !== null);
  if (session.restartNeeded) return null;
  const found = undecidable === null ? raceOf(session, events, failing, finding, options) : NO_RACE(undecidable);
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
  if (at < 0) return 'it is broken before any thread has run';
  if (claim === LIVELOCK) return 'what repeats for ever is no matter of the order of two steps';
  if (claim === STEP_BOUND) return 'the execution has no end that could be compared';
  if (session.order.findings.some((finding) => finding.claim === claim))
    return 'the order of locks is judged over all executions, not by the order of steps in one of them';
  return null;
}

type FoundRace = Pick<Explanation, 'race' | 'reason'>;

const NO_RACE = (reason: string): FoundRace => ({ race: null, reason });

/** @param isWhole it follows from everything */
function sliceOf(
  session: Session,
  events: readonly KeptEvent[],
  failing: Replay,
  finding: Finding,
  isWhole: boolean,
): { readonly slice: CausalSlice; readonly replay: Replay | null } {
  const { trace } = failing;
  const isAtEnd = finding.at >= session.path.depth;
  const counts = isWhole ? null : eventsBehind(session, finding);
  if (counts === null) return { slice: { schedule: null, trace }, replay: null };
  const best = isAtEnd ? null : shortest(session, events, counts, finding);
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
  { trace }: Replay,
  { claim }: Finding,
  { maxTraces = 2_000, maxEvents = 200_000 }: ExplainOptions,
): FoundRace {
  const search = findCandidates(session, failing, maxEvents);
  const { candidates, tried, reversals } = search;
  if (session.restartNeeded) return NO_RACE('');
  if (reversals === 0)
    return NO_RACE('no two of its steps could come in another order, and no choice has another outcome');
  if (candidates.length === 0) {
    const all = tried < reversals ? `${tried} of ${reversals}` : `all ${reversals}`;
    return NO_RACE(`whichever race is reversed alone (${all} were tried), something breaks`);
  }
  const schedules = candidates.map(({ passing }) => scheduled(session, passing));
  const steps = session.describe(search.events.flatMap(({ thread, alternative }) => [thread, alternative]));
  const proofs = maxTraces === 0 ? null : decide(session, search, claim, maxTraces);
  const best = Math.max(0, proofs?.findIndex(isCause) ?? 0);
  const passing = replay(session.scenario, schedules[best]!);
  const race = {
    ...describeRace(candidates[best]!, steps, trace, passing.trace),
    passing: { schedule: printSchedule(schedules[best]!), trace: passing.trace },
    distance: candidates[best]!.distance,
    proof: proofs?.[best] ?? null,
  };
  const isUndecided = proofs === null && maxTraces > 0;
  return { race, reason: isUndecided ? `not decided over all traces: there are more than ${maxTraces}` : null };
}

/** @param steps of all events of the failing execution, that after the failure included */
function describeRace(
  { kind, first, second, place }: Candidate,
  steps: readonly ScheduledEvent[],
  failing: Trace,
  passing: Trace,
): Pick<CriticalRace, 'kind' | 'first' | 'second'> {
  const there = passing.events[place]!;
  const inFailing = (k: number) => point(steps[k]!, failing.events[k] ?? null, k < failing.events.length ? k : null);
  const late = second < steps.length ? inFailing(second) : point({ ...there, step: there.steps[0]!.text }, there, null);
  const asPassing = point(steps[second] ?? { ...there, step: there.steps[0]!.text }, there, late.event);
  return { kind, first: first.map(inFailing), second: kind === 'outcome' || late.where === null ? asPassing : late };
}

function point(
  { thread, step }: Pick<ScheduledEvent, 'thread' | 'step'>,
  performed: TraceEvent | null,
  event: number | null,
): RacePoint {
  const { result, where = [] } = performed?.steps[0] ?? {};
  return { thread, step, ...(result === undefined ? {} : { result }), where: where[0] ?? null, event };
}

/** What objects contained before the last event. */
function contentsBeforeLast({ trace, contents }: Replay): Contents {
  const changes = trace.events.at(-1)?.changes ?? [];
  return { ...contents, ...Object.fromEntries(changes.map(({ object, before }) => [object, before])) };
}
