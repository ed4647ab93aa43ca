/** Verdicts as JSON data. */

import type { Replay } from '../scheduler/replay.js';
import type { Verdict } from '../scheduler/verdict.js';
import { isAsExpected } from './verdict-text.js';

/** Of the shapes below; raised when a reader of older data would misread the new. */
export const SCHEMA_VERSION = 2;

export interface Report {
  readonly schema: typeof SCHEMA_VERSION;
  readonly passed: number;
  readonly failed: number;
  readonly verdicts: readonly (Verdict & { readonly asExpected: boolean })[];
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
