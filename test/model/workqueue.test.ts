/** Work queues: who starts when, by form; and that the helpers of a purge are at work where scenarios say so. */
import { describe, expect, it } from 'vitest';
import { Cpus } from '../../model/cpu/cpus.js';
import type { NodeAllocator, VmapNode } from '../../model/node-allocator.js';
import { AtomicWord } from '../../model/sync/atomic-word.js';
import { Mutex } from '../../model/sync/mutex.js';
import { WorkItem } from '../../model/sync/work-item.js';
import { makeWorkqueue, type Workqueue, type WorkqueueForm } from '../../model/sync/workqueue.js';
import { scenarios } from '../../scenarios/catalogue.js';
import { explore } from '../../scheduler/explore.js';
import { atEnd } from '../../scheduler/property.js';
import { Session } from '../../scheduler/session.js';
import type { Steps } from '../../scheduler/step.js';
import { OptimalDpor } from '../../scheduler/strategies/optimal-dpor.js';

const FORMS: readonly WorkqueueForm[] = ['unbound', 'bound', 'one worker'];

/** What the items do; each may use the other, a word and a mutex. */
interface World {
  readonly first: WorkItem;
  readonly second: WorkItem;
  readonly order: AtomicWord;
  readonly mutex: Mutex;
}

type Body = (world: World) => Steps<unknown>;

/** The caller queues both on these CPUs, unless it does something else; the final values of `order`, and what breaks. */
function run(form: WorkqueueForm, first: Body, second: Body, cpus: readonly [number, number], caller?: Body) {
  const orders = new Set<number>();
  const verdict = explore({
    name: 'queues',
    boot() {
      const queue = makeWorkqueue('queue', form, new Cpus(2));
      const world: World = {
        first: new WorkItem('first', () => first(world), queue),
        second: new WorkItem('second', () => second(world), queue),
        order: new AtomicWord('order'),
        mutex: new Mutex('mutex'),
      };
      const both = function* (): Steps {
        yield* world.first.scheduleOn(cpus[0]);
        yield* world.second.scheduleOn(cpus[1]);
      };
      return {
        world: { ...world, queue },
        threads: { caller: () => (caller ?? both)(world) },
        daemons: { w1: () => world.first.worker(), w2: () => world.second.worker() },
      };
    },
    properties: [
      atEnd('idle', ({ order, queue }: World & { queue: Workqueue | null }) => {
        orders.add(order.current);
        return queue === null || queue.isIdle ? null : 'something waits';
      }),
    ],
  });
  return { orders: [...orders].sort(), broken: Object.keys(verdict.broken) };
}

/** Appends two digits, in two steps. */
const writes = (digit: number): Body =>
  function* ({ order }) {
    for (let k = 0; k < 2; k++) yield* order.store(10 * (yield* order.load()) + digit);
  };

describe('items that do not sleep', () => {
  it('of one CPU run one after the other, in the order in which they were queued', () => {
    for (const form of ['bound', 'one worker'] as const)
      expect(run(form, writes(1), writes(2), [0, 0])).toEqual({ orders: [1122], broken: [] });
  });

  it('run side by side on two CPUs, and on an unbound queue', () => {
    const { orders } = run('bound', writes(1), writes(2), [0, 1]);
    expect(orders.length).toBeGreaterThan(2);
    expect(run('one worker', writes(1), writes(2), [0, 1]).orders).toEqual(orders);
    expect(run('unbound', writes(1), writes(2), [0, 0]).orders).toEqual(orders);
  });
});

describe('an item behind one that sleeps', () => {
  const sleeps: Body = function* ({ mutex, order }) {
    yield* mutex.lock();
    yield* mutex.unlock();
    yield* order.store(10 * (yield* order.load()) + 1);
  };
  const writesTwo: Body = function* ({ order }) {
    yield* order.store(10 * (yield* order.load()) + 2);
  };

  it('may overtake it, unless there is one worker', () => {
    expect(run('bound', sleeps, writesTwo, [0, 0]).orders).toEqual([1, 12, 2, 21]);
    expect(run('one worker', sleeps, writesTwo, [0, 0]).orders).toEqual([12]);
  });

  it('can be flushed by it, unless there is one worker', () => {
    const flushes: Body = ({ second }) => second.flushWork();
    const broken = Object.fromEntries(FORMS.map((form) => [form, run(form, flushes, writesTwo, [0, 0]).broken]));
    expect(broken).toEqual({ unbound: [], bound: [], 'one worker': ['idle'] });
  });

  it('is flushed while a lock is held that the first one waits for, unless there is one worker', () => {
    const caller: Body = function* ({ first, second, mutex }) {
      yield* mutex.lock();
      yield* first.scheduleOn(0);
      yield* second.scheduleOn(0);
      yield* second.flushWork();
      yield* mutex.unlock();
    };
    const broken = FORMS.map((form) => run(form, sleeps, writesTwo, [0, 0], caller).broken);
    expect(broken).toEqual([[], [], ['deadlock']]);
  });
});

it('an item that is queued again while it runs goes where it runs, and lets others pass', () => {
  const again: Body = function* ({ first, second, order, mutex }) {
    if ((yield* order.addReturn(1)) > 1) return;
    yield* first.scheduleOn(1);
    yield* second.scheduleOn(0);
    yield* mutex.lock(); // may sleep: the second one may start
    yield* second.flushWork();
    yield* mutex.unlock();
  };
  const nothing: Body = function* () {};
  const caller: Body = function* ({ first }) {
    yield* first.scheduleOn(0);
  };
  expect(run('bound', again, nothing, [0, 0], caller)).toEqual({ orders: [2], broken: [] });
});

describe('a helper purges in some executions of', () => {
  const names = ['purge-with-helpers', 'purge-helper-against-drain', 'pool-helpers', 'helper-behind-drain'];
  it.each(names)('%s', (name) => {
    const session = new Session(scenarios.find((scenario) => scenario.name === name)!);
    let helped = false;
    new OptimalDpor(session).explore(() => {
      const { allocator } = session.execution.booted.world as { allocator: NodeAllocator<VmapNode> };
      helped ||= allocator.nodes.some(({ purgeWork }) => purgeWork.finished > 0);
      return !helped;
    });
    expect(helped).toBe(true);
  });
});
