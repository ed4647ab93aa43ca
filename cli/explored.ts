/** The scenarios of a check, explored: in this thread one by one, or by a crew several at once; told in their order. */
import type { Crew } from '../crew/crew.js';
import { type Explored, exploreFor } from '../crew/kinds/explore.js';
import { programRef } from '../crew/program-ref.js';
import { exploredTogether } from '../crew/share.js';
import { UsageError } from '../program/usage-error.js';
import type { ExploreOptions } from '../scheduler/explore-options.js';
import type { Verdict } from '../scheduler/verdict.js';
import { type Kept, unusable } from './checkpoint-file.js';
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
    let explored: Explored;
    try {
      explored = exploreFor(scenario, options, limit, isInterrupted, (now, isLast) => {
        progress.show(now);
        kept?.note(now, isLast);
      });
    } catch (error) {
      throw named(error, each);
    }
    const { verdict, seconds, isStopped } = explored;
    if (!isStopped) kept?.remove();
    progress.clear();
    yield { ...each, verdict, seconds };
  }
}

/** By a crew. After Ctrl-C those that were under way say what they have learned; those that were not begun are left out. */
export async function* exploredBy(
  crew: Crew,
  selected: readonly Selected[],
  how: How,
  kept: Kept | null,
): AsyncGenerator<ExploredScenario> {
  const isOne = selected.length === 1;
  const progress = new ProgressLine(how.isShown && isOne);
  const status = new StatusLine(how.isShown && !isOne);
  const files = [...new Set(selected.map(({ file }) => file))];
  const programs = new Map(await Promise.all(files.map(async (file) => [file, await programRef(file)] as const)));
  const begun: Promise<Explored>[] = [];
  let through = 0;
  const begin = () => {
    const each = selected[begun.length];
    if (each === undefined) return;
    if (isOne) progress.start(each.scenario.name);
    const explored = isInterrupted()
      ? Promise.reject(new DOMException('not begun', 'AbortError'))
      : exploredTogether(crew, programs.get(each.file)!, each.scenario, {
          ...how,
          isStopped: isInterrupted,
          isKept: kept !== null,
          onProgress(now, isLast) {
            progress.show(now);
            kept?.note(now, isLast);
          },
        });
    begun.push(explored);
    const next = () => {
      through++;
      status.show(() => `${through} of ${selected.length} scenarios explored`);
      begin();
    };
    explored.then(next, next); // it is heard when its turn comes
  };
  for (let k = 0; k < crew.size; k++) begin();
  for (const [k, each] of selected.entries()) {
    let explored: Explored;
    try {
      explored = await begun[k]!;
    } catch (error) {
      if (isInterrupted() && (error as Error).name === 'AbortError') continue;
      throw named(error, each);
    }
    if (!explored.isStopped) kept?.remove();
    progress.clear();
    status.clear();
    yield { ...each, verdict: explored.verdict, seconds: explored.seconds };
  }
  progress.clear();
  status.clear();
}

/** What the user can do about it, if that is known. */
function named(error: unknown, { scenario }: Selected): unknown {
  const { name, message } = error as Error;
  if (name === 'UntouchedObjectError') return new UsageError(`--objects: ${message}`);
  if (name === 'ScheduleError') return new UsageError(`${scenario.name}: field schedules: ${message}`);
  return unusable(error);
}
