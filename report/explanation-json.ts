/** Explanations as JSON data. */
import { type Explanation, signatureOf } from '../scheduler/explain/explanation.js';

/** Of the shape below; raised when a reader of older data would misread the new. */
export const EXPLANATION_SCHEMA = 1;

export interface ExplanationReport extends Explanation {
  readonly schema: typeof EXPLANATION_SCHEMA;
  /** Equal for failures of one cause. */
  readonly signature: string;
}

export function explanationJson(explanation: Explanation): ExplanationReport {
  return { schema: EXPLANATION_SCHEMA, signature: signatureOf(explanation), ...explanation };
}
