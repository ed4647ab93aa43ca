/** Random programs as plain data, and their meaning as scenarios. */
import fc from 'fast-check';
import { AreaTree } from '../../model/memory/area-tree.js';
import { List, type ListNode } from '../../model/memory/list.js';
import { type PageRange, RangeSet } from '../../model/memory/range-set.js';
import { AtomicWord } from '../../model/sync/atomic-word.js';
import { awaitWords } from '../../model/sync/await.js';
import { Field } from '../../model/sync/field.js';
import type { Lock } from '../../model/sync/lock.js';
import { Mutex } from '../../model/sync/mutex.js';
import { RwLock } from '../../model/sync/rw-lock.js';
import { join, spawn } from '../../model/sync/thread.js';
import { WorkItem } from '../../model/sync/work-item.js';
import { type ScalarId, scalarset, type ThreadId } from '../../scheduler/object.js';
import { always } from '../../scheduler/property.js';
import type { Booted, Scenario } from '../../scheduler/scenario.js';
import {
  choose,
  chooseFrom,
  currentThreadId,
  declareLocalState,
  type Steps,
  type ThreadBody,
} from '../../scheduler/step.js';
import { buildSync, isSync, runSync, type SyncInstruction, type SyncObjects, syncInstruction } from './sync.js';

/** What happens to plain data in one go; some depends on what was read. */
export type DataKind =
  | 'nothing'
  | 'set'
  | 'get'
  | 'branch'
  | 'carve'
  | 'carve and give back'
  | 'insert'
  | 'merge'
  | 'remove and merge'
  | 'list add'
  | 'list take'
  | 'area insert'
  | 'area unlink'
  | 'sign';

export interface Data {
  readonly kind: DataKind;
  readonly field: 0 | 1;
  readonly value: number;
}

export type Instruction =
  | { readonly kind: 'load' | 'addReturn' | 'add'; readonly word: 0 | 1 }
  | {
      readonly kind: 'store' | 'xchg' | 'cmpxchg';
      readonly word: 0 | 1;
      readonly value: number;
      readonly plusRead: boolean;
    }
  | { readonly kind: 'await one' | 'await both' | 'await sum'; readonly word: 0 | 1; readonly value: number }
  | { readonly kind: 'choose' }
  /** Says that only the local value still counts. */
  | { readonly kind: 'forget' }
  | {
      readonly kind: 'section';
      readonly lock: 0 | 1;
      readonly data: Data;
      /** A step inside. */
      readonly inner: 'none' | 'load' | 'nested lock';
      /** Keep the lock if what was read is odd. */
      readonly keepIfOdd: boolean;
    }
  | { readonly kind: 'try section' | 'is locked'; readonly lock: 0 | 1; readonly data: Data }
  | {
      readonly kind: 'read-write section';
      readonly lock: 0 | 1;
      readonly act: RwAct;
      readonly data: Data;
      /** A step inside. */
      readonly inner: boolean;
      /** Keep the lock if what was read is odd. */
      readonly keepIfOdd: boolean;
    }
  | {
      readonly kind: 'spin';
      readonly round: SpinRound;
      readonly value: number;
      readonly declares: boolean;
      /** 0: until it finds what it waits for. */
      readonly tries: number;
    }
  | SyncInstruction
  | { readonly kind: 'plain'; readonly data: Data }
  | { readonly kind: 'look without lock' }
  | { readonly kind: 'spawn'; readonly body: readonly Instruction[]; readonly joins: boolean }
  | { readonly kind: 'schedule work' | 'flush work' }
  /** About slots, all alike: the thread has one in its hand and remembers the one before. */
  | { readonly kind: 'slot'; readonly act: SlotAct; readonly value: number };

/** What a round of a spin loop reads, and what ends the loop. */
export type SpinRound = 'x' | 'x and y' | 'section' | 'cmpxchg';

export type RwAct = 'read' | 'write' | 'try read' | 'try write' | 'upgrade' | 'downgrade';

/** `mine`: that of the thread, by its number. */
export type SlotAct = 'pick' | 'take' | 'give' | 'load' | 'store' | 'point' | 'follow' | 'mine';

