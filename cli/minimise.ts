/** `mazurka minimise`: the smallest workload and interleaving that break a claim. */
import { minimiseWorkload } from '../hunt/minimise.js';
import { minimisedLines } from '../hunt/workload-text.js';
import { isFile } from '../program/load.js';
import { EXIT, UsageError } from '../program/usage-error.js';
import { traceText } from '../report/trace-text.js';
import { SCHEMA_VERSION } from '../report/verdict-json.js';
import { isMade, plainName, type Subject, subjectOf, type Workload } from '../scenarios/subject.js';
import { explore } from '../scheduler/explore.js';
import { replay } from '../scheduler/replay.js';
import { parseSchedule } from '../scheduler/schedule.js';
import { expectedClaims } from '../scheduler/verdict.js';
import { type Failure, failureJson, isPath, readFailure, requireFailure, subjectOfFailure } from './failure-file.js';
import { didYouMean } from './near.js';
import { terminal } from './paint.js';
import { selectOne } from './select.js';
import { requireOut, writeOut } from './write.js';

/** What `mazurka minimise` may be asked for. */
export interface MinimiseOptions {
  /** Which claim, if several break. */
  readonly claim?: string;
  /** Scenario file that the scenario is in. */
  readonly file?: string;
  /** File to write. */
  readonly out?: string;
  /** Print one JSON document instead of text. */
  readonly json?: boolean;
  /** Do not type-check scenario files. */
  readonly transpileOnly?: boolean;
}

/** Executions that are looked at for a broken claim where none is named. */
const MAX_EXECUTIONS = 20_000;

interface Given {
  readonly design: string;
  readonly file: string | null;
  readonly subject: Subject;
  readonly workload: Workload;
  readonly claim: string;
}

/** Returns the exit code: a small failure is what was asked for. */
export async function minimise(given: string, options: MinimiseOptions): Promise<number> {
  const out = requireOut(options.out);
  const { design, file, subject, workload, claim } = await givenBy(given, options);
  const name = `${plainName(design)}-small`;
  const found = minimiseWorkload(subject, workload, claim, name);
  if (found === null) throw new UsageError(`${given}: ${claim} does not break ${whyNot(subject, claim)}`);
  const { schedule, claims } = found;
  const failure: Failure = { design, file, claim, workload: found.workload, claims, schedule };
  if (out !== null) writeOut(out, failureJson(failure));
  const { trace, findings } = replay(subject.scenario(name, found.workload, claims), parseSchedule(schedule));
  const { message } = findings.find((each) => each.claim === claim)!;
  const say = (text: string) => void process.stdout.write(`${text}\n`);
  if (options.json === true) say(JSON.stringify({ schema: SCHEMA_VERSION, ...failure, minimised: found }, null, 2));
  else {
    const { paint, width } = terminal();
    const again = out === null ? 'to keep it: --out failure.json' : `replay: mazurka replay ${out}`;
    say([`${paint.red(paint.bold(claim))}: ${message}`, ...minimisedLines(workload, found)].join('\n'));
    say(`\n${traceText(trace, { paint, width })}\n\n${again}`);
  }
  return EXIT.asExpected;
}

/** Whether it is the bounds or the name. */
function whyNot({ claims }: Subject, claim: string): string {
  const names = claims.map(({ name }) => name);
  if (names.includes(claim)) return 'within the bounds of a minimisation; try mazurka check';
  return `and is none of its own claims.${didYouMean(claim, names)} These are ${names.join(', ')}`;
}

/** A failure file, or a scenario by its name. */
async function givenBy(given: string, { claim, file, transpileOnly = false }: MinimiseOptions): Promise<Given> {
  if (isFile(given)) throw new UsageError(`name one of its scenarios: mazurka minimise <scenario> --file ${given}`);
  const failure = isPath(given) ? requireFailure(given) : readFailure(given);
  if (failure !== null) return { ...failure, subject: await subjectOfFailure(failure, given, transpileOnly) };
  const scenario = await selectOne(given, file, transpileOnly);
  if (!isMade(scenario))
    throw new UsageError(
      `${given} has threads of its own code: only what allocatorScenario({ threads: { a: { does: [...] } } }) makes has a workload to make small`,
    );
  const subject = subjectOf(scenario.name, scenario);
  const [expected] = expectedClaims(scenario);
  const broken =
    claim ?? expected ?? explore(scenario, { untilFirst: true, maxExecutions: MAX_EXECUTIONS }).counterexample?.claim;
  if (broken === undefined) throw new UsageError(`${given} breaks no claim: there is nothing to make small`);
  if (subject.workload === null) throw new UsageError(`${given} has no threads`);
  return { design: scenario.name, file: file ?? null, subject, workload: subject.workload, claim: broken };
}
