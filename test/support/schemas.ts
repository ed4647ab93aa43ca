/**
 * The published schemas of the formats that reports are written in, as far as we use these: which fields there are (any other is
 * refused), which must be there, and what is in them. Not the schemas' text: sarif-schema-2.1.0.json of OASIS, and
 * junit-10.xsd of the xUnit plugin of Jenkins, are the sources.
 */
import * as v from 'valibot';
import type { Element } from './xml.js';

const text = v.string();
const whole = (least: number) => v.pipe(v.number(), v.integer(), v.minValue(least));
/** RFC 3986: what may stand in a URI reference; a colon only behind a scheme. */
const uriReference = v.pipe(
  v.string(),
  v.regex(/^(?:[a-z][a-z0-9+.-]*:|(?![^/]*:))(?:[\w.~!$&'()*+,;=:@/?#-]|%[0-9A-Fa-f]{2})*$/i),
);

const message = v.strictObject({ text });
const artifactLocation = v.strictObject({
  uri: v.optional(uriReference),
  uriBaseId: v.optional(text),
  description: v.optional(message),
});
const location = v.strictObject({
  physicalLocation: v.optional(
    v.strictObject({ artifactLocation, region: v.optional(v.strictObject({ startLine: whole(1) })) }),
  ),
  message: v.optional(message),
});
const threadFlow = v.strictObject({
  id: v.optional(text),
  locations: v.pipe(
    v.array(
      v.strictObject({
        executionOrder: v.optional(whole(-1)),
        importance: v.optional(v.picklist(['important', 'essential', 'unimportant'])),
        location: v.optional(location),
      }),
    ),
    v.minLength(1),
  ),
});
const result = v.strictObject({
  ruleId: v.optional(text),
  ruleIndex: v.optional(whole(-1)),
  level: v.optional(v.picklist(['none', 'note', 'warning', 'error'])),
  message,
  locations: v.optional(v.array(location)),
  codeFlows: v.optional(
    v.array(v.strictObject({ threadFlows: v.pipe(v.array(threadFlow), v.minLength(1)), message: v.optional(message) })),
  ),
  partialFingerprints: v.optional(v.record(v.string(), text)),
});
const driver = v.strictObject({
  name: text,
  version: v.optional(text),
  rules: v.optional(
    v.pipe(
      v.array(v.strictObject({ id: text, shortDescription: v.optional(message) })),
      v.check((rules) => new Set(rules.map((rule) => JSON.stringify(rule))).size === rules.length, 'rules are unique'),
    ),
  ),
});
const run = v.strictObject({
  tool: v.strictObject({ driver }),
  invocations: v.optional(
    v.array(
      v.strictObject({
        executionSuccessful: v.boolean(),
        toolExecutionNotifications: v.optional(
          v.array(v.strictObject({ level: v.optional(v.picklist(['none', 'note', 'warning', 'error'])), message })),
        ),
      }),
    ),
  ),
  originalUriBaseIds: v.optional(v.record(v.string(), artifactLocation)),
  columnKind: v.optional(v.picklist(['utf16CodeUnits', 'unicodeCodePoints'])),
  results: v.optional(v.array(result)),
});

export const SARIF = v.strictObject({
  $schema: v.optional(v.pipe(text, v.url())),
  version: v.literal('2.1.0'),
  runs: v.array(run),
});

export type Sarif = v.InferOutput<typeof SARIF>;

const TIME = /^\d*(\.\d*)?$/;
/** Of each element: attributes, true if required, and the elements that may be in it. */
const JUNIT: Readonly<Record<string, { attributes: Readonly<Record<string, boolean>>; holds: readonly string[] }>> = {
  testsuites: {
    attributes: { name: false, time: false, tests: false, failures: false, errors: false },
    holds: ['testsuite'],
  },
  testsuite: {
    attributes: { name: true, tests: true, failures: true, errors: true, time: false },
    holds: ['testcase'],
  },
  testcase: { attributes: { name: true, time: false, classname: false }, holds: ['error', 'failure', 'system-out'] },
  failure: { attributes: { type: false, message: false }, holds: [] },
  error: { attributes: { type: false, message: false }, holds: [] },
  'system-out': { attributes: {}, holds: [] },
};

/** What the schema forbids in the element, as sentences. */
export function junitFaults({ name, attributes, children, text: data }: Element): string[] {
  const schema = JUNIT[name];
  if (schema === undefined) return [`there is no element ${name}`];
  const { attributes: known, holds } = schema;
  const faults: string[] = [];
  for (const key of Object.keys(attributes)) if (!(key in known)) faults.push(`${name} has no attribute ${key}`);
  for (const [key, isRequired] of Object.entries(known))
    if (isRequired && !(key in attributes)) faults.push(`${name} needs the attribute ${key}`);
  if (attributes.time !== undefined && !TIME.test(attributes.time)) faults.push(`time ${attributes.time}`);
  if (holds.length > 0 && data.trim() !== '') faults.push(`text in ${name}`);
  for (const child of children) {
    if (!holds.includes(child.name)) faults.push(`${name} holds no ${child.name}`);
    faults.push(...junitFaults(child));
  }
  return faults;
}