/** An instruction that runs only if what was read last has this parity; null: always. */
export interface Guarded {
  readonly ifParity: 0 | 1 | null;
  readonly instruction: Instruction;
}

export interface Program {
  readonly threads: readonly (readonly Guarded[])[];
  /** Claim that x = 1 and y = 0 never hold together. */
  readonly claimsWords: boolean;
  /** Claim that no page is free and in an area, page by page. */
  readonly claimsPages?: boolean;
}

const bit = fc.constantFrom<0 | 1>(0, 1);
const value = fc.nat(2);

const LOCKED_DATA: readonly DataKind[] = [
  'set',
  'get',
  'branch',
  'carve',
  'carve and give back',
  'insert',
  'merge',
  'remove and merge',
  'list add',
  'list take',
  'area insert',
  'area unlink',
  'sign',
];
const data: fc.Arbitrary<Data> = fc.record({ kind: fc.constantFrom(...LOCKED_DATA), field: bit, value });
const nothing: fc.Arbitrary<Data> = fc.constant({ kind: 'nothing', field: 0, value: 0 });

const section = (inside: fc.Arbitrary<Data>) =>
  fc.record({
    kind: fc.constant('section' as const),
    lock: bit,
    data: inside,
    inner: fc.constantFrom('none' as const, 'none' as const, 'load' as const, 'nested lock' as const),
    keepIfOdd: fc.integer({ min: 0, max: 7 }).map((n) => n === 7),
  });
const tryLock = (inside: fc.Arbitrary<Data>) =>
  fc.record({
    kind: fc.constantFrom('try section' as const, 'try section' as const, 'is locked' as const),
    lock: bit,
    data: inside,
  });

const rwSection = (inside: fc.Arbitrary<Data>) =>
  fc.record({
    kind: fc.constant('read-write section' as const),
    lock: fc.integer({ min: 0, max: 3 }).map((n): 0 | 1 => (n === 3 ? 1 : 0)),
    act: fc.constantFrom<RwAct[]>(
      'read',
      'read',
      'read',
      'write',
      'write',
      'try read',
      'try write',
      'upgrade',
      'downgrade',
    ),
    data: inside,
    inner: fc.boolean(),
    keepIfOdd: fc.integer({ min: 0, max: 3 }).map((n) => n === 3),
  });

const spin = (declares: boolean, tries: number, ...rounds: readonly SpinRound[]) =>
  fc.record({
    kind: fc.constant('spin' as const),
    round: fc.constantFrom(...rounds),
    value: fc.constantFrom(1, 1, 2),
    declares: fc.constant(declares),
    tries: fc.constant(tries),
  });

const slot = (...acts: readonly SlotAct[]) =>
  fc.record({ kind: fc.constant('slot' as const), act: fc.constantFrom(...acts), value });

const INSTRUCTIONS = {
  load: fc.record({ kind: fc.constantFrom('load' as const, 'addReturn' as const, 'add' as const), word: bit }),
  store: fc.record({
    kind: fc.constantFrom('store' as const, 'xchg' as const),
    word: bit,
    value,
    plusRead: fc.boolean(),
  }),
  cmpxchg: fc.record({ kind: fc.constant('cmpxchg' as const), word: bit, value, plusRead: fc.constant(false) }),
  await: fc.record({
    kind: fc.constantFrom('await one' as const, 'await both' as const, 'await sum' as const),
    word: bit,
    value,
  }),
  choose: fc.record({ kind: fc.constant('choose' as const) }),
  forget: fc.record({ kind: fc.constant('forget' as const) }),
  section: section(data),
  bareSection: section(nothing),
  tryLock: tryLock(data),
  bareTryLock: tryLock(nothing),
  plain: fc.record({ kind: fc.constant('plain' as const), data }),
  look: fc.record({ kind: fc.constant('look without lock' as const) }),
  slot: slot('pick', 'take', 'take', 'give', 'load', 'store', 'point', 'follow'),
  mine: slot('mine', 'mine', 'pick', 'load', 'store', 'point', 'follow'),
  spin: spin(false, 0, 'x', 'x and y', 'cmpxchg'),
  declaredSpin: spin(true, 0, 'x', 'x and y', 'cmpxchg'),
  sectionSpin: spin(false, 0, 'section', 'x and y'),
  declaredSectionSpin: spin(true, 0, 'section', 'x and y'),
  tries: spin(false, 4, 'x', 'x and y', 'section'),
  declaredTries: spin(true, 3, 'x', 'x and y', 'section'),
  work: fc.record({ kind: fc.constantFrom('schedule work' as const, 'flush work' as const) }),
  rwSection: rwSection(data),
  bareRwSection: rwSection(nothing),
  semaphore: syncInstruction('semaphore'),
  refcount: syncInstruction('refcount'),
  completion: syncInstruction('completion'),
  queue: syncInstruction('queue'),
  condition: syncInstruction('condition'),
  barrier: syncInstruction('barrier'),
  channel: syncInstruction('channel'),
  rcu: syncInstruction('rcu'),
} satisfies Record<string, fc.Arbitrary<Instruction>>;

