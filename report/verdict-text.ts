/** Verdicts as lines of text. */
import type { Counts, Verdict } from '../scheduler/verdict.js';
import { type Paint, PLAIN } from './paint.js';

/** True if the verdict is what the scenario expects, or if it expects nothing and holds. */
export function isAsExpected({ outcome, unexpected }: Verdict): boolean {
  return unexpected === null ? outcome === 'holds' : unexpected === '';
}

/** True if the verdict says neither yes nor no. */
export function isInconclusive({ outcome }: Verdict): boolean {
  return outcome === 'holds within' || outcome === 'inconclusive';
}

/**
 * One line: as expected or not, the verdict, what was explored.
 * @param seconds wall time, shown last; null leaves it out
 */
export function verdictLine(verdict: Verdict, seconds: number | null, paint: Paint = PLAIN): string {
  const { scenario, counts, reason, choice, checked = null, claims = null, unexpected } = verdict;
  const ok = isAsExpected(verdict);
  const mark = ok ? paint.green('ok') : isInconclusive(verdict) ? paint.yellow('??') : paint.red('NO');
  const time = seconds === null ? '' : paint.dim(`  ${seconds.toFixed(2)} s`);
  const line = `${mark}  ${scenario.padEnd(34)} ${outcomeText(verdict).padEnd(30)} ${countsText(counts)}${time}`;
  const notes = [choice, checked, claims, reason, unexpected === '' ? null : unexpected].filter(
    (note) => note !== null,
  );
  return [line, ...notes.map((note) => `      ${note}`)].join('\n');
}

/** `holds`; `violated: I-FILL in 2` */
export function outcomeText({ outcome, broken }: Verdict): string {
  const claims = Object.entries(broken).map(([claim, times]) => `${claim} in ${times}`);
  return outcome === 'violated' ? `violated: ${claims.join(', ')}` : outcome;
}

/** `16 traces, 120 events`; `1 000 executions (portfolio, seed 1), 8 traces` */
export function countsText(counts: Counts): string {
  const many = (count: number, what: string) => `${number(count)} ${what}${count === 1 ? '' : 's'}`;
  if (counts.strategy === 'states') return `${many(counts.states, 'state')}, ${many(counts.transitions, 'transition')}`;
  if (counts.strategy === 'random') {
    const { executions, sampler, seed, traces } = counts;
    return `${many(executions, 'execution')} (${sampler}, seed ${seed}), ${many(traces, 'trace')}`;
  }
  const { strategy, executions, blocked, events, levels } = counts;
  const inVain = strategy === 'source' || blocked > 0 ? `, ${number(blocked)} blocked` : '';
  const byLevel = levels === undefined ? '' : ` (with at most 0, 1, ... ${strategy}: ${levels.map(number).join(', ')})`;
  return `${many(executions, 'trace')}${byLevel}${inVain}, ${many(events, 'event')}`;
}

/** Which locks are never contended, and how often others come first on those that are; nothing if that was not counted. */
export function lockLines({ locks = [] }: Verdict): string[] {
  const quiet = locks.filter(({ bypasses }) => bypasses === 0).map(({ lock }) => lock);
  const busy = locks.filter(({ bypasses }) => bypasses > 0);
  return [
    ...busy.map(
      ({ lock, bypasses, waiter }) => `      ${lock}: taken up to ${bypasses} times while ${waiter} waits for it`,
    ),
    ...(quiet.length === 0 ? [] : [`      never contended: ${quiet.join(', ')}`]),
  ];
}

/** `29 passed, 0 failed` */
export function summaryLine(verdicts: readonly Verdict[]): string {
  const passed = verdicts.filter(isAsExpected).length;
  return `${passed} passed, ${verdicts.length - passed} failed`;
}

function number(value: number): string {
  return value.toLocaleString('en').replaceAll(',', ' ');
}
