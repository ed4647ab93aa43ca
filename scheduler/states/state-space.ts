/**
 * The state graph of a scenario, found out by running it.
 *
 * A state is a vector of small integers: what every shared object contains and where every thread stands. An event's
 * effect depends only on its thread's local state and on the contents that it looks at, so it is run for real once
 * for each combination of those and remembered (`Memo`); from then on a transition is a few table look-ups. Real runs
 * go from boot along a path that the search names.
 */
import { LockOrder } from '../detectors/lock-order.js';
import { Execution, type Thread } from '../execution.js';
import { type Group, SymmetryError } from '../interchangeable.js';
import { ACCESS_INTS, MAX_NAMES } from '../object.js';
import { ask, type Property } from '../property.js';
import type { Session } from '../session.js';
import {
  Kind,
  type KindMutation,
  type Lesson,
  LocalState,
  type Outcome,
  type SavedKind,
  type SavedLocalState,
} from './local-states.js';
import { type EventShown, performed, type ThreadShown, threadShown } from './look.js';
import { Memo, type SavedMemo } from './memo.js';
import { mix } from './state-store.js';
import { NoStatesError, namesIn, objectsIn, type Renaming, renamedText, ValueTable } from './values.js';
import { type Events, real, renaming, textOf, UntrackedStateError, type Visit } from './visit.js';

/** For what depends on no state. */
const NO_STATE = new Int32Array(0);

const NO_ALTERNATIVES: readonly number[] = [];
const ONE_ALTERNATIVE: readonly number[] = [0];

/** Slot of the flag that a claim has been broken on the way. */
const BROKEN = 0;

/** Something was learned that makes all known states obsolete: begin again with a new space. */
export class ObsoleteSpace extends Error {}

/** Something was found that only a graph of single states can tell, not one of orbits: begin again without symmetry. */
export class SymmetryLost extends Error {}

/** See Checkpoint. */
export interface SavedSpace {
  readonly width: number;
  readonly realEvents: number;
  readonly executions: number;
  readonly kinds: readonly SavedKind[];
  readonly threads: readonly {
    readonly kind: number;
    readonly slot: number;
    readonly daemon: boolean;
    readonly locals: readonly (SavedLocalState | null)[];
  }[];
  readonly objects: readonly { readonly id: number; readonly slot: number; readonly contents: readonly string[] }[];
  /** By claim: what it answers; `always` and `sometimes` claims, then those about the end. */
  readonly answers: readonly SavedMemo<string | null>[];
  /** By slot. */
  readonly watchers: readonly number[];
  readonly watched: number;
  /** Indices of claims. */
  readonly unreached: readonly number[];
  readonly applied: readonly number[];
  readonly footprintThreads: readonly number[];
  readonly mayRace: boolean;
  readonly namingSlots: readonly number[];
  /** Null: nobody stands anywhere. */
  readonly standing: Events | null;
}

/** An execution that somebody may want to look at. */
interface Standing {
  readonly events: number[];
  /** Null: not begun. */
  execution: Execution | null;
  /** How many of `events` it has performed, as numbers in there. */
  done: number;
}

/** A claim as a function of the state. */
interface Claim {
  readonly property: Property<unknown>;
  answers: Memo<string | null>;
}

