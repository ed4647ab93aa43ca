/**
 * Shared objects: everything that two threads can both see, and the record of who touched what.
 *
 * An object says what each step does to it (`reads`, `writes`, ...); from these accesses alone the engine derives
 * which steps commute, which accesses race, and what a trace shows. Objects are part of a world that `boot()`
 * builds anew for every execution; their ids are stable across executions (creator + counter, never a global
 * counter: two threads that create objects in either order must give them the same ids).
 */

/**
 * How an access relates to others of the same place. Two accesses conflict unless each is READ or PASS, or both are
 * UPDATE. UPDATE is a commuting write whose result nobody uses (`atomic_add`). ACQUIRE and RELEASE change a
 * lock's holder; PASS is a whole critical section inside one event: it needs the lock free and leaves it free.
 */
export const READ = 1;
export const WRITE = 2;
export const MODIFY = READ | WRITE;
export const UPDATE = 4;
export const PASS = 8;
export const ACQUIRE = 16;
export const RELEASE = 32;
/** A critical section that conflicts with every other of its lock: the sound choice where data is not tracked. */
const SECTION = ACQUIRE | RELEASE;

/** End of the range of an access to a whole object: `[0, WHOLE)`. */
export const WHOLE = 0x7fffffff;

/** Ints per recorded access: object id, mode, low, high (half-open), lockset id, 1 if plain else 0. */
export const ACCESS_INTS = 6;

/**
 * Sets of lock ids as small integers, so that a footprint can carry the locks held at each plain access. A lock that
 * others may hold too at that time, as readers do, guards only against those who hold it alone.
 */
export class LocksetTable {
  readonly #ids = new Map<string, number>([['', 0]]);
  /** A lock that is held alone as its id, one that is shared as -1 - id. */
  readonly #sets: (readonly number[])[] = [[]];

  /** @param shared those of the locks that are not held alone */
  intern(locks: readonly number[], shared: readonly number[] = []): number {
    if (locks.length === 0) return 0;
    const sorted = locks.map((id) => (shared.includes(id) ? -1 - id : id)).sort((a, b) => a - b);
    const key = sorted.join(',');
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = this.#sets.length;
      this.#ids.set(key, id);
      this.#sets.push(sorted);
    }
    return id;
  }

  /** Ids of the locks. */
  locks(id: number): readonly number[] {
    return this.#sets[id]!.map((lock) => (lock < 0 ? -1 - lock : lock));
  }

  /** Is there a lock in both that at least one side holds alone? */
  exclude(one: number, other: number): boolean {
    const others = this.#sets[other]!;
    return this.#sets[one]!.some((lock) => others.includes(-1 - lock) || (lock >= 0 && others.includes(lock)));
  }

  /** All but the empty one, in the order of their ids. */
  save(): readonly (readonly number[])[] {
    return this.#sets.slice(1);
  }
}

/**
 * What earlier executions of a scenario taught the engine about its objects. A new fact changes what counts as a
 * step or a conflict, so the exploration restarts when one is first seen.
 */
export interface Facts {
  /** Locks that somebody try-locks or queries: their release can be observed, so it is a step of its own. */
  readonly observed: Set<number>;
  /**
   * Whether code between steps touches shared objects, as it does plain data: then what an event touches may depend on
   * the values that it read.
   */
  plainData: boolean;
  /** Names of locks that are known to be observed before the run starts; a replay knows them from its schedule. */
  readonly observedNames: ReadonlySet<string>;
}

/** Names that a search over states can tell apart: threads from 0 up, scalars from the top down. */
export const MAX_NAMES = 29;

/**
 * Something of which there are several alike, as a value: what a shared object holds when it names one of them, so that
 * a search can tell such a name from data and exchange the names of those that are interchangeable.
 */
abstract class Name {
  /** Stable across executions; -2 for a thread while booting. */
  readonly index: number;
  /** As traces show it. */
  readonly name: string;

