/** Explorations whose parts a crew explores, and that find the same as without one, to the bit. */

import { setMaxListeners } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { shared } from '../scheduler/explore.js';
import type { ExploreOptions, Progress, Strategy } from '../scheduler/explore-options.js';
import type { PieceShown } from '../scheduler/explore-piece.js';
import type { StateExploration } from '../scheduler/explore-states.js';
import { keptVerdict } from '../scheduler/kept.js';
import type { Piece } from '../scheduler/pieces/piece.js';
import type { Answer, Question, Shared } from '../scheduler/questions.js';
import type { Scenario } from '../scheduler/scenario.js';
import { sealed } from '../scheduler/sealed.js';
import type { Crew } from './crew.js';
import { type Explored, type ExploreInput, LOOK_EVERY } from './kinds/explore.js';
import type { PieceTaskInput } from './kinds/piece.js';
import type { StatesTaskInput } from './kinds/states.js';
import type { ProgramRef } from './task.js';

/** What is explored, and until when. */
export interface Sharing {
  readonly program: ProgramRef;
  /** By name. */
  readonly scenario: string;
  /** Seconds that are left; Infinity: no limit. */
  readonly left: () => number;
  /** Asked before each part that is asked for: whether to end with what is known. */
  readonly isStopped: () => boolean;
  /** Somebody takes checkpoints: a search over states is made here, where it can be said how far it is. */
  readonly isKept?: boolean;
}

/** Drives the exploration to its end. What it runs itself, it runs here. */
export async function exploredByCrew<T>(crew: Crew, exploration: Shared<T>, sharing: Sharing): Promise<T> {
  const parts = new Parts(crew, sharing);
  try {
    let answer: Answer = null;
    for (;;) {
      const given: Answer = answer;
      const step: IteratorResult<Question, T> = sealed(() => exploration.next(given));
      if (step.done) return step.value;
      answer = sharing.isStopped() || sharing.left() <= 0 ? 'stop' : await parts.answer(step.value);
    }
  } finally {
    parts.drop();
  }
}

/** The parts of one exploration that are under way. */
class Parts {
  readonly #crew: Crew;
  readonly #sharing: Sharing;
  readonly #pieces = new Map<Piece, Promise<PieceShown | null>>();
  #dropped = dropping();

  constructor(crew: Crew, sharing: Sharing) {
    this.#crew = crew;
    this.#sharing = sharing;
  }

  async answer(question: Question): Promise<Answer> {
    try {
      if ('states' in question && this.#sharing.isKept === true) return null;
      return await ('states' in question ? this.#states(question.states) : this.#inTime(this.#piece(question)));
    } catch (error) {
      const { name } = error as Error;
      if (name === 'AbortError' && this.#sharing.isStopped()) return 'stop';
      // Scenarios whose threads say too little: whoever asks finds that out itself, and knows what to do then.
      if (name === 'NoStatesError') return null;
      throw error;
    }
  }

  /** What is under way is not wanted any more. */
  drop(): void {
    this.#dropped.abort();
    this.#dropped = dropping();
    this.#pieces.clear();
  }

  #states(states: StatesTaskInput['states']): Promise<StateExploration> {
    const { scenario, left } = this.#sharing;
    const limit = left();
    const input: StatesTaskInput = { scenario, states, limit: limit === Infinity ? null : limit };
    return this.#perform('states', input) as Promise<StateExploration>;
  }

  #piece({ frontier, input }: Exclude<Question, { states: unknown }>): Promise<PieceShown | null> {
    const [first, ...others] = frontier.taken;
    if (first!.start < 0) this.drop(); // it begins (again)
    for (const piece of [first!, ...others]) {
      if (this.#pieces.has(piece)) continue;
      const task: PieceTaskInput = { scenario: this.#sharing.scenario, ...input(piece) };
      const shown = this.#perform('piece', task) as Promise<PieceShown | null>;
      shown.catch(() => {}); // it is heard when its turn comes
      this.#pieces.set(piece, shown);
    }
    const shown = this.#pieces.get(first!)!;
    this.#pieces.delete(first!);
    return shown;
  }

  /** `stop` if that takes longer than there is time. */
  async #inTime<T>(answer: Promise<T>): Promise<T | 'stop'> {
    const left = this.#sharing.left();
    if (left === Infinity) return answer;
    const timeout = new AbortController();
    const late = setTimeout(Math.max(0, left) * 1000, 'stop' as const, { signal: timeout.signal });
    late.catch(() => {}); // it was in time
    try {
      return await Promise.race([answer, late]);
    } finally {
      timeout.abort();
    }
  }

  #perform(kind: string, input: unknown): Promise<unknown> {
    return this.#crew.perform({ program: this.#sharing.program, kind, input }, this.#dropped.signal);
  }
}

/** For as many parts as there are. */
function dropping(): AbortController {
  const dropped = new AbortController();
  setMaxListeners(0, dropped.signal);
  return dropped;
}

/** The strategies whose parts can be explored by others. */
const SHARED: readonly (Strategy | undefined)[] = [undefined, 'auto', 'traces', 'states'];

/** How a scenario is to be explored by a crew. */
export interface Together {
  readonly options: ExploreOptions;
  /** Seconds; Infinity: no limit. */
  readonly limit: number;
  readonly isStopped: () => boolean;
  /** Called now and then. @param isLast the exploration stops now */
  readonly onProgress: (progress: Progress, isLast: boolean) => void;
  /** Checkpoints are taken from `onProgress`. */
  readonly isKept: boolean;
}

/** The executions that the scenario keeps, then all, until the time is up; as a whole where nothing can be shared. */
export async function exploredTogether(
  crew: Crew,
  program: ProgramRef,
  scenario: Scenario,
  { options, limit, isStopped, onProgress, isKept }: Together,
): Promise<Explored> {
  const { strategy, paranoid, claims = 'ordered' } = options;
  const { name } = scenario;
  if (!isKept && (!SHARED.includes(strategy) || paranoid === true || claims !== 'ordered')) {
    const input: ExploreInput = { scenario: name, options, limit: limit === Infinity ? null : limit };
    return (await crew.perform({ program, kind: 'explore', input })) as Explored;
  }
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const left = () => limit - seconds();
  let isLast = false;
  const exploration = shared(scenario, {
    ...options,
    progressEvery: LOOK_EVERY,
    onProgress(now) {
      isLast = left() <= 0 || isStopped();
      onProgress(now, isLast);
      return !isLast;
    },
  });
  const kept = keptVerdict(scenario);
  const verdict =
    kept ?? (await exploredByCrew(crew, exploration, { program, scenario: name, left, isStopped, isKept }));
  return { verdict, seconds: seconds(), isStopped: isLast || left() <= 0 || isStopped() };
}
