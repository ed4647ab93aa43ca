/** Verdicts as JSON data. */

import type { Replay } from '../scheduler/replay.js';
import type { Verdict } from '../scheduler/verdict.js';
import { isAsExpected } from './verdict-text.js';

/** Of the shapes below; raised when a reader of older data would misread the new. */
export const SCHEMA_VERSION = 2;

/** A verdict, and whether it is what its scenario expects. */
export interface ReportedVerdict extends Verdict {
  /** Of a scenario that expects nothing: it holds. */
  readonly asExpected: boolean;
}

/** What `mazurka check --json` prints. */
export interface Report {
  /** Goes up when the form changes. */
  readonly schema: typeof SCHEMA_VERSION;
  /** Scenarios whose verdict is as expected. */
  readonly passed: number;
  /** All others. */
  readonly failed: number;
  /** One for each scenario, in the order in which they were checked. */
  readonly verdicts: readonly ReportedVerdict[];
}

/** The same data as the text: no times, so that equal inputs give equal bytes. */
export function verdictsJson(verdicts: readonly Verdict[]): Report {
  const passed = verdicts.filter(isAsExpected).length;
  return {
    schema: SCHEMA_VERSION,
    passed,
    failed: verdicts.length - passed,
    verdicts: verdicts.map((verdict) => ({ ...verdict, asExpected: isAsExpected(verdict) })),
  };
}

export function replayJson({ trace, findings }: Replay): { schema: typeof SCHEMA_VERSION } & Omit<Replay, 'contents'> {
  return { schema: SCHEMA_VERSION, findings, trace };
}
