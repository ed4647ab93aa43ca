/** Scenarios that have been checked, as reports for others' tools show them. */
import type { Explanation } from '../scheduler/explain/explanation.js';
import type { Counterexample } from '../scheduler/failures.js';
import type { Trace } from '../scheduler/trace.js';
import type { Verdict } from '../scheduler/verdict.js';
import { raceSentences } from './race-text.js';
import { counterexampleText, relative, type TraceTextOptions } from './trace-text.js';
import { isAsExpected, isInconclusive, outcomeText } from './verdict-text.js';

export interface Checked {
  readonly verdict: Verdict;
  /** The user's file that the scenario comes from; null for a shipped one. */
  readonly file: string | null;
  /** Wall time. */
  readonly seconds: number;
  /** Of each claim that broke and was not expected to. */
  readonly failures: readonly Failure[];
}

/** A claim that broke against expectation. */
export interface Failure {
  readonly claim: string;
  /** How it breaks, and why; null if no execution was found again that shows it. */
  readonly shown: { readonly counterexample: Counterexample; readonly explanation: Explanation } | null;
}

/** `inconclusive`: not as expected only in that a bound was reached. */
export function standing({ verdict }: Checked): 'passed' | 'failed' | 'inconclusive' {
  if (isAsExpected(verdict)) return 'passed';
  return isInconclusive(verdict) ? 'inconclusive' : 'failed';
}

/** One sentence: what was found, and what of it was not expected. */
export function finding({ verdict }: Checked): string {
  const { reason, unexpected } = verdict;
  return [outcomeText(verdict), reason, unexpected].filter((text) => text !== null && text !== '').join('; ');
}

/** A counterexample with its critical race. */
export function failureText(
  counterexample: Counterexample,
  explanation: Pick<Explanation, 'race' | 'reason'>,
  options: TraceTextOptions = {},
): string {
  return `${counterexampleText(counterexample, options)}\n\n${raceSentences(explanation).join('\n')}`;
}

/** A source line; `path` is relative to the folder if it is below that. */
export interface Place {
  readonly path: string;
  /** From 1 on. */
  readonly line: number;
}

/**
 * Of the code that asked for a step: the innermost line in the folder, else the innermost of all. Null if none is known.
 * @param where 'model/designs/x.ts:12', innermost first
 */
export function placeIn(where: readonly string[], folder: string): Place | null {
  const places = where.map((place) => relative(place, folder));
  const own = places.find((place) => !place.startsWith('/') && !place.startsWith('node_modules/'));
  const parts = /^(.+):(\d+)$/.exec(own ?? places[0] ?? '');
  return parts === null ? null : { path: parts[1]!, line: Number(parts[2]) };
}

/** Where a trace ends: what asked for its last step of which that is known. */
export function lastPlace({ events }: Trace, folder: string): Place | null {
  const last = events.findLast(({ steps }) => placeIn(steps[0]?.where ?? [], folder) !== null);
  return placeIn(last?.steps[0]?.where ?? [], folder);
}
