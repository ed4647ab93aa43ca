/** Whether what a user has written is a scenario. Loaded only for what users write. */
import * as v from 'valibot';
import type { Scenario } from '../scheduler/scenario.js';
import { issueText } from './issue.js';
import { UsageError } from './usage-error.js';

const fn = v.custom<() => unknown>((value) => typeof value === 'function', 'expected a function');

const PROPERTY = v.object({
  name: v.pipe(v.string('expected a text'), v.nonEmpty('expected a name, not an empty text')),
  mode: v.picklist(['always', 'sometimes', 'atEnd'], "expected 'always', 'sometimes' or 'atEnd'"),
  check: fn,
  perRange: v.boolean('expected true or false'),
});

const SCENARIO = v.object({
  name: v.pipe(
    v.string('expected a text'),
    v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "expected a name in kebab-case, such as 'free-then-reuse'"),
  ),
  question: v.optional(v.string('expected a text')),
  source: v.optional(v.string('expected a text')),
  stepBound: v.optional(v.pipe(v.number('expected a number'), v.integer('expected a whole number'), v.minValue(1))),
  properties: v.optional(v.array(PROPERTY, 'expected an array of properties: always(...), sometimes(...), atEnd(...)')),
  schedules: v.optional(v.array(v.string(), 'expected an array of schedules, as texts')),
  expect: v.optional(
    v.object({
      verdict: v.picklist(['holds', 'violated'], "expected 'holds' or 'violated'"),
      by: v.optional(v.union([v.string(), v.array(v.string())], 'expected the name of a claim, or several')),
      traces: v.optional(v.pipe(v.number('expected a number'), v.integer('expected a whole number'), v.minValue(1))),
    }),
  ),
  boot: fn,
});

/** Why the value is no scenario: the field, what was found and expected; null if it is one. */
export function scenarioFault(value: unknown): string | null {
  const result = v.safeParse(SCENARIO, value);
  return result.success ? null : issueText(result.issues[0]);
}

/** The value, if it is a scenario; else throws UsageError naming file, export, field, what was found and expected. */
export function checkScenario(value: Record<string, unknown>, file: string, exportName: string): Scenario {
  const fault = scenarioFault(value);
  if (fault === null) return value as unknown as Scenario;
  throw new UsageError(`${file}: export ${exportName}, ${fault}`);
}
