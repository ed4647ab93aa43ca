/** `mazurka check`: explores scenarios and compares the verdicts with what they expect. */

import { EXIT, UsageError } from '../program/usage-error.js';
import { isAsExpected, isInconclusive } from '../report/verdict-text.js';
import type { ExploreOptions } from '../scheduler/explore-options.js';
import type { Verdict } from '../scheduler/verdict.js';
import { atLeast, type CheckOptions, exploreOptions } from './check-options.js';
import { Kept } from './checkpoint-file.js';
import { isAlone, type Wanted, wantedCrew, withCrew } from './crew.js';
import { type ExploredScenario, exploredBy, exploredHere, type How } from './explored.js';
import { isInterrupted, listen } from './interrupt.js';
import { reportersOf } from './reporters.js';
import { type Selected, select } from './select.js';
import { isIn, shardOf } from './shard.js';

/** Returns the exit code. */
export async function check(wanted: readonly string[], options: CheckOptions): Promise<number> {
  const { quiet = false, progress = true, untilFirst = false, transpileOnly = false } = options;
  const explore = { ...exploreOptions(options), untilFirst };
  const { limit = Infinity } = atLeast(1, 'limit', '--time', options.time);
  const by = wantedCrew(options);
  const reporters = reportersOf(options);
  const found = await select(wanted, transpileOnly);
  const shard = shardOf(options.shard, found.length, 'scenarios');
  const selected = found.filter((_, k) => isIn(shard, k));
  const verdicts: Verdict[] = [];
  const tell = (explored: ExploredScenario) => {
    verdicts.push(explored.verdict);
    for (const reporter of reporters) reporter.checked(explored);
  };
  const how: How = { options: explore, limit, isShown: progress && !quiet };
  if (isAlone(by)) await exploreAlone(selected, how, options, tell);
  else await exploreTogether(selected, how, by, options, tell);
  for (const reporter of reporters) await reporter.end();
  if (isInterrupted()) {
    process.stderr.write(`mazurka: stopped in scenario ${verdicts.length} of ${selected.length}\n`);
    return EXIT.interrupted;
  }
  if (verdicts.some((verdict) => !isAsExpected(verdict) && !isInconclusive(verdict))) return EXIT.notAsExpected;
  return verdicts.some(isInconclusive) ? EXIT.inconclusive : EXIT.asExpected;
}

type Tell = (explored: ExploredScenario) => void;

async function exploreAlone(selected: readonly Selected[], how: How, options: CheckOptions, tell: Tell): Promise<void> {
  const kept = await keep(options, how.options, selected);
  listen();
  for (const explored of exploredHere(selected, goingOn(how, kept), kept)) tell(explored);
}

async function exploreTogether(
  selected: readonly Selected[],
  how: How,
  by: Wanted,
  options: CheckOptions,
  tell: Tell,
): Promise<void> {
  const kept = await keep(options, how.options, selected);
  listen();
  await withCrew(by, async (crew) => {
    for await (const explored of exploredBy(crew, selected, goingOn(how, kept), kept)) tell(explored);
  });
}

/** The file of `--checkpoint`; null if there is none. */
async function keep(options: CheckOptions, explore: ExploreOptions, selected: readonly Selected[]) {
  const { checkpoint, maxExecutions, maxStates, coverage, paranoid } = options;
  if (checkpoint === undefined) return null;
  const [one, ...others] = selected;
  if (one === undefined || others.length > 0)
    throw new UsageError(`--checkpoint is of one scenario; found ${selected.length}: name one`);
  const isLimited = maxStates !== undefined || (maxExecutions !== undefined && explore.strategy !== 'random');
  if (isLimited || coverage === true || paranoid === true)
    throw new UsageError(
      '--checkpoint goes on until all is explored: leave out --max-executions, --max-states, --coverage, --paranoid; ' +
        '--time stops it',
    );
  return await Kept.of(options, one.file);
}

function goingOn(how: How, kept: Kept | null): How {
  const from = kept?.from ?? null;
  return from === null ? how : { ...how, options: { ...how.options, from } };
}
