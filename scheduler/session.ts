/**
 * Performs events one by one for a strategy: records what each touched, keeps the path and its clocks, checks the
 * properties, and can go back (by running again) or try something aside (a probe). What all strategies share.
 */
import { CheckpointError, type SavedSession } from './checkpoint.js';
import { DATA_RACE, describeRace } from './detectors/data-race.js';
import { DEADLOCK, describeDeadlock, stuckThreads } from './detectors/deadlock.js';
import { describeHeldLocks, FORGOTTEN_UNLOCK } from './detectors/forgotten-unlock.js';
import type { Nesting } from './detectors/lock-cycle.js';
import { LockOrder } from './detectors/lock-order.js';
import { describeSpinning } from './detectors/spinning.js';
import { Execution, type Shared } from './execution.js';
import { FootprintTable } from './footprint.js';
import { interchangeable } from './interchangeable.js';
import { wentAnotherWay } from './nondeterminism.js';
import { ACCESS_INTS, type Facts, LocksetTable, ObjectIds, PASS, READ, WHOLE, WRITE } from './object.js';
import { differenceWhenRunAgain } from './paranoid/reruns.js';
import { BLOCKS, CHOICE, FIXED, Path } from './path.js';
import { ask, type Property } from './property.js';
import type { Scenario } from './scenario.js';
import type { ScheduledEvent } from './schedule.js';
import { brokenClaim, type Step, standsForThread, waitAccesses } from './step.js';

/** Ids of the places that keep writes to one property's footprint in order; above all object ids. */
const PROPERTY_PLACE = 0x40000000;

/** The claim that in an infinite execution something gets done again and again, if the scheduler is fair. */
export const LIVELOCK = 'livelock';

/** The claim that every execution ends. */
export const STEP_BOUND = 'step bound';

const DEFAULT_STEP_BOUND = 10_000;

/** A broken claim, at the event (or, for `atEnd` and deadlock, after the last one) where it showed. */
export interface Finding {
  readonly claim: string;
  readonly message: string;
  /** Index in the path of the event that broke it; the path's depth for claims about the end. */
  readonly at: number;
}

/** What an exploration has learned that changes its own rules; see Session.restartNeeded. */
interface Learned extends Facts {
  /** Objects that `always` and `sometimes` claims read: bit p for property p. */
  readonly watched: Map<number, number>;
  threads: number;
}

export interface SessionOptions {
  /** See Context.trackData. Default true. */
  readonly trackData?: boolean;
  /** See Context.fuse. Default true. */
  readonly fuse?: boolean;
  /** See Facts.observedNames. */
  readonly observedNames?: readonly string[];
  /**
   * Of traces that differ only in an exchange of interchangeable threads, explore one: the one in which these take
   * their second steps (the first of every thread is `begin`) in order. Any execution has such a twin, and exactly one
   * if those steps conflict. Default false.
   */
  readonly symmetry?: boolean;
  /** Nestings of locks that other executions are known to have. */
  readonly elsewhere?: readonly Nesting[];
}

export class Session {
  readonly scenario: Scenario<unknown>;
  readonly shared: Shared;
  readonly footprints: FootprintTable;
  readonly #learned: Learned;
  readonly #elsewhere: readonly Nesting[];
  #symmetry: boolean;
  /** Threads whose `begin` touches something shared: it cannot be put off, so nobody is made to wait for them. */
  readonly #ungated = new Set<number>();
  /** `always` and `sometimes` claims: evaluated after events that write what they read. */
  readonly #watching: readonly Property<unknown>[];
  readonly #atEnd: readonly Property<unknown>[];
  readonly #reached = new Set<Property<unknown>>();
  /** Claims with a trigger that fired. */
  readonly applied = new Set<Property<unknown>>();
  execution!: Execution;
  path!: Path;
  /** Broken claims of the present execution, each where it broke first, in order. */
  findings: Finding[] = [];
  /** How locks are nested in all executions. */
  order = new LockOrder();
  executions = 0;
  /** Times the exploration was begun; what a strategy counted before the last one belongs to no exploration. */
  beginnings = 0;
  /** Events performed, replayed ones included. */
  steps = 0;
  probes = 0;

