/** Tasks of a hunt: its runs, and failures that are made small. */
import {
  examineRun,
  type HuntOptions,
  minimiseFailure,
  type PlannedRun,
  type Shown,
  type Small,
} from '../../hunt/run.js';
import type { Workload } from '../../scenarios/subject.js';
import type { Program } from '../program.js';

export interface ExamineInput {
  /** By name. */
  readonly subject: string;
  readonly options: HuntOptions;
  readonly planned: PlannedRun;
}

export interface MinimiseInput {
  readonly subject: string;
  readonly workload: Workload;
  readonly claim: string;
}

export function examineTask(program: Program, { subject, options, planned }: ExamineInput): Shown | null {
  return examineRun(program.subject(subject), options, planned);
}

export function minimiseTask(program: Program, { subject, workload, claim }: MinimiseInput): Small | null {
  return minimiseFailure(program.subject(subject), workload, claim);
}
