/** Scenarios of cpu-zone-2023. */

import { extraPrefetchV1 } from './extra-prefetch-v1.js';
import { extraPrefetchV1ThreeTasks } from './extra-prefetch-v1-three-tasks.js';
import { fourCpusScaledZones } from './four-cpus-scaled-zones.js';
import { twoZonesAllocFree } from './two-zones-alloc-free.js';
import { zoneAllocAgainstPurge } from './zone-alloc-against-purge.js';
import { zoneAreaFreedTwice } from './zone-area-freed-twice.js';
import { zoneExhaustionTwoTasks } from './zone-exhaustion-two-tasks.js';
import { zoneMix } from './zone-free-against-alloc-and-purge.js';
import { zoneNoMemoryForArea } from './zone-no-memory-for-area.js';
import { zonePcpuLowestFreeArea } from './zone-pcpu-lowest-free-area.js';

export const scenarios = [
  extraPrefetchV1ThreeTasks,
  extraPrefetchV1,
  twoZonesAllocFree,
  zoneAllocAgainstPurge,
  zoneExhaustionTwoTasks,
  zoneMix,
  fourCpusScaledZones,
  zonePcpuLowestFreeArea,
  zoneAreaFreedTwice,
  zoneNoMemoryForArea,
];
