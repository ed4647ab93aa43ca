/** `mazurka compare`: two designs under the same workloads. */
import { compare as explore } from '../compare/compare.js';
import { replayCompared } from '../compare/replay.js';
import { EXIT, UsageError } from '../program/usage-error.js';
import { comparisonMarkdown, comparisonText, isRegression } from '../report/comparison.js';
import { quoted, traceText } from '../report/trace-text.js';
import { SCHEMA_VERSION } from '../report/verdict-json.js';
import { LIMITS } from '../scenarios/matrix.js';
import type { Subject } from '../scenarios/subject.js';
import { ScheduleError } from '../scheduler/schedule.js';
import { atLeast, oneOf } from './check-options.js';
import { terminal } from './paint.js';
import { StatusLine } from './progress.js';
import { selectSubject } from './select-subject.js';

/** What `mazurka compare` may be asked for. */
export interface CompareOptions {
  /** generic, shipped or all (default). */
  readonly workloads?: string;
  /** Callers can tell addresses, too. */
  readonly addresses?: boolean;
  /** Workloads with more traces are explored by states; 5000 by default. */
  readonly maxExecutions?: number;
  /** States after which a workload is stopped; 300000 by default. */
  readonly maxStates?: number;
  /** text (default), markdown or json. */
  readonly format?: string;
  /** The schedule of an execution to show instead. */
  readonly replay?: string;
  /** False: `--no-progress`. */
  readonly progress?: boolean;
  /** Do not type-check scenario files. */
  readonly transpileOnly?: boolean;
}

/** Returns the exit code: 0 if the second one is no step back. */
export async function compare(first: string, second: string, options: CompareOptions): Promise<number> {
  const { addresses: withAddresses = false, replay, transpileOnly = false } = options;
  const { format = 'text' } = oneOf('format', options.format, ['text', 'markdown', 'json'] as const);
  const { workloads = 'all' } = oneOf('workloads', options.workloads, ['generic', 'shipped', 'all'] as const);
  const { maxTraces } = { ...LIMITS, ...atLeast(1, 'maxTraces', '--max-executions', options.maxExecutions) };
  const { maxStates } = { ...LIMITS, ...atLeast(1, 'maxStates', '--max-states', options.maxStates) };
  const { subject: a } = await selectSubject(first, transpileOnly);
  const { subject: b } = await selectSubject(second, transpileOnly);
  mustBeOfOneKind(a, b);
  const say = (text: string) => void process.stdout.write(`${text}\n`);
  if (replay !== undefined) {
    say(shown(a, b, replay, withAddresses));
    return EXIT.asExpected;
  }
  const line = new StatusLine(options.progress !== false);
  const onWorkload = (name: string) => line.show(() => `comparing under ${name}`);
  const found = explore(a, b, { workloads, withAddresses, limits: { maxTraces, maxStates }, onWorkload });
  line.clear();
  const flags = withAddresses ? ' --addresses' : '';
  const style = { ...terminal(), command: `mazurka compare ${quoted(first)} ${quoted(second)}${flags}` };
  if (format === 'json') say(JSON.stringify({ schema: SCHEMA_VERSION, ...found }, null, 2));
  else say(format === 'markdown' ? comparisonMarkdown(found, style) : comparisonText(found, style));
  if (isRegression(found)) return EXIT.notAsExpected;
  return found.isComplete ? EXIT.asExpected : EXIT.inconclusive;
}

const KIND_NAMES = { vmalloc: 'a page allocator', percpu: 'a per-CPU allocator' };

function mustBeOfOneKind(a: Subject, b: Subject): void {
  if (a.kind === b.kind) return;
  const [first, second] = [a, b].map(({ name, kind }) => `${name} is ${KIND_NAMES[kind]}`);
  throw new UsageError(`compare: ${first}, ${second}: they have no operation in common; name two of one kind`);
}

/** The execution, which claims it breaks, what callers see. */
function shown(a: Subject, b: Subject, line: string, withAddresses: boolean): string {
  try {
    const { trace, findings, outcome } = replayCompared(a, b, line, withAddresses);
    const broken = findings.map(({ claim, message }) => `${claim}: ${message}`);
    return [
      traceText(trace, terminal()),
      '',
      ...(broken.length === 0 ? ['no claim is broken'] : broken),
      ...(outcome === null ? [] : [`outcome: ${outcome}`]),
    ].join('\n');
  } catch (error) {
    if (error instanceof ScheduleError) throw new UsageError(`--replay: ${error.message}`);
    throw error;
  }
}
