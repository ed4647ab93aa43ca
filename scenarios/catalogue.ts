import type { Scenario } from '../scheduler/scenario.js';
import { scenarios as busyList } from './busy-list/index.js';
import { scenarios as cpuZone2023 } from './cpu-zone-2023/index.js';
import { scenarios as freeList2018 } from './free-list-2018/index.js';
import { scenarios as vmapNode2023 } from './vmap-node-2023/index.js';

/** Every shipped scenario, by name. */
export const scenarios: readonly Scenario[] = [...busyList, ...cpuZone2023, ...freeList2018, ...vmapNode2023].sort(
  (a, b) => (a.name < b.name ? -1 : 1),
);
