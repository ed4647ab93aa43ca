/** What `mazurka check` prints: a line for each scenario, counterexamples, a summary. */
import { type Checked, failureText } from '../report/checked.js';
import { counterexampleText } from '../report/trace-text.js';
import { isAsExpected, lockLines, summaryLine, verdictLine } from '../report/verdict-text.js';
import type { Scenario } from '../scheduler/scenario.js';
import type { Verdict } from '../scheduler/verdict.js';
import type { CheckOptions } from './check-options.js';
import { isInterrupted } from './interrupt.js';
import { terminal } from './paint.js';
import { briefExplanation, smallestLines } from './surprise.js';

/** A scenario and its verdict, as reporters get them. */
export type Result = Omit<Checked, 'failures'> & { readonly scenario: Scenario };

export class TextReporter {
  readonly #options: CheckOptions;
  readonly #verdicts: Verdict[] = [];
  readonly #terminal = terminal();

  constructor(options: CheckOptions) {
    this.#options = options;
  }

  checked({ scenario, file, verdict, seconds }: Result): void {
    const { quiet = false, trace = false, untilFirst = false, minimise = true } = this.#options;
    const style = { ...this.#terminal, file };
    this.#verdicts.push(verdict);
    if (!quiet || !isAsExpected(verdict)) {
      say(verdictLine(verdict, seconds, style.paint));
      for (const line of lockLines(verdict)) say(line);
    }
    const { counterexample } = verdict;
    if (counterexample === null) return;
    const surprises = verdict.outcome === 'violated' && !isAsExpected(verdict);
    if (trace || surprises)
      say(`\n${failureText(counterexample, briefExplanation(scenario, counterexample), style)}\n`);
    if (surprises && !untilFirst && minimise && !isInterrupted())
      for (const line of smallestLines(scenario, counterexample, style)) say(line);
  }

  end(): void {
    const shown = this.#options.demo === true ? smallestExpected(this.#verdicts) : null;
    if (shown !== null) say(`\n${counterexampleText(shown, this.#terminal)}\n`);
    say(summaryLine(this.#verdicts));
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
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
