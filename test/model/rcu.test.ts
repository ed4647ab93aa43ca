/** RCU in a search over states: what waits for a section's end is part of the state. */
import { expect, it } from 'vitest';
import { AtomicWord } from '../../model/sync/atomic-word.js';
import { Rcu, RcuFreed } from '../../model/sync/rcu.js';
import { explore } from '../../scheduler/explore.js';
import { defineScenario } from '../../scheduler/scenario.js';

class Freed extends RcuFreed {}

it('an object that is given to kfree_rcu is freed in the end, whichever end of a section the search saw first', () => {
  const scenario = defineScenario({
    name: 'reader-and-writer',
    properties: [],
    boot() {
      const rcu = new Rcu();
      const object = new Freed('object');
      const words = ['first', 'second', 'third'].map((name) => new AtomicWord(name, 0));
      return {
        world: object,
        threads: {
          *reader() {
            yield* rcu.readLock();
            yield* words[0]!.load();
            yield* words[1]!.load();
            yield* rcu.readUnlock();
            yield* words[1]!.load();
          },
          *writer() {
            yield* words[1]!.add(1);
            yield* rcu.kfreeRcu(object);
            yield* words[2]!.load();
          },
        },
      };
    },
  });
  const { counts } = explore(scenario, { strategy: 'states', paranoid: true });
  expect(counts).toMatchObject({ finals: 1 }); // the object is freed, whatever came before
});
