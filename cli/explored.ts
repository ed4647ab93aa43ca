/** The scenarios of a check, explored: in this thread one by one, or by a crew several at once; told in their order. */
import type { Crew } from '../crew/crew.js';
import { type Explored, type ExploreInput, exploreFor } from '../crew/kinds/explore.js';
import { programRef } from '../crew/program-ref.js';
import { UsageError } from '../program/usage-error.js';
import type { ExploreOptions } from '../scheduler/explore-options.js';
import type { Verdict } from '../scheduler/verdict.js';
import type { CheckpointFile } from './checkpoint-file.js';
import { isInterrupted } from './interrupt.js';
import { ProgressLine, StatusLine } from './progress.js';
import type { Selected } from './select.js';

/** A scenario that has been explored. */
export interface ExploredScenario extends Selected {
  readonly verdict: Verdict;
  /** Wall time. */
  readonly seconds: number;
}

/** What is the same for all scenarios. */
export interface How {
  readonly options: ExploreOptions;
  /** Seconds for each scenario. */
  readonly limit: number;
  /** Whether to show how far it is. */
  readonly isShown: boolean;
}

/** Where to note how far an exploration is, and after how many seconds again. */
export interface Kept {
  readonly file: CheckpointFile;
  readonly every: number;
}

/** In this thread. Ends after the scenario in which Ctrl-C was pressed. */
export function* exploredHere(
  selected: readonly Selected[],
  { options, limit, isShown }: How,
  kept: Kept | null,
): Generator<ExploredScenario> {
  const progress = new ProgressLine(isShown);
  for (const [k, each] of selected.entries()) {
    if (isInterrupted()) return;
    const { scenario } = each;
    progress.start(selected.length > 1 ? `${k + 1} of ${selected.length}, ${scenario.name}` : scenario.name);
    let saved = 0;
    let explored: Explored;
    try {
      explored = exploreFor(scenario, options, limit, isInterrupted, (now, isLast) => {
        progress.show(now);
        if (kept === null || !('checkpoint' in now) || !(isLast || progress.seconds - saved >= kept.every)) return;
        kept.file.write(now.checkpoint());
        saved = progress.seconds;
      });
    } catch (error) {
      throw named(error, each);
    }
    const { verdict, seconds, isStopped } = explored;
    if (!isStopped) kept?.file.remove();
    progress.clear();
    yield { ...each, verdict, seconds };
  }
}

/** By a crew. After Ctrl-C those that were under way say what they have learned; those that were not begun are left out. */
export async function* exploredBy(
  crew: Crew,
  selected: readonly Selected[],
  { options, limit, isShown }: How,
): AsyncGenerator<ExploredScenario> {
  const status = new StatusLine(isShown);
  const files = [...new Set(selected.map(({ file }) => file))];
  const programs = new Map(await Promise.all(files.map(async (file) => [file, await programRef(file)] as const)));
  let through = 0;
  const begun = selected.map(({ scenario: { name }, file }) => {
    const input: ExploreInput = { scenario: name, options, limit: limit === Infinity ? null : limit };
    const explored = crew.perform({ program: programs.get(file)!, kind: 'explore', input }) as Promise<Explored>;
    const tell = () => {
      through++;
      status.show(() => `${through} of ${selected.length} scenarios explored`);
    };
    explored.then(tell, tell); // it is heard when its turn comes
    return explored;
  });
  for (const [k, each] of selected.entries()) {
    let explored: Explored;
    try {
      explored = await begun[k]!;
    } catch (error) {
      if (isInterrupted() && (error as Error).name === 'AbortError') continue;
      throw named(error, each);
    }
    status.clear();
    yield { ...each, verdict: explored.verdict, seconds: explored.seconds };
  }
  status.clear();
}

/** What the user can do about it, if that is known. */
function named(error: unknown, { scenario }: Selected): unknown {
  const { name, message } = error as Error;
  if (name === 'UntouchedObjectError') return new UsageError(`--objects: ${message}`);
  if (name === 'ScheduleError') return new UsageError(`${scenario.name}: field schedules: ${message}`);
  if (name === 'CheckpointError') return new UsageError(`--checkpoint: ${message}`);
  return error;
}
