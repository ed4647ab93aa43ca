import type { Scenario } from '../scheduler/scenario.js';
import { scenarios as cpuZone2023 } from './cpu-zone-2023/index.js';
import { scenarios as vmapBlock } from './vmap-block/index.js';
import { scenarios as vmapNode2023 } from './vmap-node-2023/index.js';

/** Every shipped scenario, by name. */
export const scenarios: readonly Scenario[] = [...cpuZone2023, ...vmapBlock, ...vmapNode2023].sort((a, b) =>
  a.name < b.name ? -1 : 1,
);