type Feature = keyof typeof INSTRUCTIONS | 'spawn';

/**
 * Which instructions the programs of each set are made of. In the sets without plain data the engine takes more for
 * granted (FIXED footprints), so each kind of synchronisation has such a set.
 */
export const FEATURE_SETS: Readonly<Record<string, readonly Feature[]>> = {
  words: ['load', 'store'],
  forgetful: ['load', 'store', 'cmpxchg', 'section', 'forget', 'forget'],
  cmpxchg: ['cmpxchg', 'cmpxchg', 'load', 'store'],
  locks: ['section', 'section', 'load', 'store'],
  'bare locks': ['bareSection', 'bareSection', 'load', 'store'],
  'try-locks': ['tryLock', 'tryLock', 'section'],
  'bare try-locks': ['bareTryLock', 'bareTryLock', 'bareSection', 'store'],
  awaits: ['await', 'store', 'load'],
  choices: ['choose', 'store', 'load', 'section'],
  spawns: ['spawn', 'store', 'load', 'section'],
  'bare spawns': ['spawn', 'store', 'load', 'bareSection', 'await'],
  slots: ['slot', 'slot', 'slot', 'load', 'forget'],
  'own slots': ['mine', 'mine', 'mine', 'store', 'forget'],
  work: ['work', 'work', 'load', 'section'],
  'bare work': ['work', 'work', 'load', 'bareSection'],
  data: ['section', 'section', 'plain', 'look'],
  'read-write locks': ['rwSection', 'rwSection', 'load', 'store'],
  'bare read-write locks': ['bareRwSection', 'bareRwSection', 'bareRwSection', 'store'],
  semaphores: ['semaphore', 'semaphore', 'load', 'store'],
  refcounts: ['refcount', 'refcount', 'store'],
  completions: ['completion', 'completion', 'load', 'store'],
  'wait queues': ['queue', 'queue', 'queue', 'load', 'store'],
  conditions: ['condition', 'condition', 'condition', 'store', 'bareSection'],
  barriers: ['barrier', 'load', 'store'],
  channels: ['channel', 'channel', 'channel', 'store'],
  rcu: ['rcu', 'rcu', 'load', 'store'],
  'bare waiting': ['bareRwSection', 'semaphore', 'refcount', 'completion', 'store', 'load'],
  'bare sleeping': ['queue', 'condition', 'channel', 'store', 'bareSection'],
  waiting: ['rwSection', 'section', 'semaphore', 'completion', 'await', 'choose', 'store', 'forget'],
  sleeping: ['queue', 'condition', 'channel', 'rcu', 'section', 'spawn', 'store', 'load'],
  'waiting for all': ['barrier', 'refcount', 'rwSection', 'channel', 'store'],
  mixed: [
    'load',
    'store',
    'cmpxchg',
    'await',
    'choose',
    'section',
    'tryLock',
    'plain',
    'look',
    'work',
    'spawn',
    'forget',
  ],
};

