/** Takes note of the traces of an exploration, and makes them a certificate. */
import type { Scenario } from '../scenario.js';
import type { Session } from '../session.js';
import {
  CERTIFICATE_SCHEMA,
  type Certificate,
  type Collected,
  encode,
  labelsOf,
  leafOf,
  rootOf,
  type ThreadOfTrace,
} from './certificate.js';

/** Takes note of the traces of an exploration, whatever finds them. */
export class TraceCollector {
  #beginning = -1;
  #session!: Session;
  readonly #collected: Collected[] = [];

  /** The session is at the end of an execution. Always true: go on. */
  add(session: Session): true {
    this.#meet(session);
    const { path, findings } = session;
    const labels = this.#labels();
    const threads = labels.map((label, p) => ({ label, events: eventsOf(session, p, labels) }));
    this.#collected.push({
      leaf: leafOf(threads),
      events: Array.from(
        { length: path.depth },
        (_, k) => [path.thread[k]!, path.alternative[k]!, path.choosesThread(k)] as const,
      ),
      broken: [...new Set(findings.map(({ claim }) => claim))].sort(),
    });
    return true;
  }

  #meet(session: Session): void {
    if (session.beginnings !== this.#beginning) this.#collected.length = 0;
    this.#beginning = session.beginnings;
    this.#session = session;
  }

  /** What was collected. */
  get traces(): readonly Collected[] {
    return this.#collected;
  }

  /** Traces that another collected, whose session knew the same threads. */
  absorb(session: Session, traces: readonly Collected[]): void {
    this.#meet(session);
    for (const trace of traces) this.#collected.push(trace);
  }

  /** Goes on with what another had collected; the session is that one's, and has begun so often. */
  restore(session: Session, traces: readonly Collected[], beginnings: number): void {
    this.#session = session;
    this.#beginning = beginnings;
    this.#collected.splice(0, Infinity, ...traces);
  }

  get spinsWait(): boolean {
    return this.#session.spinsWait;
  }

  #labels(): string[] {
    const { scenario, execution, shared } = this.#session;
    const booted = Object.keys({ ...execution.booted.threads, ...execution.booted.daemons });
    const labels = labelsOf(booted, shared.threadIds);
    if (new Set(labels).size < labels.length) throw new Error(`${scenario.name}: two threads have one name`);
    return labels;
  }

  certificate(scenario: Scenario, program: string, broken: Readonly<Record<string, number>>): Certificate {
    const labels = this.#labels();
    const threads = [...labels].sort();
    const number = labels.map((label) => threads.indexOf(label));
    const sorted = [...this.#collected].sort((a, b) => (a.leaf < b.leaf ? -1 : 1));
    return {
      schema: CERTIFICATE_SCHEMA,
      scenario: scenario.name,
      program,
      claims: claimsOf(scenario),
      observed: [...new Set(this.#session.observedNames)].sort(),
      threads,
      broken,
      root: rootOf(sorted.map(({ leaf }) => leaf)),
      traces: sorted.map(({ leaf, events, broken: claims }) => ({
        leaf,
        schedule: encode(
          events.map(([thread, alternative, isThread]) => [
            number[thread]!,
            isThread ? number[alternative - 1]! + 1 : alternative,
          ]),
        ),
        ...(claims.length === 0 ? {} : { broken: claims }),
      })),
    };
  }
}

export function claimsOf({ properties = [] }: Scenario): string[] {
  return properties.map(({ name, mode }) => `${mode}: ${name}`).sort();
}

function eventsOf({ path }: Session, thread: number, labels: readonly string[]): ThreadOfTrace['events'] {
  const { stride, counts, clocks, depth } = path;
  if (thread >= stride) return [];
  return Array.from({ length: counts[depth * stride + thread]! }, (_, n) => {
    const j = path.eventAt[thread]![n]!;
    const alternative = path.alternative[j]!;
    const named = path.choosesThread(j) ? labels[alternative - 1]! : alternative;
    return { named, after: [...clocks.subarray(j * stride, (j + 1) * stride)] };
  });
}
