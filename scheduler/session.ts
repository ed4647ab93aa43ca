/**
 * Performs events one by one for a strategy: records what each touched, keeps the path and its clocks, checks the
 * properties, and can go back (by running again) or try something aside (a probe). What all strategies share.
 */
import { Asides } from './asides.js';
import { CheckpointError, type SavedFacts, type SavedSession } from './checkpoint.js';
import { DEADLOCK, describeDeadlock, stuckThreads, waitInCycle } from './detectors/deadlock.js';
import { describeHeldLocks, FORGOTTEN_UNLOCK } from './detectors/forgotten-unlock.js';
import type { Nesting } from './detectors/lock-cycle.js';
import { LockOrder } from './detectors/lock-order.js';
import { describeSpinning, spinsForLong } from './detectors/spinning.js';
import { Execution, type Shared } from './execution.js';
import { type Finding, Findings, LIVELOCK, STEP_BOUND } from './findings.js';
import { FootprintTable } from './footprint.js';
import { interchangeable } from './interchangeable.js';
import { wentAnotherWay } from './nondeterminism.js';
import { ACCESS_INTS, type Facts, LocksetTable, ObjectIds } from './object.js';
import { differenceWhenRunAgain } from './paranoid/reruns.js';
import { BLOCKS, CHOICE, FIXED, Path, PROGRESS, RELEASED, SPINS } from './path.js';
import { ask, type Property } from './property.js';
import type { Scenario } from './scenario.js';
import type { ScheduledEvent } from './schedule.js';
import {
  declaredBy,
  EQUAL_ROUNDS,
  endlessRounds,
  isUndisturbed,
  loopAt,
  readAgain,
  type SpinLoop,
  spinsInVain,
  vainLoop,
} from './spin-loops.js';
import { brokenClaim, type Step, standsForThread, waitAccesses } from './step.js';
import { WatchedClaims } from './watched-claims.js';

const DEFAULT_STEP_BOUND = 10_000;

/** What an exploration has learned that changes its own rules; see Session.restartNeeded. */
interface Learned extends Facts {
  threads: number;
  /** Some thread was in a spin loop for long: such loops are waits. */
  spins: boolean;
}

/** What the executions of a session showed. Plain data. */
export interface SessionShown
  extends Pick<SavedSession, 'reached' | 'applied' | 'cut' | 'order' | 'steps' | 'probes'> {}

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
  /** Spin loops become waits as soon as a thread is in one for long. Default true. */
  readonly spinsWait?: boolean;
  /** `always` and `sometimes` claims are asked by somebody else: see Cuts. Default false. */
  readonly inCuts?: boolean;
}

export class Session {
  readonly scenario: Scenario<unknown>;
  readonly shared: Shared;
  readonly footprints: FootprintTable;
  readonly #learned: Learned;
  readonly #elsewhere: readonly Nesting[];
  readonly #spinsWait: boolean;
  #symmetry: boolean;
  /** Threads whose `begin` touches something shared: it cannot be put off, so nobody is made to wait for them. */
  readonly #ungated = new Set<number>();
  /** `always` and `sometimes` claims. */
  readonly watched: WatchedClaims;
  readonly #atEnd: readonly Property<unknown>[];
  /** Spin loops that wait although they may end by themselves, by what each thread would go on with. */
  readonly cut = new Set<string>();
  execution!: Execution;
  path!: Path;
  readonly #findings = new Findings();
  /** How locks are nested in all executions. */
  order = new LockOrder();
  executions = 0;
  /** Times the exploration was begun; what a strategy counted before the last one belongs to no exploration. */
  beginnings = 0;
  /** Events performed, replayed ones included, and those of probes even where the answer was remembered. */
  steps = 0;
  probes = 0;

  constructor(scenario: Scenario<unknown>, options: SessionOptions = {}) {
    const {
      trackData = true,
      fuse = true,
      observedNames = [],
      symmetry = false,
      elsewhere = [],
      spinsWait = true,
      inCuts = false,
    } = options;
    this.#symmetry = symmetry;
    this.#spinsWait = spinsWait;
    this.#elsewhere = elsewhere;
    this.scenario = scenario;
    const locksets = new LocksetTable();
    this.#learned = {
      observed: new Set(),
      observedNames: new Set(observedNames),
      plainData: false,
      threads: 0,
      spins: false,
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
    this.watched = new WatchedClaims(scenario, inCuts);
    this.#atEnd = (scenario.properties ?? []).filter((property) => property.mode === 'atEnd');
  }