/** The same for loops that only read: by traces only, since not all threads say what they know. */
export const SPIN_SETS: Readonly<Record<string, readonly Feature[]>> = {
  'spin loops': ['spin', 'spin', 'store', 'load'],
  'declared spin loops': ['declaredSpin', 'declaredSpin', 'store', 'load'],
  'spin loops and sections': ['sectionSpin', 'sectionSpin', 'section', 'plain', 'store'],
  'declared spin loops and sections': ['declaredSectionSpin', 'declaredSectionSpin', 'section', 'plain', 'store'],
  'all kinds of spin loops': ['spin', 'declaredSpin', 'sectionSpin', 'declaredTries', 'tryLock', 'store', 'choose'],
  'spin loops and waiting': ['spin', 'declaredSpin', 'await', 'semaphore', 'bareRwSection', 'store'],
  'spin loops and spawns': ['declaredSpin', 'spin', 'spawn', 'store'],
};

/** Loops some of which may end by themselves: not all of their rounds are looked at. */
export const TRY_SETS: Readonly<Record<string, readonly Feature[]>> = {
  'loops that try': ['tries', 'tries', 'spin', 'store', 'load'],
  'loops of all kinds': ['tries', 'declaredTries', 'spin', 'declaredSpin', 'section', 'store'],
};

/** How many threads a program has, and how many instructions each of them at most. */
export type Shape = readonly [threads: number, most: number];

const SHAPES: readonly Shape[] = [
  [2, 4],
  [3, 3],
  [4, 2],
];

export function programs(features: readonly Feature[], shapes: readonly Shape[] = SHAPES): fc.Arbitrary<Program> {
  const simple = features.filter((feature): feature is keyof typeof INSTRUCTIONS => feature !== 'spawn');
  const flat: fc.Arbitrary<Instruction> = fc.oneof(...simple.map((feature) => INSTRUCTIONS[feature]));
  const spawned = fc.record({
    kind: fc.constant('spawn' as const),
    body: fc.array(flat, { minLength: 1, maxLength: 1 }),
    joins: fc.boolean(),
  });
  const instruction: fc.Arbitrary<Instruction> = features.includes('spawn')
    ? fc.oneof({ arbitrary: flat, weight: features.length - 1 }, { arbitrary: spawned, weight: 1 })
    : flat;
  const guarded = fc.record({ ifParity: fc.constantFrom<0 | 1 | null>(null, null, null, 0, 1), instruction });
  const ofShape = ([threads, most]: Shape) =>
    fc.array(fc.array(guarded, { minLength: 1, maxLength: most }), { minLength: threads, maxLength: threads });
  return fc.record({
    threads: fc.oneof(...shapes.map(ofShape)),
    claimsWords: fc.integer({ min: 0, max: 3 }).map((n) => n === 3),
    claimsPages: fc.integer({ min: 0, max: 3 }).map((n) => n === 3),
  });
}

/** Present only in the world of a program that touches some of it. */
interface PlainData {
  readonly fields: readonly Field<number>[];
  readonly ranges: RangeSet;
  readonly areas: AreaTree<PageRange>;
  readonly list: List<ListNode>;
  readonly nodes: readonly ListNode[];
  readonly signers: Field<readonly ThreadId[]>;
}

/** Present only in the world of a program that uses it. What belongs to `slot[k]` is named `slot[k].…`. */
interface Slots {
  readonly ids: readonly ScalarId[];
  readonly free: Field<ReadonlySet<ScalarId>>;
  readonly words: readonly AtomicWord[];
  readonly points: readonly Field<ScalarId | null>[];
}

export interface FuzzWorld {
  readonly locks: readonly Lock[];
  readonly words: readonly AtomicWord[];
  readonly plain: PlainData | null;
  readonly slots: Slots | null;
  readonly rwLocks: readonly RwLock[];
  readonly sync: SyncObjects;
  readonly work: WorkItem;
  /** What each thread has read so far, by thread name: its local state. */
  readonly logs: Map<string, unknown[]>;
  /** What each thread has read in a round that is not over. */
  readonly seen: Map<string, unknown>;
  /** Steps of each thread that have led back to where it was. */
  readonly inVain: Map<string, number>;
  /** By thread at the head of a loop that only a found value ends: whether it is there. */
  readonly spinning: Map<string, () => boolean>;
}

const PAGES = 6;

/** All of them, those of threads that are created too. */
export function instructionsOf({ threads }: Program): Instruction[] {
  const inside = (instruction: Instruction): Instruction[] =>
    instruction.kind === 'spawn' ? instruction.body.flatMap(inside) : [instruction];
  return threads.flat().flatMap(({ instruction }) => inside(instruction));
}

