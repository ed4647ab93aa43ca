/**
 * The library's face: everything that a scenario, a design or a test of one needs.
 * @module mazurka
 */

export {
  Allocator,
  type AllocatorParameters,
  type AllocError,
  type PcpuRequest,
  type Place,
  type VmapArea,
} from './model/allocator.js';
export { BlockAllocator, type BlockAllocatorParameters, blocksOf } from './model/block-allocator.js';
export { Cpus, PerCpu } from './model/cpu/cpus.js';
export { Interrupts } from './model/cpu/interrupts.js';
export { Preemption } from './model/cpu/preemption.js';
export { CpuVmapZone, CpuZone2023, type CpuZoneParameters } from './model/designs/cpu-zone-2023.js';
export {
  FreeTree2019,
  type FreeTreeParameters,
  LINUX_5_2,
  LINUX_5_5,
  LINUX_5_18,
} from './model/designs/free-tree-2019.js';
export {
  type ObjectRequest,
  PcpuBlock,
  PercpuAllocator2005,
  type PercpuDesign,
  type PercpuObserver,
  type PercpuParameters,
} from './model/designs/percpu-2005.js';
export { VmapNode2023, type VmapNodeParameters } from './model/designs/vmap-node-2023.js';
export { type VmapPoolParameters, VmapPools } from './model/designs/vmap-pool.js';
export type { EarlyBootParameters } from './model/early-boot.js';
export { Translation } from './model/hardware/translation.js';
export { HeapAllocator, type HeapAllocatorParameters } from './model/heap-allocator.js';
export { AreaTree } from './model/memory/area-tree.js';
export type { SearchForm } from './model/memory/augmented-tree.js';
export { List, type ListNode } from './model/memory/list.js';
export { RangeList } from './model/memory/range-list.js';
export { alignUp, type PageRange, RangeSet, showRange } from './model/memory/range-set.js';
export { RcuList, RcuListNode } from './model/memory/rcu-list.js';
export { type Gfp, Slab } from './model/memory/slab.js';
export { SlabObject, SlabObjects } from './model/memory/slab-objects.js';
export { XArray, type XArrayEntry } from './model/memory/xarray.js';
export type { PcpuSearch } from './model/pcpu-areas.js';
export { allocPercpu, freePercpu, type PercpuOperation } from './model/percpu-workload.js';
export { AbaWord } from './model/sync/aba-word.js';
export { AtomicWord } from './model/sync/atomic-word.js';
export { awaitUntil, awaitWords } from './model/sync/await.js';
export { Barrier } from './model/sync/barrier.js';
export { Channel } from './model/sync/channel.js';
export { Completion } from './model/sync/completion.js';
export { Condition } from './model/sync/condition.js';
export { Field } from './model/sync/field.js';
export { KvfreeRcu } from './model/sync/kvfree-rcu.js';
export type { Lock } from './model/sync/lock.js';
export { Mutex } from './model/sync/mutex.js';
export { Rcu, RcuFreed } from './model/sync/rcu.js';
export { Refcount } from './model/sync/refcount.js';
export { RwLock } from './model/sync/rw-lock.js';
export { Semaphore } from './model/sync/semaphore.js';
export { SpinLock } from './model/sync/spin-lock.js';
export { join, spawn, type ThreadHandle } from './model/sync/thread.js';
export { WaitQueue } from './model/sync/wait-queue.js';
export { WorkItem } from './model/sync/work-item.js';
export { makeWorkqueue, Workqueue, type WorkqueueForm } from './model/sync/workqueue.js';
export {
  type AllocatorObserver,
  type CallObserver,
  type FitType,
  type ObservedBlock,
  type ObservedField,
  type ObservedNode,
  type Request,
  Tracepoints,
} from './model/tracepoints.js';
export { VmapBlocks, type VmapBlocksForm, type VmapBlocksParameters } from './model/vmap-blocks.js';
export {
  alloc,
  find,
  free,
  mapRam,
  type Operation,
  purge,
  shrink,
  type ThreadWorkload,
  unmapRam,
} from './model/workload.js';