  constructor(index: number, name: string) {
    this.index = index;
    this.name = name;
  }

  /** In traces and JSON: the name. */
  toJSON(): string {
    return this.name;
  }
  /** The same, as text. */
  toString(): string {
    return this.name;
  }
}

/** A thread as a value. */
export class ThreadId extends Name {}

/** One of a scalarset as a value: a slot, a node, a CPU. */
export class ScalarId extends Name {
  /** Which of the set, from 0: to find what belongs to it, never to compare or to count with. */
  readonly member: number;

  constructor(index: number, name: string, member: number) {
    super(index, name);
    this.member = member;
  }
}

export function isName(value: unknown): value is ThreadId | ScalarId {
  return value instanceof Name;
}

/**
 * Things of which there are several alike, to be named in shared data: `scalarset('slot', 3)` is slot[0], slot[1] and
 * slot[2]. To be called in boot(), which may declare them interchangeable; see Booted. Throws RangeError if there are
 * more than MAX_NAMES in one scenario.
 */
export function scalarset(name: string, count: number): readonly ScalarId[] {
  const context = currentContext();
  const last = MAX_NAMES - 1 - context.scalars;
  if (count > last + 1) throw new RangeError(`scalarset ${name}: more than ${MAX_NAMES} scalars in one scenario`);
  context.scalars += count;
  return Array.from({ length: count }, (_, k) => new ScalarId(last - k, `${name}[${k}]`, k));
}

const BOOTING = new ThreadId(-2, 'boot');

/** What an execution does for the steps that create and join threads. */
export interface ThreadKeeper {
  /** The thread of that index. */
  idOf(thread: number): ThreadId;
  /** Creates a thread; returns its index. */
  spawn(name: string, body: () => Generator<unknown, unknown, void>): number;
  isFinished(thread: number): boolean;
}

/** What may break into a thread between any two of its steps, with code that takes locks of its own: interrupts. */
export interface Interruption {
  /** The running thread is such code. */
  isInside(): boolean;
  /** It may break into the running thread now. */
  mayCome(): boolean;
}

/** Told, while events are recorded, which locks threads hold; see `LockOrder`. */
export interface HoldObserver {
  /** The running thread has taken a lock, the last of those that it holds. `waited`: it would have waited for it. */
  took(context: Context, waited: boolean): void;
  /** The running thread may be interrupted from now on, whatever it holds. */
  exposed(context: Context): void;
}

/** What all executions of one exploration have in common. */
export interface ContextOptions {
  readonly facts: Facts;
  readonly locksets: LocksetTable;
  readonly ids: ObjectIds;
  /** Whether critical sections conflict by the data they touch, or by their lock alone. */
  readonly trackData: boolean;
  /** False makes every release a step of its own: the finest steps, for the oracles. */
  readonly fuse: boolean;
  /** Room for the accesses of one event, lent to each execution in turn. */
  readonly accesses: Int32Array;
}

/**
 * What one event tells its thread. A thread's local state is where it stands and all that it has been told, so two
 * events after which the same was told leave it in the same local state.
 */
export interface Knowledge {
  /** Results of steps, answers of objects, choices. */
  readonly told: unknown[];
  /** Ids of objects that were read and did not say what they answered: their whole content counts as told. */
  readonly untold: Set<number>;
  /** True while a step is performed: its result is told, so what it reads need not be. */
  inStep: boolean;
  /** Declared by the thread itself, after which only what it is told later counts; see `declareLocalState`. */
  declared: {
    readonly state: unknown;
    /** How much of `told` came before. */
    readonly from: number;
    /** What was `untold` before; a thread that was created then may depend on it. */
    readonly untoldBefore: readonly number[];
  } | null;
  /** The thread got something done; see `progress`. */
  progressed: boolean;
}