function touchesData(instruction: Instruction): boolean {
  if (instruction.kind === 'look without lock') return true;
  if (instruction.kind === 'spin' && instruction.round === 'section') return true;
  return 'data' in instruction && instruction.data.kind !== 'nothing';
}

function buildPlain(): PlainData {
  return {
    fields: [new Field('f', 0), new Field('g', 0)],
    ranges: new RangeSet('ranges', [{ start: 0, end: PAGES }]),
    areas: new AreaTree('areas'),
    list: new List<ListNode>('list'),
    nodes: [0, 1, 2].map((k) => ({ name: `node${k}`, list: null })),
    signers: new Field<readonly ThreadId[]>('signers', []),
  };
}

function buildSlots(count: number): Slots {
  const ids = scalarset('slot', count);
  return {
    ids,
    free: new Field<ReadonlySet<ScalarId>>('free slots', new Set(ids)),
    words: ids.map((id) => new AtomicWord(`${id}.word`)),
    points: ids.map((id) => new Field<ScalarId | null>(`${id}.points`, null)),
  };
}

function usesSlots(program: Program): boolean {
  return instructionsOf(program).some(({ kind }) => kind === 'slot');
}

function build(program: Program): FuzzWorld {
  const { threads } = program;
  const instructions = instructionsOf(program);
  const used = new Set(instructions.map(({ kind }): string => kind));
  const world: FuzzWorld = {
    locks: [new Mutex('A'), new Mutex('B')], // one may be taken inside the other
    words: [new AtomicWord('x'), new AtomicWord('y')],
    plain: instructions.some(touchesData) ? buildPlain() : null,
    slots: usesSlots(program) ? buildSlots(usesOwnSlots(program) ? threads.length : Math.min(3, threads.length)) : null,
    rwLocks: used.has('read-write section') ? [new RwLock('R'), new RwLock('S')] : [],
    sync: buildSync(used, threads.length),
    work: new WorkItem('work', () => worker(world)),
    logs: new Map(),
    seen: new Map(),
    inVain: new Map(),
    spinning: new Map(),
  };
  return world;
}

function* worker(world: FuzzWorld): Steps {
  const data: Data = { kind: world.plain === null ? 'nothing' : 'branch', field: 0, value: 1 };
  const body: Instruction[] = [
    { kind: 'addReturn', word: 0 },
    { kind: 'section', lock: 0, data, inner: 'none', keepIfOdd: false },
  ];
  yield* run(
    world,
    'worker',
    body.map((instruction) => ({ ifParity: null, instruction })),
  );
}

