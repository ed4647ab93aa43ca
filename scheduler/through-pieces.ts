/** Goes through the pieces of an exploration by traces, and asks what each shows before it explores it. */
import type { SavedFacts, TraceCheckpoint } from './checkpoint.js';
import type { Counted } from './counted.js';
import type { PieceInput } from './explore-piece.js';
import type { Piece } from './pieces/piece.js';
import type { Shared } from './questions.js';
import type { Dpor, PieceCounts } from './strategies/dpor.js';

/** How to explore the pieces. */
export interface Through {
  readonly limits: PieceInput['limits'];
  readonly options: PieceInput['options'];
  /** Whether others are asked. */
  readonly canShare: boolean;
  /** To go on from. */
  readonly from: TraceCheckpoint | null;
  /** Called at the end of each execution here. False: stop. */
  readonly onEnd: () => boolean;
  /** Called where it is stopped between two executions, with the share that is done. */
  readonly onStop: (share: number) => void;
}

/** True if the exploration is complete. */
export function* throughPieces(dpor: Dpor, counted: Counted, how: Through): Shared<boolean> {
  const { session, tally } = counted;
  const { limits, options, canShare, from, onEnd, onStop } = how;
  let known: { readonly beginning: number; readonly facts: SavedFacts } | null = null;
  const facts = (): SavedFacts => {
    if (known?.beginning !== session.beginnings) known = { beginning: session.beginnings, facts: session.facts() };
    return known.facts;
  };
  const input = (piece: Piece): PieceInput => ({ piece, facts: facts(), limits, options });
  const pieces = dpor.pieces(onEnd, from);
  let counts: PieceCounts | null = null;
  let before = 0;
  let share: number | null = null;
  for (;;) {
    const { done, value } = pieces.next(counts);
    if (done) return value;
    if (counts !== null) tally.tell(before);
    counts = null;
    before = tally.executions;
    const shown = canShare && tally.stopped === null ? yield { frontier: value, input } : null;
    if (shown === 'stop') tally.interrupt();
    else if (shown !== null && 'counts' in shown && counted.absorb(shown, limits.untilFirst)) {
      counts = shown.counts;
      share = shown.stopped?.share ?? null;
    }
    if (tally.stopped !== null) {
      if (counts !== null) dpor.absorb(counts);
      onStop(share ?? value.done);
      return false;
    }
  }
}
