/** The file of a failure: a workload, put to a design, and an execution of it that breaks a claim. */
import { readFileSync, statSync } from 'node:fs';
import * as v from 'valibot';
import type { FailingExecution } from '../hunt/minimise.js';
import { issueText } from '../program/issue.js';
import { UsageError } from '../program/usage-error.js';
import type { Subject } from '../scenarios/subject.js';
import type { Scenario } from '../scheduler/scenario.js';
import { parseSchedule } from '../scheduler/schedule.js';
import { selectSubjects } from './select-subject.js';
import { EXECUTION, requireFitting } from './workload-schema.js';

const SCHEMA = 'mazurka-failure/1';

const DOCUMENT = v.object(
  {
    schema: v.literal(SCHEMA, `expected ${SCHEMA}`),
    design: v.string('expected the name of a design'),
    file: v.nullable(v.string('expected the path of a file, or null')),
    claim: v.string('expected the name of a claim'),
    ...EXECUTION,
  },
  'expected a failure',
);

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

/** Null if it is no file, or holds no JSON: a schedule, perhaps. Throws UsageError, naming the field, for another document. */
export function readFailure(path: string): Failure | null {
  if (noFile(path) !== null) return null;
  let document: unknown;
  try {
    const text = readFileSync(path, 'utf8');
    if (!/^\s*[[{]/.test(text)) return null;
    document = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path}: it cannot be read (${(error as Error).message})`);
  }
  return failureIn(document, path);
}

/** The failure that a document from this path is. Throws UsageError, naming the field, for another one. */
export function failureIn(document: unknown, path: string): Failure {
  const result = v.safeParse(DOCUMENT, document);
  if (result.success) return result.output as unknown as Failure;
  throw new UsageError(`${path}: ${issueText(result.issues[0])}`);
}

/** The same for what can be nothing else. Throws UsageError, also if there is no such file. */
export function requireFailure(path: string): Failure {
  const failure = readFailure(path);
  if (failure !== null) return failure;
  throw new UsageError(
    `${path}: ${noFile(path) ?? 'it is no failure'}; expected a failure file, as mazurka minimise --out and mazurka hunt --corpus write it`,
  );
}

/** True for what can be no name of a scenario and no schedule. */
export function isPath(given: string): boolean {
  return /^\S*[./]\S*$/.test(given);
}

/** Why it is no file; null if it is. */
export function noFile(path: string): string | null {
  try {
    return statSync(path).isDirectory() ? 'it is a folder' : null;
  } catch {
    return 'there is no such file'; // a schedule may be too long for a path
  }
}

/** The design of the failure. Throws UsageError, naming the file, also if its workload is for another kind. */
export async function subjectOfFailure(
  { design, file, workload }: Failure,
  path: string,
  transpileOnly: boolean,
): Promise<Subject> {
  const among = await selectSubjects(file ?? design, transpileOnly);
  const found = among.find(({ subject }) => subject.name === design);
  if (found === undefined) throw new UsageError(`${file} has no scenario "${design}" that a workload can be put to`);
  requireFitting(found.subject, workload, path);
  return found.subject;
}

/** The scenario that its schedule belongs to. Throws UsageError, or ScheduleError. */
export async function scenarioOfFailure(failure: Failure, path: string, transpileOnly: boolean): Promise<Scenario> {
  const subject = await subjectOfFailure(failure, path, transpileOnly);
  const { scenario } = parseSchedule(failure.schedule);
  return subject.scenario(scenario, failure.workload, failure.claims);
}