function* run(world: FuzzWorld, name: string, program: readonly Guarded[]): Steps<string> {
  const log: unknown[] = world.logs.get(name) ?? [];
  world.logs.set(name, log);
  let read = 0;
  const note = (value: unknown, local: number) => {
    log.push(value);
    read = local;
  };
  let children = 0;
  const hand: Hand = { slot: null, before: null };
  for (const [at, { ifParity, instruction }] of program.entries()) {
    if (ifParity !== null && (read & 1) !== ifParity) continue;
    if (isSync(instruction)) {
      yield* runSync(world, instruction, note, read);
      continue;
    }
    switch (instruction.kind) {
      case 'load': {
        const found = yield* world.words[instruction.word]!.load();
        note(found, found);
        break;
      }
      case 'addReturn': {
        const found = yield* world.words[instruction.word]!.addReturn(1);
        note(found, found);
        break;
      }
      case 'add':
        yield* world.words[instruction.word]!.add(1);
        break;
      case 'store':
        yield* world.words[instruction.word]!.store(instruction.plusRead ? read + 1 : instruction.value);
        break;
      case 'xchg': {
        const found = yield* world.words[instruction.word]!.xchg(instruction.value);
        note(found, found);
        break;
      }
      case 'cmpxchg': {
        const found = yield* world.words[instruction.word]!.cmpxchg(instruction.value, instruction.value + 1);
        note(found, found);
        break;
      }
      case 'await one':
        yield* awaitWords([world.words[instruction.word]!], (a) => a >= instruction.value);
        break;
      case 'await both':
        yield* awaitWords([world.words[0]!, world.words[1]!], (a, b) => a + b >= instruction.value);
        break;
      case 'await sum':
        yield* awaitWords([world.words[0]!, world.words[1]!], (a, b) => a + b === instruction.value);
        break;
      case 'spin': {
        const found = yield* spinUntilFound(world, name, instruction, (tries) => ({
          at,
          read,
          children,
          tries,
          ...hand,
        }));
        note(found, found);
        break;
      }
      case 'forget':
        declareLocalState({ at, read, children, ...hand });
        break;
      case 'choose': {
        const chosen = yield* choose(2, 'either way');
        note(chosen, chosen);
        break;
      }
      case 'section': {
        const lock = world.locks[instruction.lock]!;
        yield* lock.lock();
        touch(world, instruction.data, note, read);
        if (instruction.inner === 'load') {
          const found = yield* world.words[0]!.load();
          note(found, read + found);
        } else if (instruction.inner === 'nested lock') {
          const other = world.locks[1 - instruction.lock]!;
          yield* other.lock();
          touch(world, instruction.data, note, read);
          yield* other.unlock();
        }
        if (!instruction.keepIfOdd || (read & 1) === 0) yield* lock.unlock();
        break;
      }
      case 'try section': {
        const lock = world.locks[instruction.lock]!;
        if (yield* lock.tryLock()) {
          note('got it', 1);
          touch(world, instruction.data, note, read);
          yield* lock.unlock();
        } else note('busy', 0);
        break;
      }
      case 'read-write section': {
        const { act, data, inner, keepIfOdd } = instruction;
        const lock = world.rwLocks[instruction.lock]!;
        let writes = act === 'write' || act === 'try write' || act === 'downgrade';
        if (act === 'try read' || act === 'try write') {
          const got = yield* act === 'try read' ? lock.readTrylock() : lock.writeTrylock();
          note(got, got ? 1 : 0);
          if (!got) break;
        } else if (writes) yield* lock.writeLock();
        else yield* lock.readLock();
        touch(world, data, note, read);
        if (inner) {
          const found = yield* world.words[0]!.load();
          note(found, read + found);
        }
        if (act === 'upgrade' || act === 'downgrade') {
          writes = act === 'upgrade';
          if (writes) yield* lock.upgrade();
          else yield* lock.downgradeWrite();
          touch(world, data, note, read);
        }
        if (keepIfOdd && (read & 1) === 1) break;
        if (writes) yield* lock.writeUnlock();
        else yield* lock.readUnlock();
        break;
      }
      case 'is locked': {
        const found = yield* world.locks[instruction.lock]!.isLocked();
        note(found, found ? 1 : 0);
        break;
      }
      case 'plain':
        touch(world, instruction.data, note, read);
        break;
      case 'look without lock': {
        const { ranges, list } = world.plain!;
        const first = yield* ranges.isEmptyOnce();
        note(first, read); // at once: between the two looks it is all that tells the thread's states apart
        note(yield* list.isEmptyOnce(), first ? 1 : 0);
        break;
      }
      case 'spawn': {
        const child = `${name}.${children++}`;
        const body = instruction.body.map((each) => ({ ifParity: null, instruction: each }));
        const handle = yield* spawn('child', () => run(world, child, body));
        if (instruction.joins) yield* join(handle);
        break;
      }
      case 'slot':
        yield* handle(world, name, instruction.act, instruction.value, hand, note);
        break;
      case 'schedule work':
        note(yield* world.work.schedule(), read);
        break;
      case 'flush work':
        yield* world.work.flushWork();
        break;
    }
  }
  return JSON.stringify(log);
}