// Shared by all executions that have none: boots are frequent and should make no garbage.
const NO_PER_THREAD: readonly PerThread<unknown>[] = [];
const NO_HOLDS = new Int32Array(0);
/** Threads for which timed holds are counted: as many as a search over states can have. */
const MAX_TIMED = 32;

/**
 * The run that is being performed now: who runs, what to record. One per execution; `context` points at the
 * running one. Only the engine (scheduler/) and SharedObject may touch it.
 */
export class Context {
  /** Index of the running thread, or -1 while booting and between events. */
  thread = -1;
  recording = false;
  /** Accesses of the event being recorded, ACCESS_INTS ints each. The array is lent by the exploration. */
  accesses: Int32Array;
  length = 0;
  factsChanged = false;
  /** True while a claim looks at the world: its accesses order threads but are no data races of the design. */
  ghost = false;
  /** Scheduled steps that each thread has performed; for the length of lock holds. */
  readonly stepsOf: number[] = [];
  /** First violation that the event in progress reported without ending its thread; the engine clears it. */
  reported: Error | null = null;
  /** Who knows the threads; the execution sets it. */
  threads: ThreadKeeper | null = null;
  readonly objects: SharedObject[] = [];
  /** Locks held, by thread: object ids in order of acquisition. */
  readonly held: number[][] = [];
  /** Those of them that others may hold too, by thread. */
  readonly #shared: number[][] = [];
  /** What the running thread has been told since it began its event; null unless a search wants to know. */
  knowledge: Knowledge | null = null;
  /** What the running thread has declared since its event began; see `declareLocalState`. The engine clears it. */
  declared: { readonly state: unknown } | null = null;
  /** The running thread has got something done since then; see `progress`. */
  progressed = false;
  /** Scalars made so far; see `scalarset`. */
  scalars = 0;
  /** What exists once per thread. */
  perThread: readonly PerThread<unknown>[] = NO_PER_THREAD;
  /** Held locks whose length of hold is bounded, by thread: it depends on steps long past. */
  timedHolds: Int32Array = NO_HOLDS;
  #bootCount = 0;
  readonly #createdBy: number[] = [];
  /** Set by what models interrupts. */
  interruption: Interruption | null = null;
  /** By thread, who wants to know that it may sleep; set by what models work queues. */
  sleepListeners: Map<number, () => void> | null = null;
  /** Looks at the locks that threads hold. */
  holds: HoldObserver | null = null;
  /** Called with each performed step, riding ones included; for traces. */
  onStep: ((step: unknown) => void) | null = null;
  readonly facts: Facts;
  readonly locksets: LocksetTable;
  readonly ids: ObjectIds;
  readonly trackData: boolean;
  readonly fuse: boolean;

  constructor({ facts, locksets, ids, trackData, fuse, accesses }: ContextOptions) {
    this.facts = facts;
    this.locksets = locksets;
    this.ids = ids;
    this.trackData = trackData;
    this.fuse = fuse;
    this.accesses = accesses;
  }

