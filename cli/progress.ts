/** One line on the terminal that says how far a long exploration is. */
import { rounded } from '../scheduler/estimate/estimate.js';
import type { Progress } from '../scheduler/explore-options.js';

const EVERY_MS = 200;
const UNITS = { preemptions: 'traces', delays: 'traces', random: 'random executions' } as const;
/** Columns that a terminal has if it does not say. */
const COLUMNS = 80;

/** Cells of the bar. */
const BAR = 20;

/**
 * `two-zones [###.................] 1 200 of some 8 000 traces (90 %: 6 000 to 9 200), 5 800/s, 1 s left`
 * @param seconds since the exploration began
 */
export function progressText(scenario: string, progress: Progress, seconds: number): string {
  const { explored, violating } = progress;
  const perSecond = explored / Math.max(seconds, 0.001);
  const parts: string[] = [];
  let left: number | null = null;
  let bar = ':';
  if ('estimate' in progress) {
    const { traces, low, high } = progress.estimate();
    parts.push(
      `${whole(explored)} of some ${rounded(traces, 2)} traces (90 %: ${rounded(low, 2)} to ${rounded(high, 2)})`,
    );
    left = Math.max(0, traces - explored) / perSecond;
    bar = barText(explored / Math.max(traces, explored, 1));
  } else if (progress.strategy === 'states') {
    parts.push(`${whole(explored)} states`);
    const { frontier } = progress;
    if (frontier !== null)
      parts.push(`${whole(frontier.states)} of them waiting`, `within ${frontier.depth} events all covered`);
  } else {
    parts.push(`${whole(explored)} ${UNITS[progress.strategy]}`);
    if ('level' in progress) {
      const { level, share, strategy } = progress;
      if (level > 0) parts.push(`all with at most ${level - 1} ${strategy}`);
      parts.push(`${Math.floor(100 * share)} % of those with ${level}`);
      bar = barText(share);
    }
  }
  if (violating > 0) parts.push(`${whole(violating)} broken`);
  parts.push(`${rounded(perSecond, 2)}/s`);
  if (left !== null) parts.push(`${duration(left)} left`);
  return `${scenario}${bar} ${parts.join(', ')}`;
}

/** @param share 0 to 1 */
function barText(share: number): string {
  return ` [${'#'.repeat(Math.floor(BAR * share)).padEnd(BAR, '.')}]`;
}

function whole(value: number): string {
  return value.toLocaleString('en').replaceAll(',', ' ');
}

/** In the largest unit of which there are at least two. */
function duration(seconds: number): string {
  const units: readonly [name: string, seconds: number][] = [
    ['years', 31_557_600],
    ['days', 86_400],
    ['h', 3_600],
    ['min', 60],
  ];
  const [name, unit] = units.find(([, each]) => seconds >= 2 * each) ?? ['s', 1];
  return `${rounded(Math.round(seconds / unit), 2)} ${name}`;
}

/** Writes to stderr, and only if that is a terminal; `clear` removes the line again. */
export class StatusLine {
  readonly #isShown: boolean;
  #next = Date.now() + EVERY_MS;
  #isDrawn = false;

  constructor(isWanted: boolean) {
    this.#isShown = isWanted && process.stderr.isTTY === true;
  }

  /** Not at once: shows nothing of what is over soon. */
  delay(): void {
    this.#next = Date.now() + EVERY_MS;
  }

  /** Now and then. */
  show(text: () => string): void {
    if (!this.#isShown || Date.now() < this.#next) return;
    process.stderr.write(`\r\u001b[K${text().slice(0, (process.stderr.columns ?? COLUMNS) - 1)}`);
    this.#isDrawn = true;
    this.delay();
  }

  clear(): void {
    if (this.#isDrawn) process.stderr.write('\r\u001b[K');
    this.#isDrawn = false;
  }
}

/** The same of an exploration. */
export class ProgressLine {
  readonly #line: StatusLine;
  #started = Date.now();
  #what = '';

  constructor(isWanted: boolean) {
    this.#line = new StatusLine(isWanted);
  }

  /** Seconds since `start`. */
  get seconds(): number {
    return (Date.now() - this.#started) / 1000;
  }

  /** @param what is explored */
  start(what: string): void {
    this.#what = what;
    this.#started = Date.now();
    this.#line.delay();
  }

  show(progress: Progress): void {
    this.#line.show(() => progressText(this.#what, progress, this.seconds));
  }

  clear(): void {
    this.#line.clear();
  }
}
