import { AtomicWord } from '../model/sync/atomic-word.js';
import { currentThreadId } from '../scheduler/step.js';
import { defineClaim, ThreadSet, violate } from './claim.js';

/**
 * I-FILL: one fill of a node at a time, and one block per exhaustion: a block may be added to a node only if none
 * has been added since the search failed that asked for it.
 */
export const oneFill = defineClaim({
  name: 'I-FILL',
  statement: 'At most one thread fills a node at a time, and at most one block is fetched each time it runs out.',
  attach() {
    const nodes: { upToDate: ThreadSet; fillers: AtomicWord }[] = [];
    const of = (node: number) =>
      (nodes[node] ??= {
        upToDate: new ThreadSet(`know that ${node} ran out`), // no block was added since their search failed
        fillers: new AtomicWord(`fillers of ${node}`),
      });
    for (let node = 0; node < 8; node++) of(node);
    return {
      state: nodes,
      observer: {
        missed(node) {
          of(node).upToDate.add(currentThreadId());
        },
        fillBegins(node) {
          if (of(node).fillers.exchange(1) !== 0) violate('I-FILL', `two threads fill node ${node} at a time`);
        },
        blockInserted(node, { start, end }) {
          const { upToDate } = of(node);
          const mayAdd = upToDate.has(currentThreadId());
          upToDate.clear();
          if (!mayAdd)
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
