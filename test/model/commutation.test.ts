import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Cpus } from '../../model/cpu/cpus.js';
import { Interrupts } from '../../model/cpu/interrupts.js';
import { type Descriptors, LazyFlags } from '../../model/designs/busy-list-lazy.js';
import { PcpuBlock } from '../../model/designs/percpu-2005.js';
import { Translation } from '../../model/hardware/translation.js';
import { AreaTree } from '../../model/memory/area-tree.js';
import { AugmentedTree } from '../../model/memory/augmented-tree.js';
import { List, type ListNode } from '../../model/memory/list.js';
import { RangeList } from '../../model/memory/range-list.js';
import { type PageRange, RangeSet } from '../../model/memory/range-set.js';
import { RcuList, RcuListNode } from '../../model/memory/rcu-list.js';
import { Slab } from '../../model/memory/slab.js';
import { SlabObject, SlabObjects } from '../../model/memory/slab-objects.js';
import { XArray } from '../../model/memory/xarray.js';
import { AbaWord } from '../../model/sync/aba-word.js';
import { AtomicWord } from '../../model/sync/atomic-word.js';
import { awaitWords } from '../../model/sync/await.js';
import { Field } from '../../model/sync/field.js';
import { LList } from '../../model/sync/llist.js';
import { Mutex } from '../../model/sync/mutex.js';
import { Rcu, RcuFreed } from '../../model/sync/rcu.js';
import { SpinLock } from '../../model/sync/spin-lock.js';
import { WorkItem } from '../../model/sync/work-item.js';
import { Workqueue } from '../../model/sync/workqueue.js';
import { VmapBlock } from '../../model/vmap-blocks.js';
import { PageMap, ThreadSet } from '../../properties/claim.js';
import { checkCommutation, type ObjectUnderTest } from '../../scheduler/commutation.js';
import { SharedObject } from '../../scheduler/object.js';
import { Session } from '../../scheduler/session.js';
import { currentThreadId, Step } from '../../scheduler/step.js';
import { plains, SYNC_OBJECTS, steps } from '../support/sync-under-test.js';

const lockOperations = [
  ...steps<SpinLock | Mutex>({
    lock: (lock) => lock.lock(),
    tryLock: (lock) => lock.tryLock(),
    unlock: (lock) => lock.unlock(),
    isLocked: (lock) => lock.isLocked(),
  }),
  ...plains<SpinLock | Mutex>({ isFree: (lock) => lock.isFree }),
];

const wordOperations = [
  ...steps<AtomicWord>({
    load: (word) => word.load(),
    readOnce: (word) => word.readOnce(),
    'store 0': (word) => word.store(0),
    'store 1': (word) => word.store(1),
    writeOnce: (word) => word.writeOnce(2),
    add: (word) => word.add(1),
    sub: (word) => word.sub(1),
    addReturn: (word) => word.addReturn(1),
    fetchAdd: (word) => word.fetchAdd(1),
    xchg: (word) => word.xchg(1),
    'cmpxchg 0': (word) => word.cmpxchg(0, 1),
    'cmpxchg 1': (word) => word.cmpxchg(1, 2),
    await: (word) => awaitWords([word], (value) => value > 0),
  }),
  ...plains<AtomicWord>({ current: (word) => word.current }),
];

const [first, second, third] = [
  { start: 0, end: 1 },
  { start: 1, end: 3 },
  { start: 3, end: 4 },
] as const;

const rangeSetOperations = [
  ...plains<RangeSet>({
    'carve 1': (set) => set.carve(1, 1, 0, 6),
    'carve 2 from 1': (set) => set.carve(2, 1, 1, 6),
    'carve 1 of 2': (set) => set.carve(1, 2, 0, 4),
    'findLowest 2 of 2': (set) => set.findLowest(2, 2, 0, 6),
    'findLowest 1 from 1': (set) => set.findLowest(1, 1, 1, 4),
    'carveFrom the first': (set) => {
      const [entry] = set.ranges;
      return entry === undefined ? null : set.carveFrom(entry, 1, 1, 0, 6);
    },
    'insert first': (set) => set.insert(first),
    'insert third': (set) => set.insert(third),
    'merge first': (set) => set.merge(first),
    'merge second': (set) => set.merge(second),
    'merge third': (set) => set.merge(third),
    'mergeOrAdd second': (set) => set.mergeOrAdd({ ...second, flags: 256 }),
    'remove first': (set) => set.remove(first),
    takeAll: (set) => set.takeAll(),
    longest: (set) => set.longest,
    isEmpty: (set) => set.isEmpty,
    ranges: (set) => set.ranges,
  }),
  ...steps<RangeSet>({ isEmptyOnce: (set) => set.isEmptyOnce() }),
];

