/** What the executions of a campaign so far have shown: the figures that samplers go by. */
import { modesConflict } from '../footprint.js';
import type { Session } from '../session.js';
import { TraceSet } from '../trace-set.js';

/** Executions from which all is taken but the longest execution and the traces. */
const PROFILED = 32;

/** See Checkpoint. */
export interface SavedProfile {
  readonly longest: number;
  readonly traces: string;
  readonly hasChoices: boolean;
  readonly parent: readonly number[];
  readonly executions: number;
  readonly events: readonly (readonly (readonly [object: number, count: number])[])[];
  readonly touched: readonly {
    readonly id: number;
    readonly name: string;
    readonly conflicts: number;
    readonly from: readonly number[];
  }[];
}

export class Profile {
  readonly #session: Session;
  /** Events of the longest execution. */
  longest = 0;
  readonly traces = new TraceSet();
  /** Some event had several outcomes to choose from. */
  hasChoices = false;
  /** The thread that spawned each, or -1. */
  readonly parent: Int32Array;
  #executions = 0;
  /** By thread: events, by the object of their step (-1: none). */
  readonly #events: Map<number, number>[];
  /** By object: what its name is, how often one thread followed another there in conflict, whose steps touched it. */
  readonly #touched = new Map<number, { readonly name: string; conflicts: number; readonly from: Set<number> }>();

  constructor(session: Session) {
    const { stride } = session.path;
    this.#session = session;
    this.parent = new Int32Array(stride).fill(-1);
    this.#events = Array.from({ length: stride }, () => new Map<number, number>());
  }

  save(): SavedProfile {
    return {
      longest: this.longest,
      traces: this.traces.save(),
      hasChoices: this.hasChoices,
      parent: [...this.parent],
      executions: this.#executions,
      events: this.#events.map((counts) => [...counts]),
      touched: [...this.#touched].map(([id, { name, conflicts, from }]) => ({ id, name, conflicts, from: [...from] })),
    };
  }

  /** Knows what the saved one did. To be called before anything is learned. */
  restore(saved: SavedProfile): void {
    this.longest = saved.longest;
    this.traces.restore(saved.traces);
    this.hasChoices = saved.hasChoices;
    this.parent.set(saved.parent);
    this.#executions = saved.executions;
    for (const [thread, counts] of saved.events.entries())
      for (const [object, count] of counts) this.#events[thread]!.set(object, count);
    for (const { id, name, conflicts, from } of saved.touched)
      this.#touched.set(id, { name, conflicts, from: new Set(from) });
  }

  /** The session's execution has ended. True if it is the first of its trace. */
  learn(): boolean {
    const { path } = this.#session;
    this.longest = Math.max(this.longest, path.depth);
    if (this.#executions < PROFILED) this.#count();
    return this.traces.add(path);
  }

  #count(): void {
    const { path } = this.#session;
    this.#executions++;
    for (let j = 0; j < path.depth; j++) {
      const events = this.#events[path.thread[j]!]!;
      const object = path.object[j]!;
      events.set(object, (events.get(object) ?? 0) + 1);
      this.hasChoices ||= path.alternatives[j]!.length > 1;
    }
    for (const [thread, at] of path.spawnedAt.entries()) if (at >= 0) this.parent[thread] = path.thread[at]!;
    this.#learnConflicts();
  }

  #learnConflicts(): void {
    const { path, footprints, execution } = this.#session;
    const { objects } = execution.context;
    const last = new Map<number, { readonly thread: number; readonly mode: number }>();
    for (let j = 0; j < path.depth; j++) {
      const thread = path.thread[j]!;
      footprints.forEach(path.footprint[j]!, (id, mode) => {
        const object = objects[id];
        if (object === undefined || object.isGhost) return; // of a claim, not of the design
        let touched = this.#touched.get(id);
        if (touched === undefined)
          this.#touched.set(id, (touched = { name: object.name, conflicts: 0, from: new Set() }));
        const before = last.get(id);
        if (before !== undefined && before.thread !== thread && modesConflict(before.mode, mode)) touched.conflicts++;
        last.set(id, { thread, mode });
        if (path.object[j]! >= 0) touched.from.add(path.object[j]!);
      });
    }
  }

  /** Mean number of the thread's events in an execution; of those whose step is on these objects, if any are given. */
  events(thread: number, on: ReadonlySet<number> | null): number {
    let sum = 0;
    for (const [object, count] of this.#events[thread]!) if (on === null || on.has(object)) sum += count;
    return sum / Math.max(1, this.#executions);
  }

  /** Objects whose steps touch one of these names; of no names: the object with the most conflicts. */
  objectsTouching(names: readonly string[]): ReadonlySet<number> {
    const all = [...this.#touched.values()];
    const most = Math.max(0, ...all.map(({ conflicts }) => conflicts));
    const wanted =
      names.length > 0
        ? all.filter(({ name }) => names.includes(name))
        : all.filter(({ conflicts }) => conflicts > 0 && conflicts === most).slice(0, 1);
    return new Set(wanted.flatMap(({ from }) => [...from]));
  }

  /** Names of all objects that were touched. */
  get names(): readonly string[] {
    return [...new Set([...this.#touched.values()].map(({ name }) => name))].sort();
  }
}