export { type AllocatorWorld, type Attached, type Claim, defineClaim, PageMap, ThreadSet } from './properties/claim.js';
export { lookupsFind } from './properties/lookups-find.js';
export { noLeaks } from './properties/no-leaks.js';
export { definePercpuClaim, type PercpuClaim } from './properties/percpu/claim.js';
export { type ChromeTraceEvent, chromeTrace } from './report/chrome-trace.js';
export { commitText } from './report/commit-text.js';
export { type ExplanationReport, explanationJson } from './report/explanation-json.js';
export { explanationMarkdown } from './report/explanation-markdown.js';
export { explanationText } from './report/explanation-text.js';
export { mermaid, sequenceDiagram } from './report/mermaid.js';
export { type Paint, PLAIN } from './report/paint.js';
export { counterexampleText, replayCommand, type TraceTextOptions, traceText } from './report/trace-text.js';
export { type Report, type ReportedVerdict, verdictsJson } from './report/verdict-json.js';
export { summaryLine, verdictLine } from './report/verdict-text.js';
export { ALLOCATOR_CLAIMS, BLOCK_CLAIMS, NODE_CLAIMS, PERCPU_CLAIMS, ZONE_CLAIMS } from './scenarios/claims.js';
export {
  type AllocatorScenario,
  allocatorScenario,
  type BuiltScenario,
  type MadeScenario,
  type SubjectKind,
} from './scenarios/define.js';
export { type PercpuScenario, percpuScenario } from './scenarios/define-percpu.js';
export { shippedDesign } from './scenarios/shipped.js';
export { type AnyOperation, type Subject, subjectOf, type Workload } from './scenarios/subject.js';
export type { Asked, TraceCheckpoint } from './scheduler/checkpoint.js';
export {
  type CommutationFault,
  type CommutationReport,
  checkCommutation,
  type ObjectOperation,
  type ObjectUnderTest,
} from './scheduler/commutation.js';
export type { LockUse } from './scheduler/detectors/contention.js';
export type { Nesting } from './scheduler/detectors/lock-cycle.js';
export type { Estimate } from './scheduler/estimate/estimate.js';
export { type ExplainOptions, explain } from './scheduler/explain/explain.js';
export {
  type CausalSlice,
  type CriticalRace,
  type Explanation,
  isCause,
  type PassingExecution,
  type RaceExecution,
  type RacePoint,
  type RaceProof,
  signatureOf,
  type TraceShare,
} from './scheduler/explain/explanation.js';
export { explore } from './scheduler/explore.js';
export type {
  BoundedProgress,
  ExploreOptions,
  Frontier,
  Progress,
  RandomOptions,
  RandomProgress,
  StateProgress,
  Strategy,
  TraceProgress,
} from './scheduler/explore-options.js';
export { UntouchedObjectError } from './scheduler/explore-random.js';
export type { Counterexample } from './scheduler/failures.js';
export type { Finding } from './scheduler/findings.js';
export { SymmetryError } from './scheduler/interchangeable.js';
export {
  ghost,
  PerThread,
  PlainObject,
  ScalarId,
  SharedObject,
  scalarset,
  ThreadId,
  WHOLE,
} from './scheduler/object.js';
export {
  always,
  atEnd,
  type Property,
  type PropertyOptions,
  sometimes,
  type TriggerOption,
} from './scheduler/property.js';
export { type Replay, replay } from './scheduler/replay.js';
export type { AutoCheckpoint, Checkpoint } from './scheduler/resume.js';
export { type Booted, defineScenario, type Expectation, type Part, type Scenario } from './scheduler/scenario.js';
export { parseSchedule, printSchedule, type Schedule, ScheduleError, type ScheduleRun } from './scheduler/schedule.js';
export { UntrackedStateError } from './scheduler/states/visit.js';
export {
  bugOn,
  choose,
  chooseFrom,
  currentThread,
  currentThreadId,
  declareLocalState,
  type Operation as StepOperation,
  progress,
  report,
  Step,
  type Steps,
  type ThreadBody,
  Violation,
  warnOn,
} from './scheduler/step.js';
export type { BoundedCheckpoint } from './scheduler/strategies/bounded.js';
export type { RandomCheckpoint } from './scheduler/strategies/random-executions.js';
export type { SamplerName, SamplerOptions } from './scheduler/strategies/samplers.js';
export type { StateCheckpoint, StateSearchOptions, StoreKind } from './scheduler/strategies/state-search.js';
export type {
  Contents,
  StateChange,
  Trace,
  TraceAccess,
  TraceEvent,
  TraceStep,
  WaitingThread,
} from './scheduler/trace.js';
export type { Counts, PctCounts, RandomCounts, StateCounts, TraceCounts, Verdict } from './scheduler/verdict.js';
