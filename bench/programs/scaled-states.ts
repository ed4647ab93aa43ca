/** Two searches over states that take equally long, to be made beside each other: as a user's file. */
import type { Scenario } from '../../scheduler/scenario.js';
import { WORKLOADS } from '../cases.js';

const node = WORKLOADS.find(({ name }) => name === 'vmap-node-2023-2x6+purge')!;

/** 474 624 states. */
export const one: Scenario = { ...node, name: 'one' };

/** The same. */
export const other: Scenario = { ...node, name: 'other' };
