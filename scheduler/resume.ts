/** What an exploration can go on from, whatever its strategy. */
import type { TraceCheckpoint } from './checkpoint.js';
import type { BoundedCheckpoint } from './strategies/bounded.js';
import type { RandomCheckpoint } from './strategies/random-executions.js';
import type { StateCheckpoint } from './strategies/state-search.js';

/** How far an exploration is, as plain data that JSON keeps. Only the same scenario and options can go on from it. */
export type Checkpoint = TraceCheckpoint | BoundedCheckpoint | StateCheckpoint | RandomCheckpoint;
