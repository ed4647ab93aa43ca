/** What searches say about themselves: the part that is done, levels, depths, transitions, whether they are complete. */
import { program, threads, words } from '../../bench/programs/program.js';
import { toyByRange } from '../../bench/programs/toy.js';
import type { Scenario } from '../../scheduler/scenario.js';
import { Session } from '../../scheduler/session.js';
import { choose, type Steps } from '../../scheduler/step.js';
import { BoundedSearch } from '../../scheduler/strategies/bounded.js';
import { preemptions } from '../../scheduler/strategies/context-bounded.js';
import { OptimalDpor } from '../../scheduler/strategies/optimal-dpor.js';
import { StateSearch } from '../../scheduler/strategies/state-search.js';
import { searched } from './explored.js';

/** One thread that chooses twice: all branches are alike. */
const chooser: Scenario = program('chooser', () =>
  threads(
    1,
    () =>
      function* (): Steps {
        yield* choose(3, 'first');
        yield* choose(2, 'second');
      },
  ),
);

const store: Scenario = program('store', () => {
  const [word] = words('x', 1);
  return threads(
    1,
    () =>
      function* (): Steps {
        for (let k = 0; k < 4; k++) yield* word!.store(1 + k);
      },
  );
});

function coverageIsExact(): boolean {
  const dpor = new OptimalDpor(new Session(chooser));
  const found: number[] = [];
  dpor.explore(() => found.push(dpor.coverage) > 0);
  return found.length === 6 && found.every((share, k) => Math.abs(share - (k + 1) / 6) < 1e-9);
}

function levelsAddUp(): boolean {
  const line = searched(store, { symmetry: false });
  const toy = searched(toyByRange(2, 2), { symmetry: false, sleepSets: false });
  const depthFirst = searched(toyByRange(2, 2), { symmetry: false, order: 'depth-first' });
  return (
    line.levels.join() === '1,1,1,1,1' &&
    line.depth === 4 &&
    line.transitions === 4 &&
    line.finals === 1 &&
    toy.levels.reduce((sum, level) => sum + level, 0) === toy.store.count &&
    toy.levels.length === toy.depth + 1 &&
    toy.finals === depthFirst.finals &&
    toy.depth === depthFirst.depth &&
    toy.transitions === depthFirst.transitions
  );
}

/** Whoever is stopped says so. */
function saysWhetherComplete(): boolean {
  const searches = (isGoing: () => boolean) => [
    new OptimalDpor(new Session(chooser)).explore(isGoing),
    new BoundedSearch(new Session(chooser), preemptions).explore(isGoing),
    new StateSearch(new Session(chooser)).explore(isGoing),
    new StateSearch(new Session(chooser), { order: 'depth-first' }).explore(isGoing),
  ];
  return searches(() => true).every((complete) => complete) && !searches(() => false).some((complete) => complete);
}

export function figuresAreRight(): boolean {
  return coverageIsExact() && levelsAddUp() && saysWhetherComplete();
}
