/** Tasks that explore a piece of an exploration by traces. */
import { explorePiece, type PieceInput, type PieceShown } from '../../scheduler/explore-piece.js';
import type { Program } from '../program.js';

/** Plain data. */
export interface PieceTaskInput extends PieceInput {
  /** By name. */
  readonly scenario: string;
}

export function pieceTask(program: Program, { scenario, ...input }: PieceTaskInput): PieceShown | null {
  return explorePiece(program.scenario(scenario), input);
}
