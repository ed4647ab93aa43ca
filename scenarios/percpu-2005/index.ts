/** Scenarios of percpu-2005. */

import { percpuAddAgainstRelease } from './percpu-add-against-release.js';
import { percpuAddBlockUndone } from './percpu-add-block-undone.js';
import { percpuAlignmentBeyondBlock } from './percpu-alignment-beyond-block.js';
import { percpuAlignmentSlides } from './percpu-alignment-slides.js';
import { percpuAllocAgainstLastFree } from './percpu-alloc-against-last-free.js';
import { percpuEmptiedFirst } from './percpu-emptied-first.js';
import { percpuEmptiedLast } from './percpu-emptied-last.js';
import { percpuEquallyFull } from './percpu-equally-full.js';
import { percpuExtraBlockStays } from './percpu-extra-block-stays.js';
import { percpuFirstMovesDown } from './percpu-first-moves-down.js';
import { percpuFirstRecomputed } from './percpu-first-recomputed.js';
import { percpuFlushWithInterruptsOff } from './percpu-flush-with-interrupts-off.js';
import { percpuFreeBehindFirst } from './percpu-free-behind-first.js';
import { percpuFullBeforeFirst } from './percpu-full-before-first.js';
import { percpuFullFoundAgain } from './percpu-full-found-again.js';
import { percpuGapReused } from './percpu-gap-reused.js';
import { percpuGuardPageIsHit } from './percpu-guard-page-is-hit.js';
import { percpuImpossibleCpus } from './percpu-impossible-cpus.js';
import { percpuListStaysSorted } from './percpu-list-stays-sorted.js';
import { percpuManagementPagesFit } from './percpu-management-pages-fit.js';
import { percpuManagementPagesOverflow } from './percpu-management-pages-overflow.js';
import { percpuNoGuardPage } from './percpu-no-guard-page.js';
import { percpuReleaseAfterUnlock } from './percpu-release-after-unlock.js';
import { percpuReleaseLosesArea } from './percpu-release-loses-area.js';
import { percpuTwoTasksAddBlock } from './percpu-two-tasks-add-block.js';
import { percpuTwoTasksOneBlock } from './percpu-two-tasks-one-block.js';
import { percpuUndoFreesMappedPage } from './percpu-undo-frees-mapped-page.js';
import { percpuUnmapTakesDescriptor } from './percpu-unmap-takes-descriptor.js';

export const scenarios = [
  percpuAddBlockUndone,
  percpuAlignmentBeyondBlock,
  percpuAlignmentSlides,
  percpuAllocAgainstLastFree,
  percpuEmptiedFirst,
  percpuExtraBlockStays,
  percpuFirstMovesDown,
  percpuFirstRecomputed,
  percpuFlushWithInterruptsOff,
  percpuFullBeforeFirst,
  percpuGuardPageIsHit,
  percpuImpossibleCpus,
  percpuListStaysSorted,
  percpuManagementPagesOverflow,
  percpuNoGuardPage,
  percpuReleaseAfterUnlock,
  percpuReleaseLosesArea,
  percpuTwoTasksAddBlock,
  percpuTwoTasksOneBlock,
  percpuUndoFreesMappedPage,
  percpuUnmapTakesDescriptor,
  percpuEmptiedLast,
  percpuAddAgainstRelease,
  percpuGapReused,
  percpuManagementPagesFit,
  percpuFullFoundAgain,
  percpuFreeBehindFirst,
  percpuEquallyFull,
];
