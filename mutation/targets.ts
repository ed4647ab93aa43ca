/** The designs that can be mutated: which modules are theirs, and the scenarios that are to notice a fault. */
import { BusyList } from '../model/designs/busy-list.js';
import { CpuZone2023 } from '../model/designs/cpu-zone-2023.js';
import { FreeList2018 } from '../model/designs/free-list-2018.js';
import { FreeTree2019 } from '../model/designs/free-tree-2019.js';
import { PercpuAllocator2005 } from '../model/designs/percpu-2005.js';
import { VmapNode2023 } from '../model/designs/vmap-node-2023.js';
import { VmapPools } from '../model/designs/vmap-pool.js';
import { VmapBlocks } from '../model/vmap-blocks.js';
import { scenarios } from '../scenarios/catalogue.js';
import { allocatorScenario, type MadeScenario } from '../scenarios/define.js';
import { percpuScenario } from '../scenarios/define-percpu.js';
import { designs, genericScenarios } from '../scenarios/designs.js';
import type { Scenario } from '../scheduler/scenario.js';
import type { Exports } from './copies.js';

/** A scenario that can be made again of a copy of the target. */
export interface Trial {
  readonly scenario: Scenario;
  /** Of what a copy of the target's first module exports; without the claims of these names. */
  make(exports: Exports, without: readonly string[]): Scenario;
  /** Whether claims that break even without a fault are left out, so that others can be looked at. */
  readonly dropsBroken: boolean;
}

export interface Target {
  readonly name: string;
  /** Its own module, and those that it is built on: as in Code. */
  readonly modules: readonly [own: string, ...others: string[]];
  readonly trials: readonly Trial[];
}

type Made = MadeScenario<never, never, never>;
type Redo = (madeFrom: never) => Scenario;

const shipped = scenarios.filter((scenario): scenario is Made => 'madeFrom' in scenario);

function trial(
  scenario: Made,
  redo: Redo,
  place: (madeFrom: Made['madeFrom'], exports: Exports) => object,
  dropsBroken: boolean,
): Trial {
  return {
    scenario,
    dropsBroken,
    make: (exports, without) => {
      const { claims, ...madeFrom } = { ...scenario.madeFrom, ...place(scenario.madeFrom, exports) };
      return redo({ ...madeFrom, claims: claims.filter(({ name }) => !without.includes(name)) } as never);
    },
  };
}

/** The class as the design of shipped scenarios and generic workloads. */
function designTrials(original: { readonly name: string }, redo: Redo): Trial[] {
  const asDesign = (_: unknown, exports: Exports) => ({ design: exports[original.name] });
  const generic = designs
    .filter(({ design }) => design === (original as unknown))
    .flatMap((design) => genericScenarios(design, design.claims));
  return [
    ...shipped
      .filter(({ madeFrom }) => madeFrom.design === (original as unknown))
      .map((each) => trial(each, redo, asDesign, false)),
    ...generic.map((each) => trial(each as unknown as Made, redo, asDesign, true)),
  ];
}

/** The class as the layer of blocks on any design. */
function blocksTrials(): Trial[] {
  const hasBlocks = ({ madeFrom }: Made) => {
    const { blocks, blocksLayer } = madeFrom.parameters as { blocks?: unknown; blocksLayer?: unknown };
    return blocks !== undefined && blocksLayer === undefined;
  };
  const asLayer = ({ parameters }: Made['madeFrom'], exports: Exports) => ({
    parameters: { ...(parameters as object), blocksLayer: exports[VmapBlocks.name] },
  });
  const generic = designs
    .filter(({ parameters }) => 'blocks' in parameters)
    .flatMap((design) => genericScenarios(design, design.claims))
    .filter(({ madeFrom: { threads } }) =>
      Object.values(threads).some(({ does }) => does.some(({ kind }) => kind === 'map_ram')),
    ) as unknown as Made[];
  return [
    ...shipped.filter(hasBlocks).map((each) => trial(each, allocatorScenario as Redo, asLayer, false)),
    ...generic.map((each) => trial(each, allocatorScenario as Redo, asLayer, true)),
  ];
}

const design = (
  name: string,
  exported: { readonly name: string },
  modules: readonly string[],
  redo: Redo = allocatorScenario as Redo,
): Target => ({
  name,
  modules: modules.map((module) => `model/${module}`) as [string, ...string[]],
  get trials() {
    return designTrials(exported, redo);
  },
});

const BUSY_LIST = ['busy-list', 'busy-list-lazy', 'busy-list-purge', 'busy-list-pcpu'].map((name) => `designs/${name}`);

/** Oldest first. */
export const targets: readonly Target[] = [
  design('percpu-2005', PercpuAllocator2005, ['designs/percpu-2005'], percpuScenario as Redo),
  design('busy-list', BusyList, BUSY_LIST),
  design('free-list-2018', FreeList2018, ['designs/free-list-2018', ...BUSY_LIST]),
  design('free-tree-2019', FreeTree2019, ['designs/free-tree-2019', 'heap-allocator', 'pcpu-areas']),
  design('cpu-zone-2023', CpuZone2023, ['designs/cpu-zone-2023', 'heap-allocator', 'pcpu-areas']),
  design('vmap-node-2023', VmapNode2023, ['designs/vmap-node-2023', 'node-allocator', 'heap-allocator', 'pcpu-areas']),
  {
    name: 'vmap-block',
    modules: ['model/vmap-blocks'],
    get trials() {
      return blocksTrials();
    },
  },
  design('vmap-pool', VmapPools, ['designs/vmap-pool', 'node-allocator', 'heap-allocator', 'pcpu-areas']),
];
