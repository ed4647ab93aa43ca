import { subjects } from './scenarios/subjects.js';
import { huntOnce, newHunt } from './hunt/hunt.js';
import { generate } from './hunt/generate.js';
import { examine } from './hunt/examine.js';
const sub = subjects.find((s) => s.name === process.argv[2])!;
for (let k = Number(process.argv[4] ?? 0); k < Number(process.argv[3] ?? 50); k++) {
  const w = generate(sub, '1', k, [], {});
  console.log(k, JSON.stringify(w));
  const t = process.cpuUsage().user;
  const x = Object.keys(w.threads).length ? examine(sub, w, 'x', { seed: '1/' + k, maxTraces: 1000, random: 200 }) : null;
  const ms = Math.round((process.cpuUsage().user - t) / 1000);
  console.log(k, ms, x?.executions, x?.isExhaustive, x?.failures.map((f) => f.claim + ' ' + f.preemptions).join(), ms > 3000 ? JSON.stringify(w) : '');
}
