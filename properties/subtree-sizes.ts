import { AugmentedTree } from '../model/memory/augmented-tree.js';
import { defineClaim } from './claim.js';

/** I-TREE, for augmented trees: tree and list are the same, and the sizes that guide the search are right. */
export const subtreeSizes = defineClaim({
  name: 'I-TREE',
  statement:
    'An augmented tree has the ranges of its list in order, and each subtree_max_size is the recomputed maximum.',
  atEnd(allocator) {
    for (const tree of allocator.freeTrees) if (tree instanceof AugmentedTree && tree.fault !== null) return tree.fault;
    return null;
  },
});