  /** What it has learned; another session that learns it numbers threads and dynamic objects alike. */
  facts(): SavedFacts {
    const { ids, threadIds } = this.shared;
    const { observed, plainData, threads, spins } = this.#learned;
    return {
      objects: ids.save(),
      threads: [...threadIds],
      observed: [...observed],
      plainData,
      watched: this.watched.save().watched,
      threadCount: threads,
      spins,
      ungated: [...this.#ungated],
      symmetry: this.#symmetry,
    };
  }

  save(): SavedSession {
    const { shared, footprints } = this;
    return {
      ...this.facts(),
      locksets: shared.locksets.save(),
      footprints: footprints.save(),
      ...this.watched.save(),
      cut: [...this.cut],
      order: this.order.save(),
      executions: this.executions,
      beginnings: this.beginnings,
      steps: this.steps,
      probes: this.probes,
    };
  }

  /** Learns what another session had learned, so that footprints have the same numbers too. To be called before anything is run. */
  learn(saved: SavedSession): void {
    this.learnFacts(saved);
    for (const locks of saved.locksets) this.shared.locksets.intern(locks);
    for (const accesses of saved.footprints) this.footprints.intern(Int32Array.from(accesses), accesses.length);
  }

  /** Learns what another session had learned that knew no less. The exploration has to begin (again). */
  learnFacts(saved: SavedFacts): void {
    const { shared } = this;
    shared.ids.restore(saved.objects);
    for (const [key, index] of saved.threads) shared.threadIds.set(key, index);
    for (const id of saved.observed) this.#learned.observed.add(id);
    this.#learned.plainData = saved.plainData;
    this.watched.learn(saved);
    this.#learned.threads = saved.threadCount;
    this.#learned.spins = saved.spins;
    for (const thread of saved.ungated) this.#ungated.add(thread);
    this.#symmetry = saved.symmetry;
  }

  /** What its executions showed, for a session that knows those of others. */
  shown(): SessionShown {
    const { order, cut, steps, probes } = this;
    const { reached, applied } = this.watched.save();
    return { order: order.save(), reached, applied, cut: [...cut], steps, probes };
  }

  /** Counts the executions of another session in. */
  absorb({ order, reached, applied, cut, steps, probes }: SessionShown): void {
    this.order.absorb(order);
    this.watched.resume({ reached, applied });
    for (const loop of cut) this.cut.add(loop);
    this.steps += steps;
    this.probes += probes;
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
    this.watched.resume(saved);
    this.cut.clear();
    for (const loop of saved.cut) this.cut.add(loop);
    const { interchangeable: members } = this.order;
    this.order = LockOrder.restored(saved.order);
    this.order.interchangeable = members;
    this.executions = saved.executions;
    this.beginnings = saved.beginnings;
    this.steps = saved.steps;
    this.probes = saved.probes;
  }

  /** Broken claims of the present execution, each where it broke first, in order. */
  get findings(): readonly Finding[] {
    return this.#findings.all;
  }

  /** Notes a broken claim, unless this execution has broken it before. */
  found(claim: string, message: string, at: number): void {
    this.#findings.add({ claim, message, at });
  }

  /** Notes a claim that is broken where each thread has had the first so many of its events in the path. */
  foundInCut(claim: string, message: string, cut: readonly number[]): void {
    this.#findings.add({ claim, message, at: this.path.depth, cut });
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
    this.watched.forget();
    this.#footprintsAside.clear();
    this.#waysAside.clear();
    this.cut.clear();
    this.order = new LockOrder(this.#elsewhere);
    this.shared.gates = null;
    this.boot();
    this.#learned.threads = Math.max(this.#learned.threads, this.execution.threads.length);
    if (this.#elsewhere.length > 0) this.order.meetAll(this.execution.context);
    if (this.#symmetry) this.#setGates();
    this.path = new Path(this.#learned.threads, this.footprints, this.shared.gates);
    this.#findings.forget();
    this.watched.checkAll(this.execution, this.#findings);
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
    const execution = new Execution(this.shared);
    if (this.#learned.spins) {
      const waits = (thread: number) => spinsInVain(execution, this.path, thread);
      execution.waits = waits;
    }
    execution.context.holds = this.order;
    this.execution = execution;
    this.executions++;
  }

  /** Goes back to the state after the first `depth` events of the path, by running them again from boot. */
  rewind(depth: number): void {
    this.path.truncate(depth);
    this.boot();
    this.#findings.forgetFrom(depth);
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
    this.order.step = execution.threads[thread]!.pending!;
    this.#perform(execution, path, thread, alternative);
    this.steps++;
    const j = path.depth - 1;
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
    if (this.#learned.spins) this.#noteCut(thread);
    else if (this.#spinsWait && spinsForLong(path, thread)) this.#letSpinsWait();
    this.#check(j);
    if (this.order.hasNews) this.#reachOrder();
    this.#learn();
  }

  /** Performs the thread's next step as a new event of a path, which says nothing yet of what it follows. */
  #perform(execution: Execution, path: Path, thread: number, alternative: number): void {
    const { context } = execution;
    const { spins, plainData } = this.#learned;
    const pending = execution.threads[thread]!.pending!;
    const { operation } = pending;
    const joined = operation.joins === undefined ? -1 : operation.joins(pending);
    const held = context.held[thread];
    const alternatives = execution.alternatives(thread);
    const loop = spins ? loopAt(path, thread, pending) : null;
    const isReleased = loop !== null && isUndisturbed(path, loop);
    const said = spins ? String(pending) : '';
    const footprint = this.#record(execution, path, loop, thread, alternative);
    const j = path.depth;
    path.push(thread, alternative, footprint, joined);
    path.operation[j] = operation;
    path.object[j] = pending.object?.id ?? -1;
    path.alternatives[j] = alternatives;
    let flags = alternatives.length > 1 ? CHOICE : 0;
    if (operation.enabled !== undefined && joined < 0) flags |= BLOCKS;
    if (loop !== null) flags |= isReleased ? SPINS | RELEASED : SPINS | BLOCKS;
    if (context.progressed) flags |= PROGRESS;
    if (
      (operation.fixedFootprint === true || operation.acquires === true) &&
      !plainData &&
      (held === undefined || held.length === 0)
    )
      flags |= FIXED;
    path.flags[j] = flags;
    if (spins) {
      path.said[j] = said;
      path.declared[j] = declaredBy(execution, thread);
    }
    if (isReleased) path.followAll(j);
  }

  /** Performs the thread's next step; returns its footprint. */
  #record(execution: Execution, path: Path, loop: SpinLoop | null, thread: number, alternative: number): number {
    const { context } = execution;
    context.length = 0;
    context.recording = true;
    context.declared = null;
    context.progressed = false;
    execution.perform(thread, alternative);
    if (this.#learned.spins) path.own[path.depth] = this.footprints.intern(context.accesses, context.length);
    if (loop !== null) readAgain(context, path, loop);
    context.recording = false;
    this.watched.orderWrites(context);
    return this.footprints.intern(context.accesses, context.length);
  }

  /** True if spin loops are waits. */
  get spinsWait(): boolean {
    return this.#learned.spins;
  }

  #letSpinsWait(): void {
    this.#learned.spins = true;
    this.restartNeeded = true;
  }

  /** If the thread now waits in a loop that may end by itself while somebody else goes on, something is left out. */
  #noteCut(thread: number): void {
    const { execution, path } = this;
    const { name, pending } = execution.threads[thread]!;
    if (!execution.isPossible(thread) || vainLoop(execution, path, thread)?.isExact !== false) return;
    if (!spinsInVain(execution, path, thread)) return;
    this.cut.add(`${name}'s rounds of ${pending} were cut after ${EQUAL_ROUNDS} equal ones`);
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
      if (footprints.races(path.footprint[i]!, path.footprint[j]!)) this.#findings.addRaces(execution, path, i, j);
    }
    if (this.watched.check(execution, this.#findings, j)) this.restartNeeded = true;
  }

  #thrown(error: Error, at: number): void {
    const { claim, message } = brokenClaim(error, this.execution.threads[this.path.thread[at]!]!.name);
    this.found(claim, message, at);
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
    if (spinning.length > 0 && this.#spinsWait && !this.#learned.spins) this.#letSpinsWait();
    const endless = this.#learned.spins ? endlessRounds(this.execution, this.path) : null;
    if (endless !== null) {
      this.#foundLivelock(endless.at, endless.again);
      return true;
    }
    const why =
      spinning.length === 0
        ? 'A loop that waits for another thread is written awaitUntil(objects, condition)'
        : spinning.join('; ');
    const next = pending === null ? '' : `; ${name} would go on with ${pending}`;
    this.found(STEP_BOUND, `an execution did not end within ${bound} events${next}. ${why}`, depth - 1);
    return true;
  }

  /** @param again the rounds of spin loops that can go on for ever where the events before `at` have happened */
  #foundLivelock(at: number, again: readonly number[]): void {
    if (this.#findings.areSpoiling) return;
    this.#findings.add({ claim: LIVELOCK, message: 'nobody can go on but in spin loops', at, again });
  }

  /** The round of the spin loop in which the thread waits, as (thread, alternative) pairs; empty if it is in none. */
  #roundOf(thread: number): number[] {
    const { execution, path } = this;
    if (!this.#learned.spins || !execution.isPossible(thread)) return [];
    const { round = [] } = vainLoop(execution, path, thread) ?? {};
    return round.flatMap((event) => [thread, path.alternative[event]!]);
  }

  /** To be called when no thread is enabled: deadlock and claims about the end. */
  end(): void {
    if (this.#findings.areSpoiling) return;
    const stuck = stuckThreads(this.execution);
    const rounds = stuck.flatMap(({ index }) => this.#roundOf(index));
    if (rounds.length > 0 && !waitInCycle(this.execution)) {
      this.#foundLivelock(this.path.depth, rounds);
      return;
    }
    if (stuck.length > 0) {
      this.found(DEADLOCK, describeDeadlock(this.execution, this.path), this.path.depth);
      return;
    }
    const held = describeHeldLocks(this.execution);
    if (held !== null) {
      this.found(FORGOTTEN_UNLOCK, held, this.path.depth);
      return;
    }
    for (const property of this.#atEnd) {
      const message = ask(property, this.execution.booted.world, this.watched.applied);
      if (message !== null) this.found(property.name, message, this.path.depth);
    }
  }

  /**
   * Runs `schedule` (thread, alternative pairs) in an execution of its own and then asks for `thread`'s next step:
   * the footprint it has there, or -1 if it is not enabled.
   */
  probe(schedule: readonly number[], thread: number, alternative: number): number {
    return this.#answer(this.#footprintsAside, `${schedule} ${thread} ${alternative}`, schedule, (aside, path) => {
      if (!aside.isEnabled(thread)) return -1;
      const loop = this.#learned.spins ? loopAt(path, thread, aside.threads[thread]!.pending!) : null;
      return this.#record(aside, path, loop, thread, alternative);
    });
  }
  readonly #footprintsAside = new Asides<number>();

  /** Runs `schedule` in an execution of its own: what `thread` could then choose from; nothing if it had to wait. */
  alternativesAfter(schedule: readonly number[], thread: number): readonly number[] {
    return this.#answer(this.#waysAside, `${schedule} ${thread}`, schedule, (aside) => aside.ways(thread));
  }
  readonly #waysAside = new Asides<readonly number[]>();

  /** What `look` says of an execution of `schedule`; runs and looks only if that is not known. Counts as run anyhow. */
  #answer<T>(
    known: Asides<T>,
    question: string,
    schedule: readonly number[],
    look: (aside: Execution, path: Path) => T,
  ): T {
    this.probes++;
    this.steps += schedule.length / 2;
    const answer = known.get(question);
    if (answer !== undefined) return answer;
    const { written } = this.watched;
    const { execution: aside, path } = this.#aside(schedule);
    const found = look(aside, path);
    this.watched.written = written;
    if (aside.context.factsChanged) this.restartNeeded = true;
    this.execution.activate();
    return known.set(question, found);
  }

  /** @returns the execution, and its path where spin loops wait; else that of the session */
  #aside(schedule: readonly number[]): { readonly execution: Execution; readonly path: Path } {
    const aside = new Execution(this.shared);
    if (!this.#learned.spins) {
      for (let k = 0; k < schedule.length; k += 2) aside.perform(schedule[k]!, schedule[k + 1]!);
      return { execution: aside, path: this.path };
    }
    const path = new Path(this.path.stride, this.footprints);
    for (let k = 0; k < schedule.length; k += 2) this.#perform(aside, path, schedule[k]!, schedule[k + 1]!);
    const waits = (thread: number) => spinsInVain(aside, path, thread);
    aside.waits = waits;
    return { execution: aside, path };
  }

  /** The thread, which waits, stands at the head of a spin loop, and not only because its step has to wait. */
  isAtLoop(thread: number): boolean {
    return this.#learned.spins && loopAt(this.path, thread, this.execution.threads[thread]!.pending!) !== null;
  }

  /** Footprint that stands for waiting in the thread's next step: it conflicts with whatever may enable it. */
  waitFootprint(thread: number): number {
    const { execution, path } = this;
    const { context } = execution;
    const pending = execution.threads[thread]!.pending!;
    const loop = this.#learned.spins ? loopAt(path, thread, pending) : null;
    const accesses = waitAccesses(pending);
    if (loop === null) return this.footprints.intern(accesses, accesses.length);
    context.length = 0;
    for (let at = 0; at < accesses.length; at += ACCESS_INTS)
      context.access(accesses[at]!, accesses[at + 1]!, accesses[at + 2]!, accesses[at + 3]!, 0);
    readAgain(context, path, loop);
    return this.footprints.intern(context.accesses, context.length);
  }
}
