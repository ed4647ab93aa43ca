/**
 * `npm run mutants -- [count] [seed]`: so many small faults, drawn at random, put into the engine one at a time; writes
 * which of them the checks notice to docs/MUTANTS.md. Ends with 1 if the checks fail without a fault, miss a pitfall, or
 * miss a fault that nobody has explained.
 */
import { writeFileSync } from 'node:fs';
import { explanationOf } from './explained.js';
import { PITFALLS, planted } from './pitfalls.js';
import { type Result, report } from './report.js';
import { allMutants, sample } from './sample.js';
import { ROOT, Workshop } from './workshop.js';

const [countWanted = '160', seed = '1'] = process.argv.slice(2);
const count = Number(countWanted);
if (!(Number.isInteger(count) && count > 0)) {
  process.stderr.write('usage: npm run mutants -- [count, above 0] [seed, any word]\n');
  process.exit(2);
}

const workshop = new Workshop();
const say = (line: string) => void process.stdout.write(`${line}\n`);
const failed = workshop.run(null);
if (failed !== null) {
  say(`without any fault, this check fails: ${failed}`);
  process.exit(1);
}
const pitfalls = new Map(
  PITFALLS.flatMap((pitfall) => {
    const { fault } = pitfall;
    return fault === null || typeof fault === 'string' ? [] : [[pitfall, workshop.run(planted(fault))] as const];
  }),
);
const possible = allMutants();
const results: Result[] = [];
for (const mutant of sample(possible, count, seed)) {
  const kill = workshop.run(mutant);
  results.push({ mutant, kill });
  say(`${results.length} ${mutant.file}:${mutant.line} ${mutant.before} => ${mutant.after}: ${kill ?? 'not noticed'}`);
}
workshop.close();
writeFileSync(new URL('docs/MUTANTS.md', ROOT), report({ seed, possible: possible.length, results, pitfalls }));
const isFine = results.every(({ mutant, kill }) => kill !== null || explanationOf(mutant) !== null);
process.exitCode = isFine && [...pitfalls.values()].every((kill) => kill !== null) ? 0 : 1;