/** What the last round read. */
function* spinUntilFound(
  { words: [x, y], locks, plain, inVain, seen, spinning }: FuzzWorld,
  thread: string,
  { round, value, declares, tries }: Extract<Instruction, { kind: 'spin' }>,
  localState: (tries: number) => unknown,
): Steps<number> {
  const isFound = {
    x: () => x!.value >= value,
    'x and y': () => x!.value + y!.value >= value,
    section: () => (plain!.fields[0]!.snapshot() as number) >= value,
    cmpxchg: () => x!.value === value,
  }[round];
  for (let tried = 1; ; tried++) {
    if (declares) declareLocalState(localState(tries === 0 ? 0 : tried));
    if (tries === 0) spinning.set(thread, isFound);
    let found = 0;
    if (round === 'section') {
      yield* locks[0]!.lock();
      found = plain!.fields[0]!.get();
      yield* locks[0]!.unlock();
    } else if (round === 'cmpxchg') found = yield* x!.cmpxchg(value, 0);
    else found = yield* x!.load();
    spinning.delete(thread);
    if (round === 'x and y') {
      seen.set(thread, found);
      found += yield* y!.load();
      seen.delete(thread);
    }
    if ((round === 'cmpxchg' ? found === value : found >= value) || tried === tries) return found;
    if (tries === 0) inVain.set(thread, (inVain.get(thread) ?? 0) + (round === 'x and y' ? 2 : 1));
  }
}

interface Hand {
  slot: ScalarId | null;
  before: ScalarId | null;
}

function* handle(
  { slots, locks }: FuzzWorld,
  thread: string,
  act: SlotAct,
  value: number,
  hand: Hand,
  note: (read: unknown, local: number) => void,
): Steps {
  const { ids, free, words, points } = slots!;
  const take = (slot: ScalarId | null) => {
    note(slot?.name, slot === null ? 0 : 1);
    [hand.slot, hand.before] = [slot, hand.slot];
  };
  const needsSlot = act !== 'pick' && act !== 'take' && act !== 'mine';
  if (hand.slot === null && needsSlot) take(yield* chooseFrom(ids, 'slot'));
  const slot = hand.slot!;
  if (act === 'pick') take(yield* chooseFrom(ids, 'slot'));
  else if (act === 'mine') take(ids[Number(thread.slice(1))]!);
  else if (act === 'take') {
    yield* locks[0]!.lock();
    const left = free.get();
    const taken = left.size === 0 ? null : yield* chooseFrom(left, 'free slot');
    free.set(new Set([...left].filter((each) => each !== taken)));
    take(taken);
    yield* locks[0]!.unlock();
  } else if (act === 'load') {
    const found = yield* words[slot.member]!.load();
    note(found, found);
  } else if (act === 'store') yield* words[slot.member]!.store(value);
  else {
    yield* locks[0]!.lock();
    if (act === 'give') {
      free.set(new Set([...free.get(), slot]));
      hand.slot = null;
    } else if (act === 'point') points[slot.member]!.set(hand.before);
    else take(points[slot.member]!.get());
    yield* locks[0]!.unlock();
  }
}

/** Plain code on plain data. `note` records what it read and sets the thread's local value. */
function touch(
  { plain }: FuzzWorld,
  { kind, field, value }: Data,
  note: (read: unknown, local: number) => void,
  read: number,
) {
  if (kind === 'nothing') return;
  const { fields, ranges, areas, list, nodes, signers } = plain!;
  const [mine, other] = [fields[field]!, fields[1 - field]!];
  switch (kind) {
    case 'set':
      mine.set(read + value);
      break;
    case 'get':
      note(mine.get(), mine.get());
      break;
    case 'branch': {
      const found = mine.get();
      note(found, found);
      if ((found & 1) === 1) other.set(found + 1);
      else mine.set(found + 1);
      break;
    }
    case 'carve':
    case 'carve and give back': {
      const pages = 1 + (value & 1);
      const start = ranges.carve(pages, 1, value >> 1, PAGES);
      note(start, start ?? PAGES);
      if (start !== null && kind !== 'carve') ranges.merge({ start, end: start + pages });
      break;
    }
    case 'insert': {
      const added = ranges.insert({ start: 2 * value, end: 2 * value + 1 });
      note(added, added ? 1 : 0);
      break;
    }
    case 'merge': {
      const joined = ranges.mergeOrAdd({ start: value, end: value + 1 });
      note(joined === null ? null : [joined.start, joined.end], joined === null ? 0 : joined.end - joined.start);
      break;
    }
    case 'remove and merge': {
      const [first] = ranges.ranges;
      if (first === undefined) break;
      ranges.remove(first);
      ranges.merge(first);
      break;
    }
    case 'list add': {
      const node = nodes[value]!;
      if (!list.nodes.includes(node)) list.add(node);
      break;
    }
    case 'list take': {
      const taken = list.takeAll().map((node) => node.name);
      note(taken, taken.length);
      break;
    }
    case 'sign': {
      const before = signers.get();
      note(
        before.map(({ name }) => name),
        before.length + (before[0] === currentThreadId() ? 1 : 0),
      );
      if (before.length < 3) signers.set([...before, currentThreadId()]);
      break;
    }
    case 'area insert':
      if (areas.find(value) === null) areas.insert({ start: value, end: value + 1 });
      break;
    case 'area unlink': {
      const found = areas.find(value);
      note(found !== null, found === null ? 0 : 1);
      if (found !== null) areas.unlink(found);
      break;
    }
  }
}

