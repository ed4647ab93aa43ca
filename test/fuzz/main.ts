/**
 * `npm run fuzz -- [programs] [seed]`: random programs over all objects, optimal DPOR against brute force over trace
 * prefixes and against concrete final states. Ends with 1 at the first difference, with the smallest such program.
 */
import fc from 'fast-check';
import { compare, isExact } from './check.js';
import { FEATURE_SETS, type Program, programs } from './program.js';

const [programsWanted = '1000', seedWanted = '42'] = process.argv.slice(2);
const total = Number(programsWanted);
const seed = Number(seedWanted);
if (!(Number.isInteger(total) && total > 0 && Number.isInteger(seed))) {
  process.stderr.write('usage: npm run fuzz -- [programs, above 0] [seed, a whole number]\n');
  process.exit(2);
}

const cell = (text: string | number) => String(text).padStart(11);
process.stdout.write(
  `${'programs of'.padEnd(12)}${['programs', 'traces', 'missed', 'duplicate', 'blocked', 'states', 'skipped'].map(cell).join('')}\n`,
);
const sets = Object.entries(FEATURE_SETS);
for (const [k, [name, features]] of sets.entries()) {
  const numRuns = Math.floor(total / sets.length) + (k < total % sets.length ? 1 : 0);
  if (numRuns === 0) continue;
  const sum = { programs: 0, traces: 0, missed: 0, duplicate: 0, blocked: 0, states: 0, skipped: 0 };
  const result = fc.check(
    fc.property(programs(features), (program) => {
      const comparison = compare(program);
      sum.programs++;
      sum.traces += comparison.traces;
      sum.missed += comparison.missed;
      sum.duplicate += comparison.duplicate + comparison.unreal;
      sum.blocked += comparison.blocked;
      if (comparison.states !== null) sum.states++;
      if (comparison.skipped) sum.skipped++;
      return isExact(comparison);
    }),
    { numRuns, seed },
  );
  process.stdout.write(`${name.padEnd(12)}${Object.values(sum).map(cell).join('')}\n`);
  if (!result.failed) continue;
  const [program] = result.counterexample as [Program];
  const said = result.errorInstance === null ? JSON.stringify(compare(program)) : String(result.errorInstance);
  process.stdout.write(`\nseed ${seed}: ${said}\n${JSON.stringify(program)}\n`);
  process.exit(1);
}
