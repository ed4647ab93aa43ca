/** Samples random executions of a scenario, and says what that proves. */
import { CHECKPOINT_SCHEMA, requireSame } from './checkpoint.js';
import type { ExploreOptions } from './explore-options.js';
import type { Scenario } from './scenario.js';
import { Session } from './session.js';
import { Pct, survival } from './strategies/pct.js';
import type { Profile } from './strategies/profile.js';
import { type RandomCheckpoint, RandomExecutions } from './strategies/random-executions.js';
import type { Sampler } from './strategies/sampler.js';
import { DEFAULT_DEPTH } from './strategies/samplers.js';
import { Tally } from './tally.js';
import { cutLoops, type PctCounts, type RandomCounts, unexpected, type Verdict } from './verdict.js';

const DEFAULT_EXECUTIONS = 1_000;
const DEFAULT_SEED = '1';

/** An object that was named to sample by, and that nothing touches. */
export class UntouchedObjectError extends Error {
  /** @internal */
  override readonly name = 'UntouchedObjectError';
}

/** Throws UntouchedObjectError. */
export function exploreRandomly(scenario: Scenario, options: ExploreOptions): Verdict {
  const { maxExecutions = DEFAULT_EXECUTIONS, trackData = true, random = {}, from = null } = options;
  const { seed = DEFAULT_SEED, sampler = 'portfolio', depth = DEFAULT_DEPTH, objects = [] } = random;
  const asked = { sampler, seed, depth, objects: objects.join(', ') || 'none in particular' };
  const session = new Session(scenario, { trackData });
  const strategy = new RandomExecutions(session, seed, random);
  const checkpoint = (): RandomCheckpoint => ({
    schema: CHECKPOINT_SCHEMA,
    scenario: scenario.name,
    strategy: 'random',
    asked,
    session: session.save(),
    search: strategy.save(),
    tally: tally.save(),
  });
  const tally = new Tally(session, { ...options, maxExecutions }, (explored, violating) => ({
    strategy: 'random',
    explored,
    violating,
    checkpoint,
  }));
  if (from !== null) {
    requireSame(from, scenario.name, 'random', asked);
    session.learn(from.session);
    tally.restore(from.tally, from.session.beginnings);
  }
  strategy.explore((isNew) => tally.ended(isNew), from);
  const { failures, executions, longest, stopped } = tally;
  const { profile, samplers } = strategy;
  for (const name of objects) requireTouched(scenario, profile, name);

  const threads = session.path.stride;
  const counts: RandomCounts = {
    strategy: 'random',
    sampler,
    seed,
    executions,
    violating: failures.count,
    traces: profile.traces.size,
    events: session.steps,
    longest,
    threads,
    pct: pctCounts(samplers, threads, longest),
  };
  failures.addOverall(session.order.findings);
  const { isBroken } = failures;
  const verdict = {
    scenario: scenario.name,
    outcome: isBroken ? ('violated' as const) : ('holds within' as const),
    reason: isBroken ? stopped : [statement(counts, profile.hasChoices), ...cutLoops(session)].join('; '),
    choice: null,
    counts,
    broken: failures.byClaim,
    counterexample: failures.smallest,
    ...(options.brief === true ? { counterexamples: failures.firsts } : {}),
  };
  return { ...verdict, unexpected: unexpected(scenario, verdict, false) };
}

function requireTouched({ name: scenario }: Scenario, { names }: Profile, name: string): void {
  if (names.includes(name)) return;
  throw new UntouchedObjectError(`${scenario}: no event touches an object "${name}"; touched are ${names.join(', ')}`);
}

function pctCounts(samplers: readonly Sampler[], threads: number, steps: number): PctCounts | null {
  const used = samplers.filter((sampler) => sampler instanceof Pct);
  if (used.length === 0) return null;
  const of = (depth: number) => survival(used, threads, steps, depth);
  return { executions: used.reduce((sum, { counted }) => sum + counted, 0), survival: [of(1), of(2), of(3)] };
}

/** What a campaign that found nothing says. */
function statement({ executions, traces, longest, threads, pct }: RandomCounts, hasChoices: boolean): string {
  const met = `${executions} random ${executions === 1 ? 'execution' : 'executions'} met ${traces} distinct traces`;
  if (pct === null) return `${met}; how likely a bug would have been found is known for PCT only`;
  const [one, two, three] = pct.survival.map(upwards);
  return (
    `${met}; a bug of depth 1, 2, 3${hasChoices ? ' that needs no particular outcome of a choice' : ''} would have ` +
    `survived the ${pct.executions} of PCT with probability at most ${one}, ${two}, ${three}, ` +
    `if no execution has more than the ${threads} threads and ${longest} events that were measured`
  );
}

/** Two digits, never less than the probability. */
function upwards(probability: number): string {
  const positive = Math.max(probability, 1e-99); // a product of many factors may have underflowed
  const unit = 10 ** (Math.floor(Math.log10(positive)) - 1);
  const rounded = Math.min(1, Math.ceil(positive / unit) * unit);
  return rounded < 0.001 ? rounded.toExponential(1) : String(Number(rounded.toPrecision(2)));
}
