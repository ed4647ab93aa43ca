import { subjects } from './scenarios/subjects.js';
import { huntOnce, newHunt } from './hunt/hunt.js';
const sub = subjects.find((s) => s.name === process.argv[2])!;
const st = newHunt(); const n: Record<string, number> = {}; const t0 = Date.now();
for (let k = 0; k < Number(process.argv[3] ?? 50); k++) {
  const t = Date.now();
  const r = huntOnce(sub, { seed: process.argv[4] ?? '1' }, st);
  n[r.outcome] = (n[r.outcome] ?? 0) + 1;
  for (const c of r.clusters) console.log(k, c.signature, c.aliases.length ? 'from ' + c.aliases.join() : '', JSON.stringify(c.minimised?.workload), c.minimised?.smallest && [c.minimised.smallest.counterexample.preemptions, c.minimised.smallest.fewestPreemptions, c.minimised.smallest.counterexample.trace.events.length, c.minimised.smallest.fewestEvents].join(' '), JSON.stringify(c.minimised?.neighbours), 'asked', c.minimised?.asked, Date.now() - t, 'ms');
  if (Date.now() - t > 5000) console.log('slow', k, r.outcome, r.executions, Date.now() - t);
}
console.log(n, st.clusters.map((c) => c.runs), st.corpus.length, st.behaviours.size, Date.now() - t0, 'ms');
