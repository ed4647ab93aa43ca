/**
 * Estimates the number of Mazurkiewicz traces while they are explored: from two kinds of random probes, each of which is
 * right on average, and from the explored part of the tree. See docs/decisions/0022.
 */
import type { Scenario } from '../scenario.js';
import { Session, type SessionOptions } from '../session.js';
import type { Estimate } from './estimate.js';
import { LatticeProbe } from './lattice-probe.js';
import { randomPick } from './pick.js';
import { SleepSetProbe } from './sleep-set-probe.js';

const SEED = 'mazurka';
/** Walks of one kind, at most. */
const MOST_WALKS = 1000;
/** No more probes are made once the estimate's relative standard error is below this. */
const PRECISE = 0.05;
/** Standard errors on each side of the mean that hold 90 % of a normal distribution. */
const Z90 = 1.645;
/** The relative error that is assumed of the explored part's estimate. */
const ONLINE_ERROR = 2;

/** Weights of one kind of probe. */
class Sample {
  count = 0;
  mean = 0;
  #squares = 0;
  #largest = 0;

  add(weight: number): void {
    this.count++;
    this.#largest = Math.max(this.#largest, weight);
    const off = weight - this.mean;
    this.mean += off / this.count;
    this.#squares += off * (weight - this.mean);
  }

  /**
   * Squared relative error of the mean: that of its variance, and more for what a sample does not show, since rare
   * weights may be large: the share of the largest so far, and one over the count.
   */
  get error(): number {
    if (this.mean === 0) return Infinity;
    const variance = this.count > 1 ? this.#squares / (this.count - 1) : 0;
    return (variance / this.mean ** 2 + 1 + this.#largest / this.mean) / this.count;
  }
}

interface Kind {
  probe: { walk(): number | null };
  sample: Sample;
  walks: number;
  /** Events performed, in all. */
  events: number;
}

export class TraceEstimator {
  readonly #scenario: Scenario;
  readonly #options: SessionOptions;
  readonly #seed: string;
  #session: Session | null = null;
  #kinds: Kind[] = [];

  /** @param seed the same seed gives the same estimates */
  constructor(scenario: Scenario, options: SessionOptions = {}, seed = SEED) {
    this.#scenario = scenario;
    this.#options = options;
    this.#seed = seed;
  }

  /** Events of all probes so far. */
  get events(): number {
    return this.#kinds.reduce((sum, { events }) => sum + events, 0);
  }

  /**
   * What is known after so many executions, which took so many events. Probes are made until they took as many events
   * too, or are precise enough: the answer depends on the arguments only, not on what was asked before.
   * @param online the estimate from the explored part of the tree
   */
  after(executions: number, events: number, online: number): Estimate {
    this.#probe(events);
    const samples = this.#kinds.map(({ sample }) => sample).filter(({ mean }) => mean > 0);
    const precision = samples.reduce((sum, { error }) => sum + 1 / error, 0);
    const average = (of: (sample: Sample) => number): number =>
      samples.reduce((sum, sample) => sum + of(sample) / sample.error, 0) / precision;
    const probed = samples.length === 0 ? null : average(({ mean }) => mean);
    const traces = Math.max(executions, online, probed ?? 0);
    // Probes that find less than the explored part promises have missed the large weights: their error says nothing.
    const error =
      probed === null || probed < online
        ? ONLINE_ERROR ** 2
        : 1 / precision + average(({ mean }) => (mean / probed - 1) ** 2);
    const spread = 1 + Z90 * Math.sqrt(error);
    return { traces, low: Math.max(executions, traces / spread), high: traces * spread, online, probed };
  }

  #probe(most: number): void {
    if (this.#session === null) {
      this.#session = new Session(this.#scenario, this.#options);
      this.#session.restart();
      this.#begin();
    }
    while (this.events < most) {
      const [first, second] = this.#kinds as [Kind, Kind];
      const kind = first.events <= second.events ? first : second;
      if (kind.walks === MOST_WALKS || 1 / first.sample.error + 1 / second.sample.error > 1 / PRECISE ** 2) return;
      this.#walk(kind);
    }
  }

  #walk(kind: Kind): void {
    const session = this.#session!;
    const before = session.steps;
    const weight = kind.probe.walk();
    kind.walks++;
    kind.events += session.steps - before;
    if (session.restartNeeded) {
      session.restart();
      this.#begin();
    } else if (weight !== null) kind.sample.add(weight);
  }

  /** Samples of a tree with other steps or conflicts say nothing. */
  #begin(): void {
    const session = this.#session!;
    const pick = randomPick(this.#seed);
    const probes = [new SleepSetProbe(session, pick), new LatticeProbe(session, pick)];
    this.#kinds = probes.map((probe, k) => {
      const { walks, events } = this.#kinds[k] ?? { walks: 0, events: 0 };
      return { probe, sample: new Sample(), walks, events };
    });
  }
}
