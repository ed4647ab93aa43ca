import { compare } from './compare/compare.js';
import { subjects } from './scenarios/subjects.js';

const find = (n: string) => subjects.find(({ name }) => name === n)!;
let last = '';
let t = process.cpuUsage().user;
const took: [string, number][] = [];
compare(find('cpu-zone-2023'), find('vmap-node-2023'), {
  onWorkload(n) {
    const now = process.cpuUsage().user;
    took.push([last, (now - t) / 1e6]);
    t = now;
    last = n;
  },
});
took.sort((a, b) => b[1] - a[1]);
console.log(
  took.slice(0, 12),
  took.reduce((s, [, x]) => s + x, 0),
);