export class StateSpace {
  readonly session: Session;
  /** Ints of a state. Grows as threads and objects are created; a slot that a state does not have yet is 0. */
  width = 1;
  /** Events run for real, to get somewhere or to see what they do. */
  realEvents = 0;
  /** Executions begun for that. */
  executions = 0;
  readonly #mutation: KindMutation;
  readonly #booted: number;
  /** Who is interchangeable with somebody, as bits. */
  readonly #members: number;
  /** Ids of the objects that belong to one who is. */
  readonly #owned: ReadonlySet<number>;
  /** Indices below are threads, the others scalars. */
  readonly #maxThreads: number;
  readonly #kindOf: Kind[] = [];
  readonly #threadSlot: number[] = [];
  readonly #objectSlot = new Map<number, number>();
  /** Contents by slot of an object. */
  readonly #contents: ValueTable[] = [];
  readonly #daemon: boolean[] = [];
  /** By thread and local state. */
  readonly #locals: (LocalState | undefined)[][] = [];
  readonly #always: Claim[];
  readonly #atEnd: Claim[];
  /** By slot: bit p if `always` or `sometimes` claim p looks at it. */
  readonly #watchers: number[] = [];
  /** How many pairs of an `always` or `sometimes` claim and a slot that it looks at are known. */
  watched = 0;
  /** `sometimes` claims not reached yet. */
  readonly unreached: Set<Property<unknown>>;
  /** Claims with a trigger that fired. */
  readonly applied = new Set<Property<unknown>>();
  /** By footprint: threads that had events like this; see `mayRace`. */
  readonly #footprintThreads: number[] = [];
  /** Two events of different threads are known that would race if nothing ordered them. */
  mayRace = false;
  /** Who stands at the end of the last path; null if nobody does. */
  #standing: Standing | null = null;
  /** Fetches a real execution in the state at hand; the search sets it before it asks. */
  visit: () => Visit = () => this.#fail();

  constructor(session: Session, groups: readonly Group[] = [], mutation: KindMutation = {}) {
    this.session = session;
    this.#mutation = mutation;
    const claims = (modes: readonly string[]): Claim[] =>
      (session.scenario.properties ?? [])
        .filter(({ mode }) => modes.includes(mode))
        .map((property) => ({ property, answers: new Memo<string | null>() }));
    this.#always = claims(['always', 'sometimes']);
    this.#atEnd = claims(['atEnd']);
    this.unreached = new Set(this.#always.map(({ property }) => property).filter(({ mode }) => mode === 'sometimes'));
    const execution = this.stand([])();
    this.#booted = execution.threads.length;
    this.#maxThreads = MAX_NAMES - execution.context.scalars;
    this.#members = groups
      .flat()
      .reduce((mask, { names }) => names.reduce((bits, name) => bits | (1 << name), mask), 0);
    this.#owned = new Set(groups.flat().flatMap(({ objects }) => objects));
    session.order = new LockOrder();
    session.order.interchangeable = this.#owned;
    for (const { index, daemon } of execution.threads as Thread[])
      this.#addThread(index, daemon, new Kind(this.#mutation));
    for (const [first, ...others] of groups)
      for (const { threads } of others)
        for (const [k, thread] of threads.entries()) this.#kindOf[thread] = this.#kindOf[first!.threads[k]!]!;
    for (const object of execution.context.objects)
      if (object !== undefined) this.#slotOf(object.id, textOf(object, null));
  }

  #fail(): never {
    throw new Error('no path to the state was given');
  }

  /** Threads known so far; spawned ones may be missing in a state. */
  get threads(): number {
    return this.#threadSlot.length;
  }

  slotOfThread(thread: number): number {
    return this.#threadSlot[thread]!;
  }

  slotOfObject(id: number): number {
    return this.#objectSlot.get(id)!;
  }

  /** True once a claim other than that against data races has been broken on the way here. */
  isBroken(state: Int32Array): boolean {
    return state[BROKEN] === 1;
  }

  /** Returns by how much the state's sum changes. */
  setBroken(state: Int32Array): number {
    if (state[BROKEN] === 1) return 0;
    state[BROKEN] = 1;
    return mix(BROKEN, 1, 0);
  }

  #addThread(thread: number, daemon: boolean, kind: Kind): void {
    this.#kindOf[thread] = kind;
    this.#threadSlot[thread] = this.width++;
    this.#daemon[thread] = daemon;
    this.#locals[thread] = [];
    if (thread >= this.#maxThreads)
      throw new NoStatesError(`a search over states can have ${MAX_NAMES} threads and scalars at most`);
  }

