/** The claims that one execution has broken. */
import { DATA_RACE, describeRace } from './detectors/data-race.js';
import type { Execution } from './execution.js';
import type { Path } from './path.js';

/** The claim that in an infinite execution something gets done again and again, if the scheduler is fair. */
export const LIVELOCK = 'livelock';

/** The claim that every execution ends. */
export const STEP_BOUND = 'step bound';

/** A broken claim, at the event (or, for `atEnd` and deadlock, after the last one) where it showed. */
export interface Finding {
  /** Its name. */
  readonly claim: string;
  /** What is broken, by whom, where. */
  readonly message: string;
  /** Index in the path of the event that broke it; the path's depth for claims about the end. */
  readonly at: number;
  /** Name of the object that a data race is on. */
  readonly object?: string;
  /** (thread, alternative) pairs that can repeat for ever where the others before `at` have happened. */
  readonly again?: readonly number[];
  /** By thread: the first so many of its events, and no others, lead to where it is broken. */
  readonly cut?: readonly number[];
}

/** Each broken claim where it broke first, in order; of data races one for each object. */
export class Findings {
  #all: Finding[] = [];

  get all(): readonly Finding[] {
    return this.#all;
  }

  add(finding: Finding): void {
    if (!this.#all.some(({ claim }) => claim === finding.claim)) this.#all.push(finding);
  }

  /** Two events of the path race. */
  addRaces(execution: Execution, path: Path, i: number, j: number): void {
    for (const race of path.footprints.racesOf(path.footprint[i]!, path.footprint[j]!)) {
      const object = execution.context.objects[race.object]!.name;
      if (this.#all.some((known) => known.claim === DATA_RACE && known.object === object)) continue;
      this.#all.push({ claim: DATA_RACE, message: describeRace(execution, path, i, j, race), at: j, object });
    }
  }

  /** What broke a claim may have left locks held and pages lost: only the cause is reported. A data race leaves nothing. */
  get areSpoiling(): boolean {
    return this.#all.some(({ claim }) => claim !== DATA_RACE);
  }

  forget(): void {
    this.#all = [];
  }

  /** Only the first `depth` events have happened. */
  forgetFrom(depth: number): void {
    while (this.#all.length > 0 && this.#all.at(-1)!.at >= depth) this.#all.pop();
  }
}
