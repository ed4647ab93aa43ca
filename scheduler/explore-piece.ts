/** Explores one piece of an exploration by traces, for those who put what all pieces show together. */
import { TraceCollector } from './certificate/trace-collector.js';
import type { SavedFacts } from './checkpoint.js';
import { Counted, type CountedShown } from './counted.js';
import type { Cutting, Piece } from './pieces/piece.js';
import type { Scenario } from './scenario.js';
import { sealed } from './sealed.js';
import { Session } from './session.js';
import type { PieceCounts } from './strategies/dpor.js';
import { OptimalDpor } from './strategies/optimal-dpor.js';
import { Tally } from './tally.js';

/** As those of ExploreOptions. */
export interface PieceOptions {
  readonly trackData?: boolean;
  readonly symmetry?: boolean;
  readonly coverage?: boolean;
  readonly brief?: boolean;
  readonly cutting?: Cutting;
  /** Whether the traces are wanted. */
  readonly collects?: boolean;
}

/** What decides what a piece shows, besides the scenario. Plain data. */
export interface PieceInput {
  readonly piece: Piece;
  /** What the exploration has learned before it began. */
  readonly facts: SavedFacts;
  /** For the first piece, in which everything that was counted may be forgotten: when the exploration stops. Null: no limit. */
  readonly limits: {
    readonly maxExecutions: number | null;
    readonly maxEvents: number | null;
    readonly untilFirst: boolean;
  };
  readonly options: PieceOptions;
}

/** What a piece shows. Plain data. */
export interface PieceShown extends CountedShown {
  readonly counts: PieceCounts;
}

/**
 * Null: something was learned that the whole exploration has to begin again with; only the first piece can do that by
 * itself. The same input gives the same, to the bit.
 */
export function explorePiece(scenario: Scenario, { piece, facts, limits, options }: PieceInput): PieceShown | null {
  const { trackData = true, symmetry = false, coverage = false, collects = false } = options;
  return sealed(() => {
    const session = new Session(scenario, { trackData, symmetry });
    session.learnFacts(facts);
    const strategy = new OptimalDpor(session, {}, options.cutting);
    const isFirst = piece.start < 0;
    const { maxExecutions, maxEvents, untilFirst } = limits;
    const stop = isFirst ? { maxExecutions: maxExecutions ?? Infinity, untilFirst } : {};
    const tally = new Tally(session, { ...options, ...stop }, notAsked, (isFirst ? maxEvents : null) ?? Infinity);
    const counted = new Counted(session, tally, coverage, collects ? new TraceCollector() : null);
    const onEnd = () => counted.ended();
    do {
      session.restart();
      strategy.restart();
    } while (strategy.explorePiece(piece, onEnd) === 'restart' && isFirst);
    if (session.restartNeeded) return null;
    return {
      counts: strategy.counts,
      tally: tally.shown(),
      session: session.shown(),
      locks: counted.locks,
      traces: counted.collector?.traces ?? null,
      facts: isFirst ? session.facts() : null,
      stopped:
        tally.stopped === null
          ? null
          : { stopped: tally.stopped, isAtLimit: tally.isAtLimit, share: strategy.coverage },
    };
  });
}

function notAsked(): never {
  throw new Error('nobody asks how far a piece is');
}
