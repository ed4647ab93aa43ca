/** Performs tasks: loads the program and calls what the kind stands for. */
import { exploreTask } from './kinds/explore.js';
import { examineTask, minimiseTask } from './kinds/hunt.js';
import { pieceTask } from './kinds/piece.js';
import { statesTask } from './kinds/states.js';
import { load, type Program } from './program.js';
import type { Task } from './task.js';

/** @param isStopped asked now and then by what takes long: whether to end early with what is known */
type Kind = (program: Program, input: never, isStopped: () => boolean) => unknown;

/** A new kind of task is a line here. */
const KINDS: Readonly<Record<string, Kind>> = {
  load: () => null,
  explore: exploreTask,
  piece: pieceTask,
  states: statesTask,
  'hunt-examine': examineTask,
  'hunt-minimise': minimiseTask,
};

/** The result, plain data. Throws what the task throws. */
export async function perform({ program, kind, input }: Task, isStopped: () => boolean): Promise<unknown> {
  const action = KINDS[kind];
  if (action === undefined) throw new RangeError(`there is no kind of task "${kind}"`);
  return action(await load(program), input as never, isStopped);
}
