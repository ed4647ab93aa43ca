/** The file of a failure: a workload, put to a design, and an execution of it that breaks a claim. */
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import type { FailingExecution } from '../hunt/minimise.js';
import type { Subject } from '../scenarios/subject.js';
import type { Scenario } from '../scheduler/scenario.js';
import { parseSchedule } from '../scheduler/schedule.js';
import { selectSubjects } from './select-subject.js';
import { UsageError } from './usage-error.js';

const SCHEMA = 'mazurka-failure/1';

const OPERATION = v.looseObject({ kind: v.string('expected the name of an operation') });

export const WORKLOAD = v.object({
  parameters: v.optional(v.record(v.string(), v.unknown())),
  setup: v.optional(v.array(OPERATION, 'expected a list of operations')),
  threads: v.record(
    v.string(),
    v.object({
      cpu: v.optional(v.number('expected a number')),
      does: v.array(OPERATION, 'expected a list of operations'),
      forever: v.optional(v.boolean()),
    }),
  ),
});

const DOCUMENT = v.object({
  schema: v.literal(SCHEMA, `expected ${SCHEMA}`),
  design: v.string('expected the name of a design'),
  file: v.nullable(v.string('expected the path of a file, or null')),
  claim: v.string('expected the name of a claim'),
  workload: WORKLOAD,
  claims: v.array(v.string('expected the name of a claim'), 'expected a list of names of claims'),
  schedule: v.string('expected a schedule'),
});

export interface Failure extends FailingExecution {
  /** As it is selected on the command line. */
  readonly design: string;
  /** The user's file that it is in; null for a shipped one. */
  readonly file: string | null;
  readonly claim: string;
}

export function failureJson(failure: Failure): string {
  return `${JSON.stringify({ schema: SCHEMA, ...failure }, null, 2)}\n`;
}

/** Null if the file holds no JSON: a schedule, perhaps. Throws UsageError, naming the field, for another document. */
export function readFailure(path: string): Failure | null {
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
  const result = v.safeParse(DOCUMENT, document);
  if (result.success) return result.output as unknown as Failure;
  const [issue] = result.issues;
  const found = JSON.stringify(issue.input) ?? 'nothing';
  throw new UsageError(`${path}: field ${v.getDotPath(issue) ?? 'the whole'}: found ${found}, ${issue.message}`);
}

/** The design of the failure. Throws UsageError. */
export async function subjectOfFailure({ design, file }: Failure, transpileOnly: boolean): Promise<Subject> {
  const among = await selectSubjects(file ?? design, transpileOnly);
  const found = among.find(({ subject }) => subject.name === design);
  if (found === undefined) throw new UsageError(`${file} has no scenario "${design}" that a workload can be put to`);
  return found.subject;
}

/** The scenario that its schedule belongs to. Throws UsageError, or ScheduleError. */
export async function scenarioOfFailure(failure: Failure, transpileOnly: boolean): Promise<Scenario> {
  const subject = await subjectOfFailure(failure, transpileOnly);
  const { scenario } = parseSchedule(failure.schedule);
  return subject.scenario(scenario, failure.workload, failure.claims);
}
