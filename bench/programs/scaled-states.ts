/** Searches over states that take about equally long, to be made beside each other: as a user's file. */
import type { Scenario } from '../../scheduler/scenario.js';
import { WORKLOADS } from '../cases.js';

function renamed(from: string, name: string): Scenario {
  return { ...WORKLOADS.find((each) => each.name === from)!, name };
}

/** 474 624 states. */
export const longer: Scenario = renamed('vmap-node-2023-2x6+purge', 'longer');

/** 515 219 states. */
export const wider: Scenario = renamed('vmap-node-2023-4x2+purge', 'wider');
