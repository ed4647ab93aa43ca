/**
 * Explorations that can be shared: generators that ask, before each part that needs nothing of the others, whether somebody
 * else has explored it already. What they find does not depend on the answers.
 */
import type { ExploreOptions } from './explore-options.js';
import type { PieceInput, PieceShown } from './explore-piece.js';
import type { StateExploration } from './explore-states.js';
import type { Frontier } from './pieces/frontier.js';
import type { Piece } from './pieces/piece.js';

/** What does the first of the pieces that are taken show? The others will be asked for too, in their order. */
export interface PieceQuestion {
  readonly frontier: Frontier;
  /** What to explore a piece with. */
  readonly input: (piece: Piece) => PieceInput;
}

/** What does the search over states find? */
export interface StatesQuestion {
  readonly states: StatesInput;
}

/** How states are to be searched. Plain data. */
export type StatesInput = Pick<ExploreOptions, 'maxStates' | 'untilFirst' | 'paranoid' | 'search' | 'brief'>;

export type Question = PieceQuestion | StatesQuestion;

/** Null: find out yourself. `stop`: nobody wants to know any more. */
export type Answer = PieceShown | StateExploration | 'stop' | null;

export type Shared<T> = Generator<Question, T, Answer>;

/** Explores everything here. */
export function unshared<T>(exploration: Shared<T>): T {
  for (;;) {
    const { done, value } = exploration.next(null);
    if (done) return value;
  }
}

/** Asks for a search over states, and searches here if nobody else has, or if it goes on from where one was. */
export function* statesFrom(options: ExploreOptions, here: () => StateExploration): Shared<StateExploration> {
  const { maxStates, untilFirst, paranoid, search, brief, from } = options;
  if (from !== undefined) return here();
  const given = Object.entries({ maxStates, untilFirst, paranoid, search, brief }).filter(
    ([, value]) => value !== undefined,
  );
  const states: StatesInput = Object.fromEntries(given);
  const answer = yield { states };
  return answer !== null && answer !== 'stop' && 'levels' in answer ? answer : here();
}