const areas: readonly PageRange[] = [first, second, third];
const nodes = (): ListNode[] => ['n0', 'n1'].map((name) => ({ name, list: null }));

class BlockOfTwo extends PcpuBlock {
  constructor(start: number) {
    super(start);
    this.init(2, 2);
  }
}

class ListOfTwo extends List<ListNode> {
  readonly own = nodes();
}

/** Used as WorkItem uses it: what is queued is not queued again, and only what runs ends. */
class QueueOfTwo extends Workqueue {
  readonly #works = [{ name: 'w0' }, { name: 'w1' }] as const;
  readonly #place = ['nowhere', 'nowhere'];

  add(k: 0 | 1, cpu: number): string {
    this.reads();
    if (this.#place[k] !== 'nowhere') return 'not now';
    this.#place[k] = 'queued';
    this.queue(this.#works[k], cpu);
    return 'queued';
  }
  start(k: 0 | 1): Step<void> {
    return new Step<void>(
      {
        name: 'begin',
        enabled: () => this.mayStart(this.#works[k]),
        perform: () => {
          this.#place[k] = 'running';
          this.begin(this.#works[k]);
        },
      },
      this,
    );
  }
  stop(k: 0 | 1): string {
    this.reads();
    if (this.#place[k] !== 'running') return 'not now';
    this.#place[k] = 'nowhere';
    this.end(this.#works[k]);
    return 'ended';
  }
}

class Freed extends RcuFreed {}

/** With what it frees. */
class RcuOfTwo extends Rcu {
  readonly own = [new Freed('o0'), new Freed('o1')] as const;
}

/** With its nodes. */
class SlabWithOne extends SlabObjects {
  readonly own = new SlabObject('own');
}

class RcuListOfTwo extends RcuList<Freed> {
  readonly own = ['n0', 'n1'].map((name) => new RcuListNode(name, new Freed(name))) as [
    RcuListNode<Freed>,
    RcuListNode<Freed>,
  ];
}

const area = { start: 0, end: 2, flags: 0 };

const OBJECTS = [
  ...SYNC_OBJECTS,
  { name: 'SpinLock', make: () => new SpinLock('lock'), operations: lockOperations },
  { name: 'Mutex', make: () => new Mutex('mutex'), operations: lockOperations },
  { name: 'AtomicWord', make: () => new AtomicWord('word'), operations: wordOperations },
  {
    name: 'Field',
    make: () => new Field('field', 0),
    operations: plains<Field<number>>({
      get: (field) => field.get(),
      'set 1': (field) => field.set(1),
      'set 2': (field) => field.set(2),
    }).concat(steps<Field<number>>({ readOnce: (field) => field.readOnce() })),
  },
  {
    name: 'Rcu',
    make: () => new RcuOfTwo(),
    operations: [
      ...steps<RcuOfTwo>({
        readLock: (rcu) => rcu.readLock(),
        readUnlock: (rcu) => rcu.readUnlock(),
        'kfreeRcu 0': (rcu) => rcu.kfreeRcu(rcu.own[0]),
        'kfreeRcu 1': (rcu) => rcu.kfreeRcu(rcu.own[1]),
        'kfree 0': (rcu) => rcu.kfree(rcu.own[0]),
        synchronize: (rcu) => rcu.synchronize().next() as unknown as Step<unknown>,
      }),
      ...plains<RcuOfTwo>({ 'use 0': (rcu) => rcu.own[0].use(), 'use 1': (rcu) => rcu.own[1].use() }),
    ],
  },
  {
    name: 'SlabObjects',
    make: () => new SlabWithOne(new Slab('slab', 0)),
    operations: [
      ...steps<SlabWithOne>({ 'free own': (slab) => slab.free(slab.own) }),
      ...plains<SlabWithOne>({
        'use own': (slab) => slab.own.use(),
        'own is freed': (slab) => slab.own.isFreed,
        live: (slab) => slab.live.length,
      }),
    ],
  },
  { name: 'AbaWord', make: () => new AbaWord('word'), operations: wordOperations },
  {
    name: 'RcuList',
    make: () => new RcuListOfTwo('list', new SpinLock('list.lock')),
    operations: [
      ...steps<RcuListOfTwo>({ 'next of the head': (list) => list.next(), 'next of 0': (list) => list.own[0].next() }),
      ...plains<RcuListOfTwo>({
        'addTail 0': (list) => list.addTail(list.own[0]),
        'addTail 1': (list) => list.addTail(list.own[1]),
        'delete 0': (list) => list.own[0].delete(),
        'delete 1': (list) => list.own[1].delete(),
        'place of 0': (list) => list.own[0].place,
      }),
    ],
  },
  {
    name: 'XArray',
    make: () => new XArray<{ readonly name: string }>('array'),
    operations: [
      ...steps<XArray<{ readonly name: string }>>({
        'load 1': (array) => array.load(1),
        'insert 1': (array) => array.insert(1, { name: 'one' }),
        'insert 3': (array) => array.insert(3, { name: 'three' }),
        'erase 1': (array) => array.erase(1),
        'erase 3': (array) => array.erase(3),
        'find from 0': (array) => array.find(0),
        'find from 2': (array) => array.find(2),
      }),
      ...plains<XArray<{ readonly name: string }>>({ entries: (array) => array.entries }),
    ],
  },
  {
    name: 'List',
    make: () => new ListOfTwo('list'),
    operations: [
      ...plains<ListOfTwo>({
        'add 0': (list) => list.add(list.own[0]!),
        'addTail 1': (list) => list.addTail(list.own[1]!),
        'delete 0': (list) => list.delete(list.own[0]!),
        'addBefore 0': (list) => list.addBefore(list.own[1]!, list.own[0]!),
        'addAfter 0': (list) => list.addAfter(list.own[1]!, list.own[0]!),
        'before 1': (list) => list.before(list.own[1]!)?.name,
        'after 0': (list) => list.after(list.own[0]!)?.name,
        takeAll: (list) => list.takeAll().map(({ name }) => name),
        isEmpty: (list) => list.isEmpty,
        nodes: (list) => list.nodes.map(({ name }) => name),
      }),
      ...steps<ListOfTwo>({ isEmptyOnce: (list) => list.isEmptyOnce() }),
    ],
  },
  { name: 'RangeSet, empty', make: () => new RangeSet('set'), operations: rangeSetOperations },
  { name: 'RangeSet, full', make: () => new RangeSet('set', [{ start: 0, end: 6 }]), operations: rangeSetOperations },
  {
    name: 'AugmentedTree',
    make: () => new AugmentedTree('tree', [{ start: 0, end: 6 }]),
    operations: rangeSetOperations,
  },
  {
    name: 'LList',
    make: () => new LList<PageRange>('llist'),
    operations: [
      ...steps<LList<PageRange>>({
        'add first': (list) => list.add(first),
        'add third': (list) => list.add(third),
        delAll: (list) => list.delAll(),
      }),
      ...plains<LList<PageRange>>({ nodes: (list) => list.nodes }),
    ],
  },
  {
    name: 'AreaTree',
    make: () => new AreaTree<PageRange>('tree'),
    operations: [
      ...plains<AreaTree<PageRange>>({
        ...Object.fromEntries(
          areas.map((area, k) => [`insert ${k}`, (tree: AreaTree<PageRange>) => tree.insert(area)]),
        ),
        ...Object.fromEntries(
          areas.map((area, k) => [`unlink ${k}`, (tree: AreaTree<PageRange>) => tree.unlink(area)]),
        ),
        'insert across': (tree) => tree.insert({ start: 0, end: 2 }),
        'find 0': (tree) => tree.find(0),
        'find 2': (tree) => tree.find(2),
        'firstEndingFrom 1': (tree) => tree.firstEndingFrom(1),
        'firstEndingFrom 3': (tree) => tree.firstEndingFrom(3),
        ...Object.fromEntries(
          areas.flatMap((area, k) => [
            [`next ${k}`, (tree: AreaTree<PageRange>) => (tree.has(area) ? tree.next(area) : 'not here')],
            [`previous ${k}`, (tree: AreaTree<PageRange>) => (tree.has(area) ? tree.previous(area) : 'not here')],
            [`has ${k}`, (tree: AreaTree<PageRange>) => tree.has(area)],
          ]),
        ),
        areas: (tree) => tree.areas,
      }),
      ...steps<AreaTree<PageRange>>({
        'nextRcu 0': (tree) => tree.nextRcu(0),
        'nextRcu 3': (tree) => tree.nextRcu(3),
      }),
    ],
  },
  {
    name: 'RangeList',
    make: () => new RangeList('list'),
    operations: plains<RangeList>({
      'replace by two': (list) => list.replace([first, third]),
      'replace by none': (list) => list.replace([]),
      shift: (list) => list.shift(),
      ranges: (list) => list.ranges,
    }),
  },
  {
    name: 'LList',
    make: () => new LList<number>('llist'),
    operations: [
      ...steps<LList<number>>({
        'add 0': (list) => list.add(0),
        'add 1': (list) => list.add(1),
        delAll: (list) => list.delAll(),
      }),
      ...plains<LList<number>>({ nodes: (list) => list.nodes }),
    ],
  },
  {
    name: 'WorkItem',
    make: () => new WorkItem('work', function* () {}),
    operations: [
      ...steps<WorkItem>({ schedule: (work) => work.scheduleOn(0) }),
      ...plains<WorkItem>({
        begin: (work) => (work.lastUnfinished() >= 0 && work.pending ? work.begin() : 'not pending'),
        end: (work) => (work.lastUnfinished() > work.finished ? work.end() : 'not running'),
        lastUnfinished: (work) => work.lastUnfinished(),
      }),
    ],
  },
  {
    name: 'Workqueue',
    make: () => new QueueOfTwo('queue', 'one worker', new Cpus(2)),
    operations: [
      ...steps<QueueOfTwo>({ 'begin 0': (queue) => queue.start(0), 'begin 1': (queue) => queue.start(1) }),
      ...plains<QueueOfTwo>({
        'queue 0 on CPU 0': (queue) => queue.add(0, 0),
        'queue 1 on CPU 0': (queue) => queue.add(1, 0),
        'queue 1 on CPU 1': (queue) => queue.add(1, 1),
        'end 0': (queue) => queue.stop(0),
        'end 1': (queue) => queue.stop(1),
        isIdle: (queue) => queue.isIdle,
      }),
    ],
  },
  {
    name: 'Translation',
    make: () => new Translation(),
    operations: [
      ...steps<Translation>({
        'map first': (mm) => mm.map(first),
        'map second': (mm) => mm.map(second),
        'unmap first': (mm) => mm.unmap(first),
        'unmap second': (mm) => mm.unmap(second),
        'flush first': (mm) => mm.flush(0, 1),
        'flush all': (mm) => mm.flush(0, 4),
      }),
      ...plains<Translation>({
        firstStale: (mm) => mm.firstStale({ start: 0, end: 4 }),
        isMapped: (mm) => mm.isMapped(0),
        access: (mm) => mm.access(second, 'data'),
      }),
    ],
  },
  {
    name: 'Interrupts',
    make: () => new Interrupts(2),
    operations: [
      ...steps<Interrupts>({
        'save 0': (interrupts) => interrupts.save(0),
        'save 1': (interrupts) => interrupts.save(1),
        'restore 0': (interrupts) => interrupts.restore(0),
        'onEachCpu from 0': (interrupts) => interrupts.onEachCpu(0),
        'onEachCpu from 1': (interrupts) => interrupts.onEachCpu(1),
      }),
    ],
  },
  {
    name: 'PcpuBlock',
    make: () => new BlockOfTwo(0),
    operations: plains<PcpuBlock>({
      init: (block) => block.init(2, 2),
      'setPage 1': (block) => block.setPage(1),
      'addSizeUsed 1': (block) => block.addSizeUsed(1),
      sizeUsed: (block) => block.sizeUsed,
      'fillBits 0': (block) => block.fillBits(0, 1, true),
      bitmap: (block) => block.bitmap.join(),
      allocBufctl: (block) => block.allocBufctl(),
      'freeBufctl 1': (block) => block.freeBufctl(1),
      freeBufctls: (block) => block.freeBufctls.join(),
    }),
  },
  {
    name: 'LazyFlags',
    make: () => new LazyFlags({} as Descriptors),
    operations: plains<LazyFlags>({
      mark: (flags) => flags.mark(area),
      unmark: (flags) => flags.unmark(area),
      'mark another': (flags) => flags.mark({ start: 2, end: 4, flags: 0 }),
      areas: (flags) => flags.areas.length,
    }),
  },
  {
    name: 'VmapBlock',
    make: () => new VmapBlock(area, 4, 1),
    operations: [
      ...steps<VmapBlock>({
        lock: ({ lock }) => lock.lock(),
        unlock: ({ lock }) => lock.unlock(),
        'read free': ({ free }) => free.readOnce(),
        'read dirty': ({ dirty }) => dirty.readOnce(),
      }),
      ...plains<VmapBlock>({
        use: (block) => block.use(),
        free: (block) => block.waitFor([]),
        'take pages': ({ free }) => free.set(free.get() - 1),
        'set dirty': ({ dirty }) => dirty.set(1),
      }),
    ],
  },
  {
    name: 'ThreadSet',
    make: () => new ThreadSet('threads'),
    operations: plains<ThreadSet>({
      add: (set) => set.add(currentThreadId()),
      has: (set) => set.has(currentThreadId()),
      clear: (set) => set.clear(),
    }),
  },
  {
    name: 'PageMap',
    make: () => new PageMap('map', 4, 0),
    operations: plains<PageMap<number>>({
      'get 0': (map) => map.get(0),
      'set first': (map) => map.set(first, 1),
      'set second': (map) => map.set(second, 2),
      'update second': (map) => map.update(second, (value) => value + 1),
      all: (map) => map.all(),
    }),
  },
] as unknown as readonly ObjectUnderTest[];

describe('operations whose footprints do not conflict commute', () => {
  it.each(OBJECTS)('$name', (object) => {
    const { faults, states } = checkCommutation(object);
    expect(faults.map(({ message }) => message)).toEqual([]);
    expect(states).toBeGreaterThan(1);
  });
});

it('every kind of object in model/ is among them', async () => {
  const made = new Set<unknown>();
  for (const { make } of OBJECTS) {
    const session = new Session({ name: 'object', boot: () => ({ world: make(), threads: {} }) });
    session.boot();
    for (const object of session.execution.context.objects)
      for (let kind = object.constructor; kind !== SharedObject; kind = Object.getPrototypeOf(kind)) made.add(kind);
  }
  const missing: string[] = [];
  for (const file of readdirSync('model', { recursive: true, encoding: 'utf8' }).filter((each) =>
    each.endsWith('.ts'),
  )) {
    const exported: Record<string, unknown> = await import(`../../model/${file}`);
    for (const [name, kind] of Object.entries(exported))
      if (typeof kind === 'function' && kind.prototype instanceof SharedObject && !made.has(kind)) missing.push(name);
  }
  expect(missing).toEqual([]);
});

describe('the check refutes', () => {
  it('a word whose cmpxchg says that it only reads', () => {
    class LyingWord extends AtomicWord {
      override compareExchange(old: number, value: number): number {
        this.reads();
        if (this.value !== old) return this.value;
        this.value = value;
        return old;
      }
    }
    const make = () => new LyingWord('word');
    const { faults } = checkCommutation({ name: 'LyingWord', make, operations: wordOperations });
    expect(faults).toContainEqual(
      expect.objectContaining({ operations: ['load', 'cmpxchg 0'], state: 'word: 0', differs: 'results' }),
    );
  });

  it('a range set whose carve forgets the pages that it passed over', () => {
    class ForgetfulSet extends RangeSet {
      override carve(...[pages, align, low, high]: Parameters<RangeSet['carve']>): number | null {
        const { recording } = this.context;
        this.context.recording = false;
        const start = super.carve(pages, align, low, high);
        this.context.recording = recording;
        if (start !== null) this.modifies(start, start + pages);
        return start;
      }
    }
    const make = () => new ForgetfulSet('set', [{ start: 3, end: 6 }]);
    expect(checkCommutation({ name: 'ForgetfulSet', make, operations: rangeSetOperations }).faults).not.toEqual([]);
  });

  it('a lock that may be taken without saying so', () => {
    class SilentLock extends SpinLock {
      override look(): boolean {
        return this.holder !== -1;
      }
    }
    const make = () => new SilentLock('lock');
    expect(checkCommutation({ name: 'SilentLock', make, operations: lockOperations }).faults).not.toEqual([]);
  });
});
