import { Session } from '../scheduler/session.js';
import { StateSearch } from '../scheduler/strategies/state-search.js';
import { toyByRange } from './programs/toy.js';

for (const [n, r, fuse] of [
  [3, 1],
  [3, 2],
  [4, 1],
  [4, 2],
  [4, 2, false],
  [5, 2],
  [6, 1],
  [5, 1, false],
  [6, 2],
  [5, 3],
] as [number, number, boolean?][]) {
  const s = new StateSearch(new Session(toyByRange(n!, r!), { fuse: fuse ?? true }), {});
  const t0 = Date.now();
  s.explore(() => true);
  console.log(
    n,
    r,
    fuse,
    s.store.count,
    s.transitions,
    s.depth,
    'runs',
    s.space.executions,
    s.space.realEvents,
    Date.now() - t0,
    'ms',
    s.store.bytes / 1e6,
    process.resourceUsage().maxRSS / 1024,
  );
}
