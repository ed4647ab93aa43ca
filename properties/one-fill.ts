import { AtomicWord } from '../model/sync/atomic-word.js';
import { currentThread } from '../scheduler/step.js';
import { defineClaim, violate } from './claim.js';

/**
 * I-FILL: one fill of a node at a time, and one block per exhaustion: a block may be added to a node only if none
 * has been added since the search failed that asked for it.
 */
export const oneFill = defineClaim({
  name: 'I-FILL',
  statement: 'At most one thread fills a node at a time, and at most one block is fetched each time it runs out.',
  attach() {
    const nodes: { blocks: AtomicWord; fillers: AtomicWord; seen: number[] }[] = [];
    const of = (node: number) =>
      (nodes[node] ??= {
        blocks: new AtomicWord(`blocks added to ${node}`),
        fillers: new AtomicWord(`fillers of ${node}`),
        seen: [],
      });
    for (let node = 0; node < 8; node++) of(node);
    return {
      state: nodes,
      observer: {
        missed(node) {
          of(node).seen[currentThread()] = of(node).blocks.observe();
        },
        fillBegins(node) {
          if (of(node).fillers.exchange(1) !== 0) violate('I-FILL', `two threads fill node ${node} at a time`);
        },
        blockInserted(node, { start, end }) {
          const { blocks, seen } = of(node);
          const added = blocks.exchange(blocks.value + 1);
          if (added !== seen[currentThread()])
            violate(
              'I-FILL',
              `extra prefetch: [${start},${end}) is added to node ${node}, ` +
                'which got a block after the failed search that asked for this one',
            );
        },
        fillEnds(node) {
          of(node).fillers.exchange(0);
        },
      },
    };
  },
});
