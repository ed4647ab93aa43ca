import { describe, expect, it } from 'vitest';
import { List, type ListNode } from '../../model/memory/list.js';
import { AtomicWord } from '../../model/sync/atomic-word.js';
import { awaitUntil } from '../../model/sync/await.js';
import { Field } from '../../model/sync/field.js';
import { SpinLock } from '../../model/sync/spin-lock.js';
import { explore } from '../../scheduler/explore.js';
import { Session } from '../../scheduler/session.js';
import type { Steps } from '../../scheduler/step.js';
import { OptimalDpor } from '../../scheduler/strategies/optimal-dpor.js';
import { TracePrefixes } from '../../scheduler/strategies/trace-prefixes.js';

/** A consumer waits until the list has a node and the queue is open; a producer and an opener work under a lock. */
const queue = (declared: 'all' | 'list only') => ({
  name: 'queue',
  boot() {
    const lock = new SpinLock('lock');
    const list = new List<ListNode>('list');
    const isOpen = new Field('open', false);
    const taken = new AtomicWord('taken');
    const under = function* (change: () => void): Steps {
      yield* lock.lock();
      change();
      yield* lock.unlock();
    };
    const consumer = function* (): Steps {
      const objects = declared === 'all' ? [list, isOpen] : [list];
      yield* awaitUntil(objects, () => !list.isEmpty && isOpen.get());
      yield* under(() => list.takeAll());
      yield* taken.add(1);
    };
    return {
      world: null,
      threads: {
        consumer,
        producer: () => under(() => list.add({ name: 'node', list: null })),
        opener: () => under(() => isOpen.set(true)),
        closer: () => under(() => isOpen.set(false)),
      },
    };
  },
});

describe('awaiting a condition over several objects', () => {
  it('has exactly the traces of brute force, the blocked ones included', () => {
    const session = new Session(queue('all'));
    const collect = (explore: (onEnd: () => boolean) => boolean) => {
      const traces: string[] = [];
      let beginning = session.beginnings;
      explore(() => {
        if (session.beginnings !== beginning) traces.length = 0;
        beginning = session.beginnings;
        return traces.push(session.path.canonical()) > 0;
      });
      return traces.sort();
    };
    const brute = new TracePrefixes(session);
    const expected = collect((onEnd) => brute.explore(onEnd));
    const dpor = new OptimalDpor(session);
    expect(collect((onEnd) => dpor.explore(onEnd))).toEqual(expected);
    expect(dpor.blocked).toBe(0);
  });

  it('is a deadlock where the condition stays false, and no data race', () => {
    expect(Object.keys(explore(queue('all')).broken)).toEqual(['deadlock']);
  });

  it('must declare what it reads', () => {
    expect(Object.keys(explore(queue('list only')).broken)).toContain('exception');
  });
});
