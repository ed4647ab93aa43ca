/** Explanations as JSON data. */
import { type Explanation, signatureOf } from '../scheduler/explain/explanation.js';

/** Of the shape below; raised when a reader of older data would misread the new. */
export const EXPLANATION_SCHEMA = 1;

/** An explanation with the version of its form. */
export interface ExplanationReport extends Explanation {
  /** Goes up when the form changes. */
  readonly schema: typeof EXPLANATION_SCHEMA;
  /** Equal for failures of one cause. */
  readonly signature: string;
}

/** The explanation, ready for `JSON.stringify`. */
export function explanationJson(explanation: Explanation): ExplanationReport {
  return { schema: EXPLANATION_SCHEMA, signature: signatureOf(explanation), ...explanation };
}
