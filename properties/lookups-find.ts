import { PerThread } from '../scheduler/object.js';
import { defineClaim, PageMap, violate } from './claim.js';

/** I-FIND: who looks up an address in a busy area finds the area, unless it is given back meanwhile. */
export const lookupsFind = defineClaim({
  name: 'I-FIND',
  statement: 'A lookup of an address inside a busy area finds that area, unless it is released during the lookup.',
  attach(allocator) {
    /** Odd while somebody has the page: counts changes of hands. */
    const changes = new PageMap<number>('changes of owner', allocator.vmallocEnd, 0);
    const before = new PerThread<number>(0);
    return {
      state: changes,
      observer: {
        allocated: (range) => changes.update(range, (count) => (count % 2 === 0 ? count + 1 : count)),
        released: (range) => changes.update(range, (count) => (count % 2 === 0 ? count : count + 1)),
        lookupBegins(page) {
          before.set(changes.get(page));
        },
        lookupEnds(page, found) {
          const count = changes.get(page);
          const isBusy = count % 2 === 1 && count === before.get();
          if (isBusy && found === null) violate('I-FIND', `page ${page} is in a busy area, but the lookup finds none`);
          if (found !== null && !(found.start <= page && page < found.end))
            violate('I-FIND', `the lookup of page ${page} finds [${found.start},${found.end})`);
        },
      },
    };
  },
});
