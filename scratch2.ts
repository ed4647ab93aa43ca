import { scenarios } from './scenarios/catalogue.js';
import { smallestCounterexample } from './scheduler/smallest.js';
import { explore } from './scheduler/explore.js';
for (const s of scenarios) {
  if (s.expect?.verdict !== 'violated') continue;
  const by = [s.expect.by].flat()[0]!;
  const t = Date.now();
  const v = explore(s, { strategy: 'traces', maxExecutions: 3000 });
  const t2 = Date.now();
  const f = smallestCounterexample(s, by);
  const c = v.counterexample;
  console.log(s.name, by, c?.claim, c?.preemptions, c?.trace.events.length, '|', f && [f.counterexample.preemptions, f.fewestPreemptions, f.counterexample.trace.events.length, f.fewestEvents, f.traces].join(' '), f === undefined ? 'UNDEF' : '', t2 - t, Date.now() - t2);
}
