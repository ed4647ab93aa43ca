/** One line on the terminal that says how far a long exploration is. */
import type { Progress } from '../scheduler/explore-options.js';

const EVERY_MS = 200;
const UNITS = { traces: 'traces', states: 'states', random: 'random executions' } as const;

/** Writes to stderr, and only if that is a terminal; `clear` removes the line again. */
export class ProgressLine {
  readonly #isShown: boolean;
  #next = Date.now() + EVERY_MS;
  #started = Date.now();
  #isDrawn = false;

  constructor(isQuiet: boolean) {
    this.#isShown = !isQuiet && process.stderr.isTTY === true;
  }

  start(): void {
    this.#started = Date.now();
    this.#next = this.#started + EVERY_MS;
  }

  show(scenario: string, { strategy, explored, violating }: Progress): void {
    const now = Date.now();
    if (!this.#isShown || now < this.#next) return;
    this.#next = now + EVERY_MS;
    const rate = Math.round(explored / ((now - this.#started) / 1000));
    const broken = violating === 0 ? '' : `, ${violating} broken`;
    process.stderr.write(`\r\u001b[K${scenario}: ${explored} ${UNITS[strategy]}${broken}, ${rate}/s`);
    this.#isDrawn = true;
  }

  clear(): void {
    if (this.#isDrawn) process.stderr.write('\r\u001b[K');
    this.#isDrawn = false;
  }
}
