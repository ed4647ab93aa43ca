/** Scenarios for measuring what more cores and machines add: as a user's file, since they are not shipped. */
import type { Scenario } from '../../scheduler/scenario.js';
import { WORKLOADS } from '../cases.js';
import { writers } from './classic.js';

const node = WORKLOADS.find(({ name }) => name === 'vmap-node-2023-2x4+purge')!;

/** Two threads that allocate and free twice, and a purge: 219 362 traces. */
export const vmapNode: Scenario = { ...node, name: 'vmap-node' };

/** 9! traces of little: what it costs to hand pieces around. */
export const writersOfNine: Scenario = { ...writers(9), name: 'writers-of-nine' };
