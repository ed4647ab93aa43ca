/**
 * Partial order sampling (Yuan, Yang and Gu, CAV 2018): each pending event has a random priority, the highest goes first.
 * When an event has happened, those that depend on it are given new ones, so that the order of two events that race does
 * not depend on how many others stand in between.
 *
 * What a pending event will touch is not known before it happens. It is taken to touch what the thread's last step of
 * that name on that object touched; if there was none, it conflicts with whatever a waiting step would.
 */
import type { Session } from '../session.js';
import type { Step } from '../step.js';
import { highest, type Random, type Sampler } from './sampler.js';

/** By operation: footprints, by object and thread. */
type PosLearned = readonly (readonly [operation: string, footprints: readonly (readonly [number, number])[]])[];

export class Pos implements Sampler<PosLearned> {
  readonly name = 'pos';
  readonly #session: Session;
  readonly #random: Random;
  readonly #priority: Float64Array;
  /** Footprints by operation, and by object and thread. */
  readonly #seen = new Map<string, Map<number, number>>();

  constructor(session: Session, random: Random) {
    this.#session = session;
    this.#random = random;
    this.#priority = new Float64Array(session.path.stride);
  }

  begin(): void {
    for (const thread of this.#priority.keys()) this.#priority[thread] = this.#random();
  }

  pick(enabled: readonly number[]): number {
    return highest(enabled, this.#priority);
  }

  performed(): void {
    const { path, footprints, execution } = this.#session;
    const newest = path.depth - 1;
    const thread = path.thread[newest]!;
    const footprint = path.footprint[newest]!;
    this.#learn(path.operation[newest]!.name, path.object[newest]!, thread, footprint);
    for (const other of execution.threads) {
      const pending = other?.pending;
      if (!pending) continue;
      const depends = other!.index === thread || footprints.conflict(footprint, this.#expected(other!.index, pending));
      if (depends) this.#priority[other!.index] = this.#random();
    }
  }

  save(): PosLearned {
    return [...this.#seen].map(([operation, footprints]) => [operation, [...footprints]]);
  }

  restore(learned: PosLearned): void {
    for (const [operation, footprints] of learned) this.#seen.set(operation, new Map(footprints));
  }

  #learn(operation: string, object: number, thread: number, footprint: number): void {
    let seen = this.#seen.get(operation);
    if (seen === undefined) this.#seen.set(operation, (seen = new Map()));
    seen.set(this.#key(object, thread), footprint);
  }

  #expected(thread: number, pending: Step<unknown>): number {
    const key = this.#key(pending.object?.id ?? -1, thread);
    return this.#seen.get(pending.operation.name)?.get(key) ?? this.#session.waitFootprint(thread);
  }

  #key(object: number, thread: number): number {
    return (object + 1) * this.#priority.length + thread;
  }
}