  /** Called by SharedObject's constructor: the id of the object being created. */
  register(object: SharedObject): number {
    const creator = this.thread;
    let id: number;
    if (creator < 0) {
      id = this.#bootCount++;
    } else {
      const nth = (this.#createdBy[creator] = (this.#createdBy[creator] ?? 0) + 1) - 1;
      id = this.ids.of(creator, nth);
    }
    this.objects[id] = object;
    if (this.facts.observedNames.size > 0 && this.facts.observedNames.has(object.name.replace(/\s+/g, '')))
      this.facts.observed.add(id);
    return id;
  }

  /** How many objects this thread has created so far; part of the stable name of its next one. */
  createdBy(thread: number): number {
    return this.#createdBy[thread] ?? 0;
  }

  access(object: number, mode: number, low: number, high: number, plain: number): void {
    if (this.ghost) plain = 0;
    if (this.knowledge !== null) this.#noteUntold(object, mode);
    const { thread } = this;
    const lockset = plain === 0 ? 0 : this.locksets.intern(this.held[thread] ?? [], this.#shared[thread]);
    const { accesses, length } = this;
    for (let at = 0; at < length; at += ACCESS_INTS) {
      if (
        accesses[at] === object &&
        (accesses[at + 1]! & mode) === mode &&
        accesses[at + 2]! <= low &&
        accesses[at + 3]! >= high &&
        accesses[at + 4] === lockset &&
        accesses[at + 5]! >= plain
      )
        return; // nothing new: this event has already said so
    }
    if (length + ACCESS_INTS > accesses.length) {
      this.accesses = new Int32Array(accesses.length * 2);
      this.accesses.set(accesses);
    }
    const into = this.accesses;
    into[length] = object;
    into[length + 1] = mode;
    into[length + 2] = low;
    into[length + 3] = high;
    into[length + 4] = lockset;
    into[length + 5] = plain;
    this.length = length + ACCESS_INTS;
  }

  #noteUntold(object: number, mode: number): void {
    const { inStep, untold } = this.knowledge!;
    const isInformed = inStep || this.ghost || (mode & READ) === 0 || this.objects[object]?.tellsAnswers === true;
    if (!isInformed) untold.add(object);
  }

  /** The running thread takes (1) or releases (-1) a lock whose length of hold is bounded. */
  holdTimed(change: 1 | -1): void {
    if (this.timedHolds === NO_HOLDS) this.timedHolds = new Int32Array(MAX_TIMED);
    if (this.thread >= 0 && this.thread < MAX_TIMED) this.timedHolds[this.thread]! += change;
  }

  /** The thread's name as a value. */
  idOf(thread: number): ThreadId {
    return this.threads === null || thread < 0 ? BOOTING : this.threads.idOf(thread);
  }

  /** Ids of the objects in the accesses recorded from `start` on. */
  objectsAccessedSince(start: number): number[] {
    const found: number[] = [];
    for (let at = start; at < this.length; at += ACCESS_INTS) found.push(this.accesses[at]!);
    return found;
  }

  /** The running thread now holds the lock, or that part of it. */
  acquire(object: number, extraMode: number, low = 0, high = WHOLE): void {
    const held = (this.held[this.thread] ??= []);
    held.push(object);
    if (!this.recording) return;
    this.access(object, ACQUIRE | extraMode, low, high, 0);
    // Who does not look at the lock first waits for it.
    if (held.length > 1 || this.interruption !== null) this.holds?.took(this, (extraMode & READ) === 0);
  }

  /** The running thread may be interrupted again. */
  expose(): void {
    if (this.recording) this.holds?.exposed(this);
  }

  /** Says whether others may hold the lock, which the running thread holds, at the same time. */
  share(object: number, isShared: boolean): void {
    const shared = (this.#shared[this.thread] ??= []).filter((id) => id !== object);
    this.#shared[this.thread] = isShared ? [...shared, object] : shared;
  }

  /**
   * The running thread no longer holds the lock, or that part of it. If it took it in this same event, the event is a
   * whole section.
   */
  release(object: number, low = 0, high = WHOLE): void {
    const held = this.held[this.thread]!;
    if (held[held.length - 1] === object) held.pop();
    else held.splice(held.lastIndexOf(object), 1);
    if (!this.recording) return;
    const { accesses, length } = this;
    for (let at = 0; at < length; at += ACCESS_INTS) {
      if (accesses[at] !== object || accesses[at + 2] !== low || accesses[at + 3] !== high) continue;
      if (accesses[at + 1] === ACQUIRE) {
        accesses[at + 1] = this.trackData ? PASS : SECTION;
        return;
      }
      if ((accesses[at + 1]! & RELEASE) === 0) accesses[at + 1]! |= RELEASE;
      return;
    }
    this.access(object, RELEASE, low, high, 0);
  }

  /** Code between steps may touch shared objects; see Facts.plainData. */
  noteTouchedBetweenSteps(): void {
    if (this.facts.plainData) return;
    this.facts.plainData = true;
    this.factsChanged = true;
  }

  /** What was recorded from `start` on was touched between steps: if that was not only locks given back, notes it. */
  noteAccessesBetweenSteps(start: number): void {
    for (let at = start; at < this.length; at += ACCESS_INTS)
      if (this.accesses[at + 1] !== RELEASE) this.noteTouchedBetweenSteps();
  }

  /** True if nobody is known to look at this lock without waiting for it: its release cannot be observed. */
  isUnobserved(object: number): boolean {
    return this.fuse && !this.facts.observed.has(object);
  }

  /** Somebody looks at this lock without waiting for it. */
  observe(object: number): void {
    if (this.facts.observed.has(object)) return;
    this.facts.observed.add(object);
    this.factsChanged = true;
  }
}

/** Stable ids of objects that threads create: interned (creator, nth), the same in every execution. */
export class ObjectIds {
  /** Ids below this belong to objects that `boot()` creates. */
  static readonly FIRST = 1 << 16;
  readonly #ids = new Map<number, number>();

  of(creator: number, nth: number): number {
    const key = creator * 0x100000 + nth;
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = ObjectIds.FIRST + this.#ids.size;
      this.#ids.set(key, id);
    }
    return id;
  }

  /** Keys in the order of their ids. */
  save(): number[] {
    return [...this.#ids.keys()];
  }

  /** Ids asked for before have to be the first of these. */
  restore(keys: readonly number[]): void {
    for (const key of keys) if (!this.#ids.has(key)) this.#ids.set(key, ObjectIds.FIRST + this.#ids.size);
  }
}

/** The running context. A property of an object, not a `let`, so that importers see it change. */
export const running: { context: Context | null } = { context: null };

/** The context of the run in progress. Throws if a shared object is made or used outside an execution. */
export function currentContext(): Context {
  const { context } = running;
  if (context === null)
    throw new Error('A shared object was created or used outside an execution. Create it inside boot() or a thread.');
  return context;
}

/**
 * Runs a claim's own code: it may read and write shared objects without that counting as the design's access. What it
 * touches still orders threads, so that no interleaving that the claim could tell apart is skipped.
 */
export function ghost<T>(look: () => T): T {
  const context = currentContext();
  const before = context.ghost;
  context.ghost = true;
  try {
    return look();
  } finally {
    context.ghost = before;
  }
}

/**
 * One value for each thread, which only that thread can see: the CPU it is on, the failures it has had, what a claim
 * remembers of it. Part of the thread's local state, and no shared object.
 */
export class PerThread<T> {
  readonly #initial: T;
  readonly #values: (T | undefined)[] = [];

  constructor(initial: T) {
    this.#initial = initial;
    const context = currentContext();
    context.perThread = [...context.perThread, this as PerThread<unknown>];
  }

  /** The running thread's value. */
  get(): T {
    return this.of(currentContext().thread);
  }

  /** Plain data; replaced, never changed in place. */
  set(value: T): void {
    const { thread, ghost: isClaim, knowledge } = currentContext();
    this.#values[thread] = value;
    // A claim sees more than the thread does: what it keeps of that is told.
    if (isClaim && knowledge !== null) knowledge.told.push(value);
  }

  /** Called by the engine. */
  of(thread: number): T {
    const value = this.#values[thread];
    return value === undefined ? this.#initial : value;
  }
}

/** The name without indices. */
export function lockClassOf(name: string): string {
  return name.replace(/\[\d+\]/g, '[]');
}

/**
 * Base of everything that threads share. Subclasses call `reads`, `writes`, `modifies` or `updates` for what they
 * do, with a half-open range `[low, high)` where the object has parts, or nothing for the whole object.
 */
export abstract class SharedObject {
  /** Stable across executions; see ObjectIds. */
  readonly id: number;
  /** The kernel's own name, for traces: 'free_vmap_area_lock', 'vn[0].busy'. */
  readonly name: string;
  /** True for what a claim remembers: no part of the design, and not shown in traces. */
  readonly isGhost: boolean;
  /** The context that this object belongs to. @internal */
  protected readonly context: Context;

  constructor(name: string) {
    const context = currentContext();
    this.context = context;
    this.isGhost = context.ghost;
    this.name = name;
    this.id = context.register(this);
  }

  /**
   * The object's present value, exactly: plain data, sets, and ThreadIds. Two worlds are in the same state iff all
   * snapshots are equal and all threads stand where they stood; a search over states relies on it.
   */
  abstract snapshot(): unknown;

  /** As a lock: all of one class are nested in others in the same order. The name without indices, `vn[].busy.lock`. */
  get lockClass(): string {
    return lockClassOf(this.name);
  }

  /**
   * True if every method that lets a thread know something of the content outside a step passes it through `told`.
   * False, the default, is always right: then a thread that reads the object knows all of it.
   */
  get tellsAnswers(): boolean {
    return false;
  }

  /** Notes what a method answers to the running thread, and returns it; see `tellsAnswers`. */
  protected told<T>(answer: T): T {
    const { knowledge, ghost } = this.context;
    if (knowledge !== null && !knowledge.inStep && !ghost)
      knowledge.told.push(Array.isArray(answer) ? [...(answer as unknown[])] : answer);
    return answer;
  }

  /** Notes that the operation reads this part, `[low, high)`; default all of it. Conflicts with every write. */
  protected reads(low = 0, high = WHOLE): void {
    if (this.context.recording) this.context.access(this.id, READ, low, high, 0);
  }

  /** Notes that it overwrites this part whatever was there. Conflicts with reads and writes. */
  protected writes(low = 0, high = WHOLE): void {
    if (this.context.recording) this.context.access(this.id, WRITE, low, high, 0);
  }

  /** Notes that it reads and writes this part. Conflicts with reads and writes. */
  protected modifies(low = 0, high = WHOLE): void {
    if (this.context.recording) this.context.access(this.id, MODIFY, low, high, 0);
  }

  /** Notes a change of this part that commutes with its like, such as adding. Conflicts with all but other updates. */
  protected updates(low = 0, high = WHOLE): void {
    if (this.context.recording) this.context.access(this.id, UPDATE, low, high, 0);
  }
}

/**
 * Data without synchronisation of its own: fields, lists, range sets. Access to it is not a step. Two threads that
 * touch the same part of it, one of them writing, with no lock in common and no order between them, race.
 * Where sections conflict by lock (`trackData` off) its accesses are not recorded at all.
 */
export abstract class PlainObject extends SharedObject {
  constructor(name: string) {
    super(name);
    if (this.context.trackData) this.context.noteTouchedBetweenSteps();
  }

  /** @internal */
  protected override reads(low = 0, high = WHOLE): void {
    if (this.context.recording && this.context.trackData) this.context.access(this.id, READ, low, high, 1);
  }

  /** @internal */
  protected override writes(low = 0, high = WHOLE): void {
    if (this.context.recording && this.context.trackData) this.context.access(this.id, WRITE, low, high, 1);
  }

  /** @internal */
  protected override modifies(low = 0, high = WHOLE): void {
    if (this.context.recording && this.context.trackData) this.context.access(this.id, MODIFY, low, high, 1);
  }

  /** A write that commutes with its like: they do not race with each other, only with what reads or writes. */
  protected override updates(low = 0, high = WHOLE): void {
    if (this.context.recording && this.context.trackData) this.context.access(this.id, UPDATE, low, high, 1);
  }

  /** A marked access (READ_ONCE and the like): it orders threads like any other but is no data race. */
  protected readsMarked(low = 0, high = WHOLE): void {
    if (this.context.recording && this.context.trackData) this.context.access(this.id, READ, low, high, 0);
  }
}
