/**
 * An exploration that was interrupted, as plain data: all that decides how it goes on and what it counts. Who goes on from
 * it gets the same verdict, to the bit, as who never stopped. Here is what strategies have in common, and what explorations
 * by traces are; see resume.ts for all of them.
 */
import type { Collected } from './certificate/certificate.js';
import type { SavedLockOrder } from './detectors/lock-order.js';
import type { News, Pairs, Piece } from './pieces/piece.js';

/** Raised when an older checkpoint cannot be gone on from. */
export const CHECKPOINT_SCHEMA = 5;

/** How far an exploration by one strategy is. */
export interface CheckpointOf<S extends string> {
  /** Goes up when the form changes. */
  readonly schema: typeof CHECKPOINT_SCHEMA;
  /** The scenario's name. */
  readonly scenario: string;
  /** How it is explored. */
  readonly strategy: S;
  /** What else was asked for that decides what is explored. */
  readonly asked: Asked;
}

/** Options by name, as they are said to the user. */
export type Asked = Readonly<Record<string, string | number | boolean>>;

/** Explored trace by trace. */
export interface TraceCheckpoint extends CheckpointOf<'traces' | 'source'> {
  /** @internal */
  readonly session: SavedSession;
  /** @internal */
  readonly search: SavedSearch;
  /** @internal */
  readonly tally: SavedTally;
  /** Those of a certificate; null if there is to be none. @internal */
  readonly traces: readonly Collected[] | null;
}

/** Where an exploration stands. */
export interface SavedStanding<S = SavedSearch> {
  readonly session: SavedSession;
  readonly search: S;
}

/** What a session has learned that changes which steps and conflicts there are. */
export interface SavedFacts {
  /** Keys of interned objects, in the order of their numbers. */
  readonly objects: readonly number[];
  readonly threads: readonly (readonly [key: number, index: number])[];
  readonly observed: readonly number[];
  readonly plainData: boolean;
  readonly watched: readonly (readonly [object: number, claims: number])[];
  readonly threadCount: number;
  readonly spins: boolean;
  readonly ungated: readonly number[];
  readonly symmetry: boolean;
}

/** What a session has learned, and its counts. */
export interface SavedSession extends SavedFacts {
  /** Keys of interned things, each in the order of its numbers. */
  readonly locksets: readonly (readonly number[])[];
  readonly footprints: readonly (readonly number[])[];
  /** Indices of claims: `sometimes` claims that were reached, claims whose trigger fired. */
  readonly reached: readonly number[];
  readonly applied: readonly number[];
  readonly cut: readonly string[];
  readonly order: SavedLockOrder;
  readonly executions: number;
  readonly beginnings: number;
  readonly steps: number;
  readonly probes: number;
}

/** Where the search stands: at the end of an execution whose races have been reversed. */
export interface SavedSearch {
  /** (thread, alternative) pairs. */
  readonly events: readonly number[];
  readonly frontier: SavedFrontier;
  readonly outside: SavedOutside;
  /** Null: never. */
  readonly leavesAt: number | null;
  readonly isWhole: boolean;
  readonly ended: number;
  readonly blocked: number;
  readonly fresh: number;
  readonly nodes: readonly number[];
  readonly explored: readonly number[];
  readonly tree: SavedTree;
  readonly sleep: SavedSleepSets;
  readonly races: SavedRaces;
}

/** Pieces: see pieces/frontier.ts. */
export interface SavedFrontier {
  /** A node's parent has a lower index, or it is -1. */
  readonly nodes: readonly { readonly parent: number; readonly event: Pairs; readonly steps: Pairs }[];
  readonly waiting: readonly SavedWaiting[];
  readonly window: readonly SavedTaken[];
  /** Of the window, with its gaps. */
  readonly length: number;
  readonly merged: number;
  readonly done: number;
}

interface SavedWaiting {
  readonly node: number;
  readonly before: number;
  readonly events: Pairs;
  readonly share: number;
}

interface SavedTaken {
  /** Pieces and gaps in front of it. */
  readonly at: number;
  readonly piece: Piece;
  readonly nodes: readonly number[];
  readonly share: number;
}

/** See pieces/outside.ts. */
export interface SavedOutside {
  readonly root: number;
  readonly known: readonly (readonly number[])[];
  readonly asked: readonly (readonly Pairs[])[];
  readonly news: readonly News[];
  readonly share: number;
}

export interface SavedTree {
  /** By node: thread, alternative, footprint, first child, next sibling. */
  readonly rows: readonly (readonly number[])[];
  readonly free: number;
  readonly size: number;
}

export interface SavedSleepSets {
  readonly start: readonly number[];
  readonly end: readonly number[];
  /** Thread, alternative, footprint, whether foreign. */
  readonly rows: readonly (readonly number[])[];
}

export interface SavedRaces {
  readonly start: readonly number[];
  readonly late: readonly (readonly number[])[];
  /** Footprint, alternative, witness. */
  readonly rows: readonly (readonly number[])[];
}

export interface SavedTally {
  readonly executions: number;
  readonly longest: number;
  /** Failing executions. */
  readonly failures: number;
  readonly broken: Readonly<Record<string, number>>;
  readonly smallest: { readonly claim: string; readonly message: string; readonly schedule: string } | null;
}

/** A checkpoint that does not belong to this exploration. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
}

/** Throws CheckpointError unless the checkpoint is of this scenario, by this strategy, with what else is asked for. */
export function requireSame<S extends string>(
  from: CheckpointOf<string>,
  scenario: string,
  strategy: S,
  asked: Asked,
): asserts from is CheckpointOf<S> {
  const differs = (what: string, found: unknown, wanted: unknown) => {
    if (found !== wanted) throw new CheckpointError(`the checkpoint is of ${what} ${found}, not of ${wanted}`);
  };
  differs('schema', from.schema, CHECKPOINT_SCHEMA);
  differs('scenario', from.scenario, scenario);
  differs('strategy', from.strategy, strategy);
  for (const [what, wanted] of Object.entries(asked)) differs(what, from.asked[what], wanted);
}

/** Rows of typed arrays, from the first to the one before `end`. */
export function rowsOf(end: number, ...columns: readonly Int32Array[]): number[][] {
  return Array.from({ length: end }, (_, k) => columns.map((column) => column[k]!));
}

/** The column of the rows, with room for half as much again. */
export function columnOf(rows: readonly (readonly number[])[], column: number, least: number): Int32Array<ArrayBuffer> {
  const values = new Int32Array(Math.max(least, rows.length + (rows.length >> 1)));
  for (let k = 0; k < rows.length; k++) values[k] = rows[k]![column]!;
  return values;
}
