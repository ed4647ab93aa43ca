import { subjects } from './scenarios/subjects.js';
import { generate } from './hunt/generate.js';
import { decide, QUICK, THOROUGH } from './hunt/decide.js';
import { smaller } from './hunt/smaller.js';
import { draftOf, workloadOf } from './hunt/workloads.js';
const sub = subjects.find((s) => s.name === 'vmap-node-2023')!;
const w = generate(sub, '1', 12, [], {});
const claim = 'I-SPUR strong';
for (const isRace of [false, true]) {
let n = 0;
for (const d of smaller(sub, draftOf(sub, w))) {
  if (n++ > 8) break;
  const t = process.cpuUsage().user;
  const a = decide(sub.scenario('x', workloadOf(d), [claim]), claim, QUICK, isRace).answer;
  const t2 = process.cpuUsage().user;
  console.log(isRace, n, a, Math.round((t2 - t) / 1000));
}}
