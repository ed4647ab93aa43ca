import type { Scenario } from '../scheduler/scenario.js';
import { scenarios as busyList } from './busy-list/index.js';
import { scenarios as cpuZone2023 } from './cpu-zone-2023/index.js';
import { scenarios as freeList2018 } from './free-list-2018/index.js';
import { scenarios as freeTree2019 } from './free-tree-2019/index.js';
import { scenarios as percpu2005 } from './percpu-2005/index.js';
import { scenarios as vmapBlock } from './vmap-block/index.js';
import { scenarios as vmapNode2023 } from './vmap-node-2023/index.js';
import { scenarios as vmapPool } from './vmap-pool/index.js';

/** Every shipped scenario, by name. */
export const scenarios: readonly Scenario[] = [
  ...percpu2005,
  ...busyList,
  ...freeList2018,
  ...freeTree2019,
  ...cpuZone2023,
  ...vmapBlock,
  ...vmapNode2023,
  ...vmapPool,
].sort((a, b) => (a.name < b.name ? -1 : 1));
