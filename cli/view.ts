/** `mazurka view`: the page of what other commands have written: a failure, an explanation, or verdicts. */
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as v from 'valibot';
import { issueText } from '../program/issue.js';
import { EXIT, UsageError } from '../program/usage-error.js';
import { EXPLANATION_SCHEMA } from '../report/explanation-json.js';
import { SCHEMA_VERSION } from '../report/verdict-json.js';
import { explain } from '../scheduler/explain/explain.js';
import { parseSchedule, ScheduleError } from '../scheduler/schedule.js';
import { failureIn, noFile, scenarioOfFailure } from './failure-file.js';
import { writePage } from './html-reporter.js';
import type { OriginalCase } from './page.js';
import { failingCase } from './page-case.js';
import { selectOne } from './select.js';
import { requireWritable } from './write.js';

export interface ViewOptions {
  /** The page; by default beside the file. */
  readonly out?: string;
  /** Scenario file that the schedules belong to. */
  readonly file?: string;
  readonly transpileOnly?: boolean;
}

/** Returns the exit code: to show a failure is success. */
export async function view(path: string, options: ViewOptions): Promise<number> {
  const out = String(options.out ?? join(dirname(path), `${basename(path).replace(/\.json$/, '')}.html`));
  const document = readDocument(path);
  requireWritable(out);
  try {
    await writePage(out, '--out <file>', [], await casesOf(path, document, options));
  } catch (error) {
    if (error instanceof ScheduleError) throw new UsageError(`${path}: ${error.message}`);
    throw error;
  }
  process.stdout.write(`${out}\n`);
  return EXIT.asExpected;
}

const BROKEN = v.object(
  { schedule: v.string('expected a schedule'), claim: v.string('expected the name of a claim') },
  'expected an execution that breaks a claim',
);
const EXPLANATION = v.object({ schema: v.literal(EXPLANATION_SCHEMA), ...BROKEN.entries });
const VERDICTS = v.object({
  schema: v.literal(SCHEMA_VERSION),
  verdicts: v.array(
    v.object({ counterexample: v.nullable(BROKEN) }, 'expected a verdict'),
    'expected a list of verdicts',
  ),
});

/** Throws UsageError if it is no JSON document. */
function readDocument(path: string): Record<string, unknown> {
  const why = noFile(path);
  if (why !== null) throw new UsageError(`${path}: ${why}; ${EXPECTED}`);
  try {
    const document: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof document === 'object' && document !== null) return document as Record<string, unknown>;
  } catch (error) {
    throw new UsageError(`${path}: it cannot be read (${(error as Error).message}); ${EXPECTED}`);
  }
  throw new UsageError(`${path}: it is no document; ${EXPECTED}`);
}

const EXPECTED =
  'expected what mazurka minimise --out, mazurka explain --format json --out or mazurka check --reporter json=<file> writes';

async function casesOf(
  path: string,
  document: Record<string, unknown>,
  { file, transpileOnly = false }: ViewOptions,
): Promise<OriginalCase[]> {
  if (typeof document.schema === 'string') return [await failureCase(path, document, transpileOnly)];
  const broken = 'verdicts' in document ? counterexamplesIn(path, document) : [parsed(path, EXPLANATION, document)];
  const cases: OriginalCase[] = [];
  for (const { schedule, claim } of broken) {
    const line = parseSchedule(schedule);
    const scenario = await selectOne(line.scenario, file, transpileOnly);
    const shown = failingCase(scenario, file ?? null, explain(scenario, line, { claim }));
    cases.push({ shown, origin: { file: file ?? null, name: line.scenario } });
  }
  return cases;
}

function counterexamplesIn(path: string, document: Record<string, unknown>) {
  const found = parsed(path, VERDICTS, document).verdicts.flatMap(({ counterexample }) => counterexample ?? []);
  if (found.length > 0) return found;
  throw new UsageError(`${path}: none of its verdicts has a counterexample; mazurka check --html shows what holds`);
}

async function failureCase(path: string, document: unknown, transpileOnly: boolean): Promise<OriginalCase> {
  const failure = failureIn(document, path);
  const { design, file, claim, workload, claims } = failure;
  const scenario = await scenarioOfFailure(failure, path, transpileOnly);
  const explanation = explain(scenario, parseSchedule(failure.schedule), { claim });
  const shown = failingCase(scenario, path, explanation);
  return { shown, origin: { file, name: design, put: { name: scenario.name, workload, claims } } };
}

function parsed<T>(path: string, schema: v.GenericSchema<unknown, T>, document: unknown): T {
  const result = v.safeParse(schema, document);
  if (result.success) return result.output;
  throw new UsageError(`${path}: ${issueText(result.issues[0])}; ${EXPECTED}`);
}
