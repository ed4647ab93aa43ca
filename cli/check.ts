/** `mazurka check`: explores scenarios and compares the verdicts with what they expect. */
import { counterexampleText } from '../report/trace-text.js';
import { verdictsJson } from '../report/verdict-json.js';
import { isAsExpected, isInconclusive, summaryLine, verdictLine } from '../report/verdict-text.js';
import { explore } from '../scheduler/explore.js';
import type { Verdict } from '../scheduler/verdict.js';
import { terminal } from './paint.js';
import { ProgressLine } from './progress.js';
import { select } from './select.js';
import { EXIT, UsageError } from './usage-error.js';

export interface CheckOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly maxExecutions?: number;
  readonly untilFirst?: boolean;
  readonly transpileOnly?: boolean;
  /** Print the counterexample of every violated scenario. */
  readonly trace?: boolean;
  /** Print the smallest counterexample of an expected violation. */
  readonly demo?: boolean;
}

/** Returns the exit code. */
export async function check(wanted: readonly string[], options: CheckOptions): Promise<number> {
  const { json = false, quiet = false, maxExecutions, untilFirst = false, transpileOnly = false } = options;
  if (maxExecutions !== undefined && !(Number.isInteger(maxExecutions) && maxExecutions > 0))
    throw new UsageError(`--max-executions: expected a whole number above 0, found ${maxExecutions}`);
  const selected = await select(wanted, transpileOnly);
  const { paint, width } = terminal();
  const progress = new ProgressLine(quiet || json);
  const verdicts: Verdict[] = [];
  const say = (text: string) => void process.stdout.write(`${text}\n`);
  for (const { scenario, file } of selected) {
    const started = process.hrtime.bigint();
    progress.start();
    const verdict = explore(scenario, {
      untilFirst,
      progressEvery: 100,
      ...(maxExecutions === undefined ? {} : { maxExecutions }),
      onProgress(now) {
        progress.show(scenario.name, now);
        return true;
      },
    });
    progress.clear();
    verdicts.push(verdict);
    if (json) continue;
    const seconds = Number(process.hrtime.bigint() - started) / 1e9;
    if (!quiet || !isAsExpected(verdict)) say(verdictLine(verdict, seconds, paint));
    const surprises = verdict.outcome === 'violated' && !isAsExpected(verdict);
    if (verdict.counterexample !== null && (options.trace === true || surprises))
      say(`\n${counterexampleText(verdict.counterexample, { paint, width, file })}\n`);
  }
  if (json) say(JSON.stringify(verdictsJson(verdicts), null, 2));
  else {
    if (options.demo === true) {
      const shown = smallestExpected(verdicts);
      if (shown !== null) say(`\n${counterexampleText(shown, { paint, width })}\n`);
    }
    say(summaryLine(verdicts));
  }
  if (verdicts.some((verdict) => !isAsExpected(verdict) && !isInconclusive(verdict))) return EXIT.notAsExpected;
  return verdicts.some(isInconclusive) ? EXIT.inconclusive : EXIT.asExpected;
}

/** Of the expected violations that need a preemption, the one with the fewest preemptions and events. */
function smallestExpected(verdicts: readonly Verdict[]): Verdict['counterexample'] {
  const found = verdicts
    .filter(isAsExpected)
    .flatMap(({ counterexample }) => (counterexample === null ? [] : [counterexample]));
  const races = found.filter(({ preemptions }) => preemptions > 0);
  const among = races.length > 0 ? races : found;
  return among.reduce<Verdict['counterexample']>((best, each) => {
    if (best === null || each.preemptions < best.preemptions) return each;
    return each.preemptions === best.preemptions && each.trace.events.length < best.trace.events.length ? each : best;
  }, null);
}
