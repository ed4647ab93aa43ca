/** Compares the traces that a reduction visits, one by one, with those of brute force over trace prefixes. */
import { printSchedule, scheduleOf } from '../schedule.js';
import type { Session } from '../session.js';
import { TracePrefixes } from '../strategies/trace-prefixes.js';

/** Prefixes after which brute force gives up. */
const MAX_PREFIXES = 10_000;

/** A trace as it was visited. */
interface Visited {
  /** Broken claims. */
  readonly claims: string;
  /** (thread, alternative) pairs, flat. */
  readonly events: readonly number[];
}

export interface Comparison {
  /** A sentence about the first trace that differs, or null. */
  readonly fault: string | null;
  /** What was compared. */
  readonly said: string;
}

export class TraceOracle {
  readonly #session: Session;
  #beginning = -1;
  /** By canonical form. Past the limit, which has at least as many prefixes, no more are kept. */
  readonly #visited = new Map<string, Visited>();
  #twice: readonly number[] | null = null;

  constructor(session: Session) {
    this.#session = session;
  }

  /** The session is at the end of an execution of the reduction. */
  add(): void {
    const { path, beginnings } = this.#session;
    if (beginnings !== this.#beginning) {
      this.#beginning = beginnings;
      this.#visited.clear();
      this.#twice = null;
    }
    if (this.#visited.size > MAX_PREFIXES) return;
    const trace = path.canonical();
    const events = path.events();
    if (this.#visited.has(trace)) this.#twice ??= events;
    else this.#visited.set(trace, { claims: this.#claims(), events });
  }

  /** To be called when the reduction is through; uses the session for another exploration. */
  compare(most = MAX_PREFIXES): Comparison {
    const session = this.#session;
    const brute = new TracePrefixes(session);
    const found = new Set<string>();
    let beginning = -1;
    let fault = this.#twice === null ? null : this.#fault('is visited twice', this.#twice);
    const complete = brute.explore(() => {
      if (session.beginnings !== beginning) found.clear();
      beginning = session.beginnings;
      const trace = session.path.canonical();
      found.add(trace);
      const visited = this.#visited.get(trace);
      if (visited === undefined) fault ??= this.#fault('is missing', session.path.events());
      else if (visited.claims !== this.#claims()) {
        const differ = `breaks ${visited.claims || 'nothing'} when explored and ${this.#claims() || 'nothing'} by brute force`;
        fault ??= this.#fault(differ, visited.events);
      }
      return fault === null;
    }, most);
    if (complete && fault === null)
      for (const [trace, { events }] of this.#visited)
        if (!found.has(trace)) fault ??= this.#fault('is none that brute force finds', events);
    const prefixes = `${brute.prefixes} prefixes`;
    if (complete || fault !== null) return { fault, said: `the same traces by brute force over ${prefixes}` };
    const said = `too large for brute force, which stopped after ${most} prefixes and ${found.size} of the traces`;
    return { fault, said };
  }

  #claims(): string {
    return this.#session.findings
      .map(({ claim }) => claim)
      .sort()
      .join(', ');
  }

  #fault(what: string, events: readonly number[]): string {
    const session = this.#session;
    const schedule = scheduleOf(session.scenario.name, session.observedNames, session.describe(events));
    return (
      `the trace of this schedule ${what}: ${printSchedule(schedule)}. Either an object declares too few accesses, or ` +
      'this is a fault of the engine: then please report the scenario'
    );
  }
}