  constructor(scenario: Scenario<unknown>, options: SessionOptions = {}) {
    const { trackData = true, fuse = true, observedNames = [], symmetry = false, elsewhere = [] } = options;
    this.#symmetry = symmetry;
    this.#elsewhere = elsewhere;
    this.scenario = scenario;
    const locksets = new LocksetTable();
    this.#learned = {
      observed: new Set(),
      observedNames: new Set(observedNames),
      plainData: false,
      watched: new Map(),
      threads: 0,
    };
    this.shared = {
      scenario,
      facts: this.#learned,
      locksets,
      ids: new ObjectIds(),
      threadIds: new Map(),
      trackData,
      accesses: new Int32Array(64 * ACCESS_INTS),
      fuse,
      gates: null,
    };
    this.footprints = new FootprintTable(locksets);
    const properties = scenario.properties ?? [];
    this.#watching = properties.filter((property) => property.mode !== 'atEnd');
    this.#atEnd = properties.filter((property) => property.mode === 'atEnd');
    if (this.#watching.length > 30) throw new Error(`${scenario.name}: more than 30 always/sometimes properties`);
  }

  save(): SavedSession {
    const { shared, footprints } = this;
    const { observed, plainData, watched, threads } = this.#learned;
    const { properties = [] } = this.scenario;
    const indices = (claims: ReadonlySet<Property<unknown>>) => [...claims].map((claim) => properties.indexOf(claim));
    return {
      objects: shared.ids.save(),
      threads: [...shared.threadIds],
      locksets: shared.locksets.save(),
      footprints: footprints.save(),
      observed: [...observed],
      plainData,
      watched: [...watched],
      threadCount: threads,
      ungated: [...this.#ungated],
      reached: indices(this.#reached),
      applied: indices(this.applied),
      order: this.order.save(),
      executions: this.executions,
      beginnings: this.beginnings,
      steps: this.steps,
      probes: this.probes,
    };
  }

  /** Learns what another session had learned. To be called before anything is run. */
  learn(saved: SavedSession): void {
    const { shared, footprints } = this;
    shared.ids.restore(saved.objects);
    for (const [key, index] of saved.threads) shared.threadIds.set(key, index);
    for (const locks of saved.locksets) shared.locksets.intern(locks);
    for (const accesses of saved.footprints) footprints.intern(Int32Array.from(accesses), accesses.length);
    for (const id of saved.observed) this.#learned.observed.add(id);
    this.#learned.plainData = saved.plainData;
    for (const [object, claims] of saved.watched) this.#learned.watched.set(object, claims);
    this.#learned.threads = saved.threadCount;
    for (const thread of saved.ungated) this.#ungated.add(thread);
  }

  /** Goes to the end of these (thread, alternative) pairs, where the other session was saved. Throws CheckpointError. */
  resume(saved: SavedSession, events: readonly number[]): void {
    for (let k = 0; k < events.length; k += 2) {
      const [thread, alternative] = [events[k]!, events[k + 1]!];
      if (!this.execution.ways(thread).includes(alternative))
        throw new CheckpointError(`${this.scenario.name}: event ${k / 2 + 1} of the checkpoint cannot happen`);
      this.step(thread, alternative);
      if (this.restartNeeded)
        throw new CheckpointError(`${this.scenario.name}: the checkpoint does not know all locks`);
    }
    const { properties = [] } = this.scenario;
    for (const index of saved.reached) this.#reached.add(properties[index]!);
    for (const index of saved.applied) this.applied.add(properties[index]!);
    const { interchangeable: members } = this.order;
    this.order = LockOrder.restored(saved.order);
    this.order.interchangeable = members;
    this.executions = saved.executions;
    this.beginnings = saved.beginnings;
    this.steps = saved.steps;
    this.probes = saved.probes;
  }

  /** `sometimes` claims whose state no execution has reached so far. */
  get unreached(): readonly Property<unknown>[] {
    return this.#watching.filter((property) => property.mode === 'sometimes' && !this.#reached.has(property));
  }

  /** True once something was learned that changes which steps or conflicts exist: begin the exploration again. */
  restartNeeded = false;

  /** Starts the exploration (again): forgets counts and the path, keeps what was learned. */
  restart(): void {
    this.restartNeeded = false;
    this.beginnings++;
    this.executions = 0;
    this.steps = 0;
    this.probes = 0;
    this.#reached.clear();
    this.applied.clear();
    this.order = new LockOrder(this.#elsewhere);
    this.shared.gates = null;
    this.boot();
    this.#learned.threads = Math.max(this.#learned.threads, this.execution.threads.length);
    if (this.#elsewhere.length > 0) this.order.meetAll(this.execution.context);
    if (this.#symmetry) this.#setGates();
    this.path = new Path(this.#learned.threads, this.footprints, this.shared.gates);
    this.findings = [];
    this.#checkWatching(-1);
    this.#learn();
  }

  #setGates(): void {
    const declared = interchangeable(this.shared);
    this.order.interchangeable = new Set(declared.flat().flatMap(({ objects }) => objects));
    const groups = declared.map((group) => group.flatMap(({ threads }) => threads.slice(0, 1)));
    const gates = new Int32Array(this.#learned.threads).fill(-1);
    for (const group of groups)
      for (let k = 1; k < group.length; k++) if (!this.#ungated.has(group[k]!)) gates[group[k]!] = group[k - 1]!;
    if (gates.some((before) => before >= 0)) this.shared.gates = gates;
    this.executions = 0;
    this.boot();
  }

  /** A fresh execution with no event performed. */
  boot(): void {
    this.execution = new Execution(this.shared);
    this.execution.context.holds = this.order;
    this.executions++;
  }

  /** Goes back to the state after the first `depth` events of the path, by running them again from boot. */
  rewind(depth: number): void {
    this.path.truncate(depth);
    this.boot();
    while (this.findings.length > 0 && this.findings.at(-1)!.at >= depth) this.findings.pop();
    const { path, execution } = this;
    const { thread, alternative, operation, object } = path;
    for (let k = 0; k < depth; k++) {
      const t = thread[k]!;
      const pending = execution.threads[t]?.pending;
      if (pending == null || pending.operation !== operation[k] || (pending.object?.id ?? -1) !== object[k])
        this.#diverged(k, pending ?? null);
      execution.perform(t, alternative[k]!);
    }
    this.steps += depth;
  }

  #diverged(k: number, actual: Step<unknown> | null): never {
    const { execution, path, scenario } = this;
    const name = execution.threads[path.thread[k]!]?.name ?? `thread ${path.thread[k]}`;
    const step = `${path.operation[k]!.name}(${execution.context.objects[path.object[k]!]?.name ?? ''})`;
    const where = differenceWhenRunAgain(this, k);
    throw wentAnotherWay(
      `${scenario.name}: at event ${k + 1} the next step of ${name} was ${step}, now it ` +
        `${actual === null ? 'has ended' : `is ${actual}`}${where === null ? '' : `; ${where}`}`,
    );
  }

  /** Names of the locks that somebody was seen to try-lock or query. */
  get observedNames(): string[] {
    const { objects } = this.execution.context;
    return [...this.#learned.observed].flatMap((id) => (objects[id] === undefined ? [] : [objects[id].name]));
  }

  /** Runs (thread, alternative) pairs aside and says what each event was. */
  describe(events: readonly number[]): ScheduledEvent[] {
    const aside = new Execution(this.shared);
    const found: ScheduledEvent[] = [];
    for (let k = 0; k < events.length; k += 2) {
      const [t, alternative] = [events[k]!, events[k + 1]!];
      const { name, pending } = aside.threads[t]!;
      const step = String(pending);
      const choosesThread = standsForThread(pending!.operation, alternative);
      aside.perform(t, alternative);
      const chosen = choosesThread ? aside.threads[alternative - 1]!.name : alternative;
      found.push({ thread: name, alternative: chosen, step });
    }
    this.execution.activate();
    return found;
  }

  /** Every (thread, alternative) that could be the next event. Empty: the execution is over. */
  choices(): [number, number][] {
    const { execution } = this;
    const found: [number, number][] = [];
    for (let t = 0; t < execution.threads.length; t++) for (const a of execution.ways(t)) found.push([t, a]);
    return found;
  }

  /** Performs the thread's next step as a new event of the path. */
  step(thread: number, alternative: number): void {
    const { execution, path } = this;
    const { context } = execution;
    const pending = execution.threads[thread]!.pending!;
    const { operation } = pending;
    const joined = operation.joins === undefined ? -1 : operation.joins(pending);
    const held = context.held[thread];
    const alternatives = execution.alternatives(thread);
    context.length = 0;
    context.recording = true;
    this.order.step = pending;
    execution.perform(thread, alternative);
    context.recording = false;
    this.steps++;
    if (this.#learned.watched.size > 0) this.#orderWatchedWrites();
    const j = path.depth;
    path.push(thread, alternative, this.footprints.intern(context.accesses, context.length), joined);
    path.operation[j] = operation;
    path.object[j] = pending.object?.id ?? -1;
    path.alternatives[j] = alternatives;
    let flags = alternatives.length > 1 ? CHOICE : 0;
    if (operation.enabled !== undefined && joined < 0) flags |= BLOCKS;
    if (
      (operation.fixedFootprint === true || operation.acquires === true) &&
      !this.#learned.plainData &&
      (held === undefined || held.length === 0)
    )
      flags |= FIXED;
    path.flags[j] = flags;
    if (execution.spawned >= 0) {
      if (execution.spawned >= path.stride) {
        this.#learned.threads = execution.spawned + 1;
        this.restartNeeded = true;
        return;
      }
      path.spawnedAt[execution.spawned] = j;
    }
    if (path.gates !== null && path.nth[j] === 0 && path.footprint[j] !== FootprintTable.EMPTY) {
      const isMember = path.gates[thread]! >= 0 || path.gates.includes(thread);
      if (isMember) {
        for (const each of path.gates.keys()) this.#ungated.add(each);
        this.restartNeeded = true;
        return;
      }
    }
    path.order(j);
    this.#check(j);
    if (this.order.hasNews) this.#reachOrder();
    this.#learn();
  }

  #reachOrder(): void {
    const { order, path } = this;
    order.reach(path.events());
    if (!order.needsAllOrders) return;
    this.#symmetry = false;
    this.restartNeeded = true;
  }

  #learn(): void {
    if (!this.execution.context.factsChanged) return;
    this.restartNeeded = true;
  }

  /** Events that write what a claim reads are kept in order: each also writes the claim's own place. */
  #orderWatchedWrites(): void {
    const { context } = this.execution;
    const recorded = context.length;
    this.#written = 0;
    for (let at = 0; at < recorded; at += ACCESS_INTS) {
      const mode = context.accesses[at + 1]!;
      const watchers = mode === READ || mode === PASS ? 0 : (this.#learned.watched.get(context.accesses[at]!) ?? 0);
      if (watchers === 0) continue;
      this.#written |= watchers;
      const low = context.accesses[at + 2]!;
      const high = context.accesses[at + 3]!;
      for (let p = 0; p < this.#watching.length; p++) {
        if ((watchers & (1 << p)) === 0) continue;
        const whole = !this.#watching[p]!.perRange;
        context.access(PROPERTY_PLACE + p, WRITE, whole ? 0 : low, whole ? WHOLE : high, 0);
      }
    }
  }
  /** Properties whose footprint the newest event wrote. */
  #written = 0;

  /** Notes a broken claim, unless this execution has broken it before. */
  found(claim: string, message: string, at: number): void {
    if (!this.findings.some((finding) => finding.claim === claim)) this.findings.push({ claim, message, at });
  }

  /** What the newest event, j, has broken. */
  #check(j: number): void {
    const { execution, path, footprints } = this;
    const { context, failure } = execution;
    const { reported } = context;
    if (reported !== null) this.#thrown(reported, j);
    if (failure !== null) this.#thrown(failure, j);
    context.reported = null;
    const racing = path.gates === null ? path.direct : path.racing;
    const count = path.gates === null ? path.directCount : path.racingCount;
    for (let d = 0; d < count; d++) {
      const i = racing[d]!;
      if (footprints.races(path.footprint[i]!, path.footprint[j]!))
        this.found(DATA_RACE, describeRace(execution, path, i, j), j);
    }
    if (this.#written !== 0) this.#checkWatching(this.#written, j);
  }

  #thrown(error: Error, at: number): void {
    const { claim, message } = brokenClaim(error, this.execution.threads[this.path.thread[at]!]!.name);
    this.found(claim, message, at);
  }

  /** Evaluates the `always` and `sometimes` claims in `which` (bits); learns what they read. */
  #checkWatching(which: number, at = -1): void {
    const { execution } = this;
    const { context } = execution;
    const { watched } = this.#learned;
    for (let p = 0; p < this.#watching.length; p++) {
      if ((which & (1 << p)) === 0) continue;
      const property = this.#watching[p]!;
      context.length = 0;
      context.recording = true;
      let answer: string | null;
      try {
        answer = ask(property, execution.booted.world, this.applied);
      } finally {
        context.recording = false;
      }
      for (let k = 0; k < context.length; k += ACCESS_INTS) {
        const object = context.accesses[k]!;
        const before = watched.get(object) ?? 0;
        if ((before & (1 << p)) !== 0) continue;
        watched.set(object, before | (1 << p));
        this.restartNeeded ||= at >= 0;
      }
      if (property.mode === 'sometimes') {
        if (answer === null) this.#reached.add(property);
      } else if (answer !== null) this.found(property.name, answer, at);
    }
  }

  /** Most events in one execution. */
  get stepBound(): number {
    return this.scenario.stepBound ?? DEFAULT_STEP_BOUND;
  }

  /** True, and a finding, if the execution is as long as the scenario allows. */
  isAtStepBound(): boolean {
    const bound = this.stepBound;
    const { depth } = this.path;
    if (depth < bound) return false;
    const { name, pending } = this.execution.threads[this.path.thread[depth - 1]!]!;
    const spinning = describeSpinning(this.execution, this.path);
    const why =
      spinning.length === 0
        ? 'A loop that waits for another thread is written awaitUntil(objects, condition)'
        : spinning.join('; ');
    const next = pending === null ? '' : `; ${name} would go on with ${pending}`;
    this.found(STEP_BOUND, `an execution did not end within ${bound} events${next}. ${why}`, depth - 1);
    return true;
  }

  /** To be called when no thread is enabled: deadlock and claims about the end. */
  end(): void {
    // What broke a claim may have left locks held and pages lost: only the cause is reported. A data race leaves nothing.
    if (this.findings.some(({ claim }) => claim !== DATA_RACE)) return;
    if (stuckThreads(this.execution).length > 0) {
      this.found(DEADLOCK, describeDeadlock(this.execution, this.path), this.path.depth);
      return;
    }
    const held = describeHeldLocks(this.execution);
    if (held !== null) {
      this.found(FORGOTTEN_UNLOCK, held, this.path.depth);
      return;
    }
    for (const property of this.#atEnd) {
      const message = ask(property, this.execution.booted.world, this.applied);
      if (message !== null) this.found(property.name, message, this.path.depth);
    }
  }

  /**
   * Runs `schedule` (thread, alternative pairs) in an execution of its own and then asks for `thread`'s next step:
   * the footprint it has there, or -1 if it is not enabled.
   */
  probe(schedule: readonly number[], thread: number, alternative: number): number {
    const aside = this.#aside(schedule);
    let footprint = -1;
    if (aside.isEnabled(thread)) {
      const main = this.execution;
      const written = this.#written;
      aside.context.length = 0;
      aside.context.recording = true;
      aside.perform(thread, alternative);
      aside.context.recording = false;
      this.execution = aside;
      if (this.#learned.watched.size > 0) this.#orderWatchedWrites();
      this.execution = main;
      this.#written = written;
      footprint = this.footprints.intern(aside.context.accesses, aside.context.length);
    }
    if (aside.context.factsChanged) this.restartNeeded = true;
    this.execution.activate();
    return footprint;
  }

  /** Runs `schedule` in an execution of its own: what `thread` could then choose from; nothing if it had to wait. */
  alternativesAfter(schedule: readonly number[], thread: number): readonly number[] {
    const aside = this.#aside(schedule);
    const found = aside.ways(thread);
    if (aside.context.factsChanged) this.restartNeeded = true;
    this.execution.activate();
    return found;
  }

  #aside(schedule: readonly number[]): Execution {
    this.probes++;
    const aside = new Execution(this.shared);
    for (let k = 0; k < schedule.length; k += 2) aside.perform(schedule[k]!, schedule[k + 1]!);
    this.steps += schedule.length / 2;
    return aside;
  }

  /** Footprint that stands for waiting in this step: it conflicts with whatever may enable it. */
  waitFootprint(step: Step<unknown>): number {
    const accesses = waitAccesses(step);
    return this.footprints.intern(accesses, accesses.length);
  }
}