  /** @param atBoot what the object contains then; 'absent' if it does not exist yet */
  #slotOf(id: number, atBoot = 'absent'): number {
    let slot = this.#objectSlot.get(id);
    if (slot === undefined) {
      slot = this.width++;
      this.#objectSlot.set(id, slot);
      this.#refuseReferences(atBoot);
      this.#contents[slot] = new ValueTable([atBoot]);
      this.#noteNaming(slot, 0);
    }
    return slot;
  }

  save(): SavedSpace {
    const kinds = [...new Set(this.#kindOf)];
    const { properties = [] } = this.session.scenario;
    const indices = (claims: ReadonlySet<Property<unknown>>) => [...claims].map((claim) => properties.indexOf(claim));
    return {
      width: this.width,
      realEvents: this.realEvents,
      executions: this.executions,
      kinds: kinds.map((kind) => kind.save()),
      threads: this.#threadSlot.map((slot, thread) => ({
        kind: kinds.indexOf(this.#kindOf[thread]!),
        slot,
        daemon: this.#daemon[thread]!,
        locals: Array.from(this.#locals[thread]!, (local) => local?.save() ?? null),
      })),
      objects: [...this.#objectSlot].map(([id, slot]) => ({ id, slot, contents: [...this.#contents[slot]!.texts] })),
      answers: [...this.#always, ...this.#atEnd].map(({ answers }) => answers.save()),
      watchers: Array.from(this.#watchers, (mask: number | undefined) => mask ?? 0),
      watched: this.watched,
      unreached: indices(this.unreached),
      applied: indices(this.applied),
      footprintThreads: Array.from(this.#footprintThreads, (threads: number | undefined) => threads ?? 0),
      mayRace: this.mayRace,
      namingSlots: [...this.namingSlots],
      standing: this.#standing?.events.slice() ?? null,
    };
  }

  /** Knows what the saved one did. To be called before anything is asked. */
  restore(saved: SavedSpace): void {
    const { properties = [] } = this.session.scenario;
    for (const [thread, { kind, slot, daemon, locals }] of saved.threads.entries()) {
      const alike = saved.threads.findIndex((other) => other.kind === kind);
      if (alike < thread) this.#kindOf[thread] = this.#kindOf[alike]!;
      else (this.#kindOf[thread] ??= new Kind(this.#mutation)).restore(saved.kinds[kind]!);
      this.#threadSlot[thread] = slot;
      this.#daemon[thread] = daemon;
      this.#locals[thread] = locals.map((local) => (local === null ? undefined : LocalState.restored(local)));
    }
    for (const { id, slot, contents } of saved.objects) {
      this.#objectSlot.set(id, slot);
      this.#contents[slot] = new ValueTable(contents);
    }
    for (const [k, claim] of [...this.#always, ...this.#atEnd].entries())
      claim.answers = Memo.restored(saved.answers[k]!);
    this.#watchers.push(...saved.watchers);
    this.watched = saved.watched;
    this.unreached.clear();
    for (const index of saved.unreached) this.unreached.add(properties[index]!);
    for (const index of saved.applied) this.applied.add(properties[index]!);
    this.#footprintThreads.push(...saved.footprintThreads);
    this.mayRace = saved.mayRace;
    this.namingSlots.splice(0, Infinity, ...saved.namingSlots);
    this.width = saved.width;
    this.#standing = null;
    if (saved.standing !== null) this.stand(saved.standing)(); // a checkpoint of something else shows here
    this.realEvents = saved.realEvents;
    this.executions = saved.executions;
  }

  /** Has somebody stand after these events (real thread numbers). Goes on from the last one where it can. */
  stand(events: Events): () => Execution {
    let standing = this.#standing;
    const isAhead = standing !== null && standing.events.length <= events.length;
    if (!isAhead || standing!.events.some((each, k) => each !== events[k])) {
      this.executions++;
      standing = { events: [], execution: null, done: 0 };
      this.#standing = standing;
    }
    const { events: reached } = standing!;
    this.realEvents += (events.length - reached.length) / 2;
    for (let k = reached.length; k < events.length; k++) reached.push(events[k]!);
    return this.#run;
  }

  /** The execution that stands where somebody should: run only now, if nobody has looked before. */
  readonly #run = (): Execution => {
    const standing = this.#standing!;
    this.#standing = null; // until it stands again
    const execution = standing.execution ?? new Execution(this.session.shared);
    if (execution.context.factsChanged) throw new ObsoleteSpace();
    execution.activate();
    const { events } = standing;
    for (let k = standing.done; k < events.length; k += 2) {
      if (!execution.isEnabled(events[k]!)) this.#diverged(execution, events[k]!);
      execution.perform(events[k]!, events[k + 1]!);
      execution.context.reported = null;
    }
    if (execution.context.factsChanged) throw new ObsoleteSpace();
    standing.execution = execution;
    standing.done = events.length;
    this.#standing = standing;
    return execution;
  };

  #untracked(what: string): UntrackedStateError {
    return new UntrackedStateError(this.session.scenario.name, what);
  }

  #diverged(execution: Execution, thread: number): never {
    const { name, pending } = execution.threads[thread] ?? { name: `thread ${thread}`, pending: null };
    const found = pending === null ? 'it has ended' : `it waits in ${pending}`;
    throw this.#untracked(`${name} should be able to go on, but ${found}`);
  }

  /** Where the thread stands; undefined if it does not exist in this state. */
  local(state: Int32Array, thread: number): LocalState | undefined {
    const local = this.#localOf(thread, state[this.#threadSlot[thread]!]!);
    if (local < 0) return undefined;
    return this.#locals[thread]![local] ?? this.#meet(thread, local);
  }

  /** What a thread asks for in a local state that it is in for the first time. */
  #meet(thread: number, local: number, shown = this.#lookAt(thread)): LocalState {
    const { waitsOn, ways, ...asked } = shown;
    const met = new LocalState({ ...asked, waitsOn: waitsOn.map((id) => this.#slotOf(id)) });
    if (!met.ended && met.joins < 0 && waitsOn.length === 0) met.ready.learn(NO_STATE, [], ways);
    this.#locals[thread]![local] = met;
    return met;
  }

  #lookAt(thread: number, visit = this.visit()): ThreadShown {
    return threadShown(visit.execution(), real(thread, visit));
  }

  /** What the thread's next step may choose from; nothing if it has to wait or has ended or does not exist. */
  ready(state: Int32Array, thread: number): readonly number[] {
    const local = this.local(state, thread);
    if (local === undefined || local.ended) return NO_ALTERNATIVES;
    if (local.joins >= 0) return this.local(state, local.joins)?.ended === true ? ONE_ALTERNATIVE : NO_ALTERNATIVES;
    return local.ready.lookUp(state) ?? this.#seeReady(state, thread, local);
  }

  #seeReady(state: Int32Array, thread: number, local: LocalState): readonly number[] {
    const visit = this.visit();
    const { name, ways: there } = this.#lookAt(thread, visit);
    const rename = local.choosesThread ? renaming(visit) : null;
    const here = rename === null ? there : there.map((k) => (k === 0 ? 0 : rename(k - 1) + 1)).sort((a, b) => a - b);
    if (!local.ready.learn(state, local.waitsOn, here)) this.#contradicts(name);
    return here;
  }

  /** The alternative as it is called in an execution whose thread `realThread(k)` is thread k here. */
  realAlternative(state: Int32Array, thread: number, alternative: number, realThread: Renaming): number {
    if (alternative === 0 || !this.local(state, thread)!.choosesThread) return alternative;
    return realThread(alternative - 1) + 1;
  }

  /** What happens if the thread, which is ready, goes on. */
  outcome(state: Int32Array, thread: number, alternative: number): Outcome {
    const { outcomes } = this.local(state, thread)!;
    const memo = (outcomes[alternative] ??= new Memo<Outcome>());
    return memo.lookUp(state) ?? this.#seeOutcome(state, thread, alternative, memo);
  }

  /** The outcome if it depends on nothing shared and changes nothing shared, else null. */
  localOutcome(state: Int32Array, thread: number, alternative: number): Outcome | null {
    const outcome = this.outcome(state, thread, alternative);
    const { constant } = this.local(state, thread)!.outcomes[alternative]!;
    return constant !== undefined && outcome.slots.length <= 1 && outcome.spawned < 0 ? outcome : null;
  }

  #seeOutcome(state: Int32Array, thread: number, alternative: number, memo: Memo<Outcome>): Outcome {
    const shown = this.#perform(state, thread, alternative);
    const isMember = (this.#members & (1 << thread)) !== 0;
    if (isMember && shown.creates) throw this.#refused('interchangeable threads create shared objects');
    const { accesses, length, broken, progressed, spawned } = shown;
    const looked = new Set<number>();
    for (let at = 0; at < length; at += ACCESS_INTS) looked.add(this.#slotOf(accesses[at]!));
    const slots: number[] = [];
    const values: number[] = [];
    for (const [id, text] of shown.written) {
      const slot = this.#slotOf(id);
      this.#refuseReferences(text);
      const value = this.#contents[slot]!.intern(text);
      this.#noteNaming(slot, value);
      if (value === state[slot]) continue;
      slots.push(slot);
      values.push(value);
    }
    if (spawned >= 0) {
      if (isMember) throw this.#refused('interchangeable threads create threads');
      if (this.#threadSlot[spawned] === undefined) this.#addThread(spawned, false, new Kind(this.#mutation));
      slots.push(this.#threadSlot[spawned]!);
      values.push(this.#born(state, thread, shown));
    }
    slots.push(this.#threadSlot[thread]!);
    values.push(this.#after(state, thread, shown));
    const footprint = this.session.footprints.intern(accesses, length);
    this.#noteFootprint(footprint, thread);
    const outcome: Outcome = { slots, values, footprint, broken, progressed, spawned };
    if (!memo.learn(state, [...looked], outcome)) this.#contradicts(shown.after.name);
    return outcome;
  }

  /** What the event does for real. Whoever stands before it stands after it then: that is often asked next. */
  #perform(state: Int32Array, thread: number, alternative: number): EventShown {
    const visit = this.visit();
    const self = real(thread, visit);
    const chosen = this.realAlternative(state, thread, alternative, (k) => real(k, visit));
    const execution = visit.execution();
    const standing = this.#standing!;
    this.#standing = null; // until it stands again
    const { order } = this.session;
    const shown = performed(execution, self, chosen, { rename: renaming(visit), order, refers: this.#owned.size > 0 });
    if (shown === null) throw new ObsoleteSpace();
    standing.events.push(self, chosen);
    standing.done += 2;
    this.realEvents++;
    if (order.hasNews) order.reach([...standing.events]);
    if (order.needsAllOrders) throw new SymmetryLost();
    this.#standing = standing;
    return shown;
  }

  /** The value of the thread's slot after the event. */
  #after(state: Int32Array, thread: number, { told, untold, declared, refers, after: there }: EventShown): number {
    const lesson: Lesson = {
      told,
      untold: this.#contentsOf(state, untold),
      declared: declared === null ? null : declared.text,
      ends: there.ended && there.holds ? 'holding' : there.ended,
    };
    this.#refuseObjects(refers);
    const kind = this.#kindOf[thread]!;
    const before = this.#localOf(thread, state[this.#threadSlot[thread]!]!);
    const after = kind.after(before, lesson);
    kind.went(before, after);
    if (this.#locals[thread]![after] === undefined) this.#meet(thread, after, there);
    return this.#valueOf(thread, after);
  }

  /** The value of the slot of the thread that the event has just created. */
  #born(state: Int32Array, parent: number, { allTold, untold, declared, refers, spawned }: EventShown): number {
    const told = allTold!;
    this.#refuseObjects(refers);
    const before = this.#localOf(parent, state[this.#threadSlot[parent]!]!);
    if (this.#members !== 0 && (this.#kindOf[parent]!.named(before) | namesIn(told)) !== 0)
      throw this.#refused('a thread that knows some of them by name creates a thread');
    const contents = this.#contentsOf(state, declared === null ? untold : declared.untoldBefore);
    return this.#valueOf(spawned, this.#kindOf[spawned]!.born(parent, before, told, contents));
  }

  /** The contents, before the event, of objects that did not say what they answered. */
  #contentsOf(state: Int32Array, objects: EventShown['untold']): [number, string][] {
    return objects.map(([id, name]) => {
      const slot = this.#objectSlot.get(id)!;
      const content = this.#contents[slot]!;
      if (this.#owned.has(id) || (content.named(state[slot]!) & this.#members) !== 0)
        throw this.#refused(`${name} does not tell its answers`);
      return [id, content.text(state[slot]!)];
    });
  }

  /** The local state that a value of the thread's slot stands for; -1 if the thread does not exist yet. */
  #localOf(thread: number, value: number): number {
    return thread < this.#booted ? value : value - 1;
  }

  #valueOf(thread: number, local: number): number {
    return thread < this.#booted ? local : local + 1;
  }

  /** What belongs to an interchangeable member has no name of its own that could be exchanged. */
  #refuseReferences(text: string): void {
    if (this.#owned.size > 0) this.#refuseObjects(objectsIn(text));
  }

  #refuseObjects(ids: readonly number[]): void {
    for (const id of ids)
      if (this.#owned.has(id))
        throw this.#refused(`a value refers to object ${id}, which belongs to one of them: name the scalar`);
  }

  #refused(why: string): SymmetryError {
    return new SymmetryError(`${this.session.scenario.name}: ${why}. Do not declare them interchangeable`);
  }

  /** @param name of the thread */
  #contradicts(name: string): never {
    throw this.#untracked(`${name} was told the same and saw the same as before, but did something else`);
  }

  /** Two footprints that race need a closer look wherever their events may be adjacent. */
  #noteFootprint(footprint: number, thread: number): void {
    const { footprints } = this.session;
    const known = this.#footprintThreads[footprint] ?? 0;
    if ((known & (1 << thread)) !== 0) return;
    this.#footprintThreads[footprint] = known | (1 << thread);
    if (this.mayRace) return;
    for (let other = 0; other < this.#footprintThreads.length && !this.mayRace; other++) {
      const threads = this.#footprintThreads[other] ?? 0;
      if ((threads & ~(1 << thread)) !== 0 && footprints.races(footprint, other)) this.mayRace = true;
    }
  }

  /** Makes the outcome true in `state`; returns by how much the state's sum changes. */
  apply(state: Int32Array, { slots, values }: Outcome): number {
    let change = 0;
    for (let k = 0; k < slots.length; k++) {
      const slot = slots[k]!;
      change = (change + mix(slot, values[k]!, 0) - mix(slot, state[slot]!, 0)) | 0;
      state[slot] = values[k]!;
    }
    return change;
  }

  /** The `always` and `sometimes` claims that look at what the outcome changed, as a bit mask. */
  watchersOf({ slots }: Outcome): number {
    let mask = 0;
    for (let k = 0; k < slots.length; k++) mask |= this.#watchers[slots[k]!] ?? 0;
    return mask;
  }

  /** Evaluates the claims in `mask` in this state; calls `broken` for each that does not hold. */
  checkAlways(state: Int32Array, mask: number, broken: (claim: string, message: string) => void): void {
    for (let p = 0; p < this.#always.length; p++) {
      if ((mask & (1 << p)) === 0) continue;
      const claim = this.#always[p]!;
      const answer = this.#ask(state, claim, p);
      if (claim.property.mode === 'sometimes') {
        if (answer === null) this.unreached.delete(claim.property);
      } else if (answer !== null) broken(claim.property.name, answer);
    }
  }

  /** Claims about states in which nobody can go on. */
  checkAtEnd(state: Int32Array, broken: (claim: string, message: string) => void): void {
    for (const claim of this.#atEnd) {
      const answer = this.#ask(state, claim, -1);
      if (answer !== null) broken(claim.property.name, answer);
    }
  }

  #ask(state: Int32Array, { property, answers }: Claim, bit: number): string | null {
    const known = answers.lookUp(state);
    if (known !== undefined) return known;
    const execution = this.visit().execution();
    const { context } = execution;
    context.length = 0;
    context.recording = true;
    let answer: string | null;
    try {
      answer = ask(property, execution.booted.world, this.applied);
    } finally {
      context.recording = false;
    }
    const looked = new Set<number>();
    for (let at = 0; at < context.length; at += ACCESS_INTS) {
      looked.add(this.#slotOf(context.accesses[at]!));
    }
    if (bit >= 0)
      for (const slot of looked) {
        const before = this.#watchers[slot] ?? 0;
        if ((before & (1 << bit)) !== 0) continue;
        this.#watchers[slot] = before | (1 << bit);
        this.watched++;
      }
    if (!answers.learn(state, [...looked], answer))
      throw this.#untracked(`${property.name} saw the same as before, but answered differently`);
    return answer;
  }

  /** True if some thread may go on for ever, as far as was seen: else the state graph has no cycle. */
  get mayCycle(): boolean {
    return this.#kindOf.some((kind) => kind.hasCycle);
  }

  // For symmetry ---------------------------------------------------------------------------------------------------

  /** Slots whose contents may name somebody. */
  readonly namingSlots: number[] = [];

  /** Whom the content names, as bits. */
  namedInContent(slot: number, value: number): number {
    return this.#contents[slot]!.named(value);
  }

  contentText(slot: number, value: number, rename: Renaming): string {
    return renamedText(this.#contents[slot]!.text(value), rename);
  }

  /** The number, in the slot `to`, of the content of another with each name `n` known as `places[n]`. */
  renamedContent(slot: number, value: number, places: Int32Array, to = slot): number {
    const moved = this.#contents[slot]!.renamed(value, places, this.#contents[to]!);
    if (to !== slot) this.#noteNaming(to, moved);
    return moved;
  }

  #noteNaming(slot: number, value: number): void {
    if (this.#contents[slot]!.named(value) !== 0 && !this.namingSlots.includes(slot)) this.namingSlots.push(slot);
  }

  /** Whom the thread's local state names but the thread itself, as bits. */
  namedInLocal(state: Int32Array, thread: number): number {
    const local = this.#localOf(thread, state[this.#threadSlot[thread]!]!);
    return local < 0 ? 0 : this.#kindOf[thread]!.named(local);
  }

  /** A number for the thread's local state that does not depend on whom it names. */
  anonymousLocal(state: Int32Array, thread: number): number {
    const kind = this.#kindOf[thread]!;
    const local = state[this.#threadSlot[thread]!]!;
    return kind.named(local) === 0 ? local : -1 - kind.anonymous(local);
  }

  /** The value of the thread's slot with each name `n` in its local state known as `places[n]`. */
  renamedLocal(thread: number, value: number, places: Int32Array): number {
    const kind = this.#kindOf[thread]!;
    const local = this.#localOf(thread, value);
    if (local < 0 || kind.named(local) === 0) return value;
    return this.#valueOf(
      thread,
      kind.renamed(local, (each) => places[each] ?? each),
    );
  }

  /** Throws UntrackedStateError unless the execution is in this state, as far as that can be seen. */
  verify(state: Int32Array, visit: Visit): void {
    const execution = visit.execution();
    const rename = renaming(visit);
    const differs = (what: string, expected: string, found: string) =>
      this.#untracked(`${what} should be ${expected} here, but is ${found}`);
    for (const [id, slot] of this.#objectSlot) {
      const object = execution.context.objects[id];
      const found = object === undefined ? 'absent' : textOf(object, rename);
      const expected = this.#contents[slot]!.text(state[slot]!);
      if (found !== expected) throw differs(object?.name ?? `object ${id}`, expected, found);
    }
    for (let thread = 0; thread < this.threads; thread++) {
      const self = real(thread, visit);
      const there = execution.threads[self];
      const local = this.local(state, thread);
      const show = (ended: boolean | undefined) => (ended === undefined ? 'absent' : ended ? 'ended' : 'alive');
      const expected = show(local?.ended);
      const found = show(there === undefined ? undefined : there.pending === null);
      if (expected !== found) throw differs(there?.name ?? `thread ${self}`, expected, found);
    }
  }

  /** True if somebody holds a lock. */
  holdsLocks(state: Int32Array): boolean {
    for (let thread = 0; thread < this.threads; thread++) if (this.local(state, thread)?.holds === true) return true;
    return false;
  }

  /** True if some thread that should end cannot go on; to be asked where nobody can. */
  isStuck(state: Int32Array): boolean {
    for (let thread = 0; thread < this.threads; thread++) {
      const local = this.local(state, thread);
      if (local?.ended === false && (!this.#daemon[thread] || local.isAmidWork)) return true;
    }
    return false;
  }
}