const xBeforeY = always<FuzzWorld>('x before y', ({ words: [x, y] }) =>
  x!.current === 1 && y!.current === 0 ? 'x is 1 and y is 0' : null,
);

const freeOrBusy = always<FuzzWorld>(
  'free or busy',
  ({ plain }) => {
    if (plain === null) return null;
    const { ranges, areas } = plain;
    const has = (all: readonly PageRange[], page: number) => all.some(({ start, end }) => start <= page && page < end);
    for (let page = 0; page < PAGES; page++)
      if (has(ranges.ranges, page) && has(areas.areas, page)) return `page ${page} is free and busy`;
    return null;
  },
  { perRange: true },
);

/** The same program with the code of its first thread in its last ones too. */
export function withEqualThreads(program: Program): Program {
  const { threads } = program;
  const equal = threads.length === 2 ? 2 : threads.length - 1;
  return { ...program, threads: threads.map((code, k) => (k < equal ? threads[0]! : code)) };
}

/** Names of threads that run the same code, unless they spawn threads, which would have different names. */
export function equalThreads({ threads }: Program): string[][] {
  const groups = new Map<string, string[]>();
  for (const [k, instructions] of threads.entries()) {
    const code = JSON.stringify(instructions);
    if (!code.includes('"spawn"')) groups.set(code, [...(groups.get(code) ?? []), `t${k}`]);
  }
  return [...groups.values()].filter((names) => names.length > 1);
}

/** What is interchangeable, by name: the threads that run the same code, and the slots. */
export function equals(program: Program): string[][] {
  const threads = equalThreads(program);
  if (!usesSlots(program) || usesOwnSlots(program)) return threads;
  return [...threads, program.threads.slice(0, 3).map((_, k) => `slot[${k}]`)];
}

/** True if slot[k] belongs to thread tk. */
export function usesOwnSlots({ threads }: Program): boolean {
  return threads.flat().some(({ instruction }) => instruction.kind === 'slot' && instruction.act === 'mine');
}

function declared(program: Program, { slots }: FuzzWorld): NonNullable<Booted<unknown>['interchangeable']> {
  const threads = equalThreads(program);
  if (slots === null) return threads;
  const { ids, words, points } = slots;
  const slotWith = (k: number) => [ids[k]!, words[k]!, points[k]!];
  if (!usesOwnSlots(program)) return [...threads, ids.map((_, k) => slotWith(k))];
  return threads.map((names) => names.map((name) => [name, ...slotWith(Number(name.slice(1)))]));
}

export function scenarioOf(program: Program): Scenario<FuzzWorld> {
  const spins = instructionsOf(program).some(({ kind }) => kind === 'spin');
  const usesWork = JSON.stringify(program).includes('schedule work');
  return {
    name: 'random-program',
    stepBound: spins ? 100 : 300, // a loop that nobody ends goes on to there
    boot() {
      const world = build(program);
      const threads: Record<string, ThreadBody> = {};
      program.threads.forEach((instructions, k) => {
        const body = () => run(world, `t${k}`, instructions);
        threads[`t${k}`] = body;
      });
      const daemons = usesWork ? { worker: () => world.work.worker() } : {};
      return { world, threads, daemons, interchangeable: declared(program, world) };
    },
    properties: [...(program.claimsWords ? [xBeforeY] : []), ...(program.claimsPages === true ? [freeOrBusy] : [])],
  };
}
