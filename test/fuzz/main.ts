/**
 * `npm run fuzz -- [programs] [seed] [traces|states|both] [features]`: random programs over all objects, or of one set of
 * features; optimal and source DPOR, the bounded searches, and the search over states with and without symmetry, against
 * brute force over trace prefixes and against concrete final states. Ends with 1 at the first difference, with the
 * smallest such program.
 */
import fc from 'fast-check';
import { compare, compareOrbits, compareOthers, isExact } from './check.js';
import { wrongLevels } from './check-levels.js';
import { compareStates, isSame } from './check-states.js';
import { FEATURE_SETS, type Program, programs, withEqualThreads } from './program.js';

const [programsWanted = '1000', seedWanted = '42', what = 'both', only] = process.argv.slice(2);
const total = Number(programsWanted);
const seed = Number(seedWanted);
const sets = Object.entries(FEATURE_SETS).filter(([name]) => only === undefined || name === only);
const isRun = Number.isInteger(total) && total > 0 && Number.isInteger(seed);
if (!(isRun && ['traces', 'states', 'both'].includes(what) && sets.length > 0)) {
  process.stderr.write(
    'usage: npm run fuzz -- [programs, above 0] [seed, a whole number] [traces, states or both] [features]\n' +
      `features: ${Object.keys(FEATURE_SETS).join(', ')}\n`,
  );
  process.exit(2);
}

const cell = (text: string | number) => String(text).padStart(11);
const row = (name: string, cells: readonly (string | number)[]) =>
  void process.stdout.write(`${name.padEnd(23)}${cells.map(cell).join('')}\n`);
const share = (k: number) => Math.floor(total / sets.length) + (k < total % sets.length ? 1 : 0);

/** Checks programs until one fails the comparison; prints the sums and, in that case, the program. */
function run<C extends object>(
  name: string,
  all: fc.Arbitrary<Program>,
  numRuns: number,
  compared: (program: Program) => C,
  sums: (comparison: C) => Record<string, number>,
  isRight: (comparison: C) => boolean,
): void {
  const sum: Record<string, number> = {};
  const result = fc.check(
    fc.property(all, (program) => {
      const comparison = compared(program);
      for (const [key, value] of Object.entries(sums(comparison))) sum[key] = (sum[key] ?? 0) + value;
      return isRight(comparison);
    }),
    { numRuns, seed },
  );
  row(name, Object.values(sum));
  if (!result.failed) return;
  const [program] = result.counterexample as [Program];
  const said = result.errorInstance === null ? JSON.stringify(compared(program)) : String(result.errorInstance);
  process.stdout.write(`\nseed ${seed}: ${said}\n${JSON.stringify(program)}\n`);
  process.exit(1);
}

/** Traces that one of the other strategies missed, found twice or made up. */
function wrongOf(others: ReturnType<typeof compareOthers>): number {
  if (others === null) return 0;
  return Object.values(others).reduce((sum, { missed, duplicate, unreal }) => sum + missed + duplicate + unreal, 0);
}

if (what !== 'states') {
  row('traces of', ['programs', 'traces', 'missed', 'duplicate', 'blocked', 'states', 'skipped']);
  for (const [k, [name, features]] of sets.entries())
    run(
      name,
      programs(features),
      share(k),
      (program) => compare(program),
      ({ traces, missed, duplicate, unreal, blocked, sampledUnreal, states, skipped }) => ({
        programs: 1,
        traces,
        missed,
        duplicate: duplicate + unreal + sampledUnreal,
        blocked,
        states: states === null ? 0 : 1,
        skipped: skipped ? 1 : 0,
      }),
      isExact,
    );
}
if (what !== 'states') {
  row('source, bounds of', ['programs', 'wrong', 'in vain', 'levels', 'skipped']);
  for (const [k, [name, features]] of sets.entries())
    run(
      name,
      programs(features),
      share(k),
      (program) => ({ others: compareOthers(program), levels: wrongLevels(program) }),
      ({ others, levels }) => ({
        programs: 1,
        wrong: wrongOf(others) + (levels ?? 0),
        inVain: others?.source.blocked ?? 0,
        levels: levels === null ? 0 : 1,
        skipped: others === null ? 1 : 0,
      }),
      ({ others, levels }) => wrongOf(others) + (levels ?? 0) === 0,
    );
}
if (what !== 'states') {
  row('equal threads of', ['programs', 'orbits', 'executions', 'missed', 'unreal', 'blocked', 'claims', 'skipped']);
  for (const [k, [name, features]] of sets.entries())
    run(
      name,
      programs(features).map(withEqualThreads),
      share(k),
      compareOrbits,
      ({ orbits, executions, missed, unreal, blocked, claimsDiffer, skipped }) => ({
        programs: 1,
        orbits,
        executions,
        missed,
        unreal,
        blocked,
        claims: claimsDiffer ? 1 : 0,
        skipped: skipped ? 1 : 0,
      }),
      ({ missed, unreal, blocked, claimsDiffer }) => missed + unreal + blocked === 0 && !claimsDiffer,
    );
}
if (what !== 'traces') {
  for (const symmetry of [false, true]) {
    const of = symmetry ? 'equal threads of' : 'states of';
    row(of, ['programs', 'states', 'missing', 'extra', 'claims', 'skipped']);
    for (const [k, [name, features]] of sets.entries())
      run(
        name,
        symmetry ? programs(features).map(withEqualThreads) : programs(features),
        share(k),
        (program) => compareStates(program, { symmetry }),
        ({ states, missing, extra, claimsMissing, claimsExtra, skipped }) => ({
          programs: 1,
          states,
          missing,
          extra,
          claims: claimsMissing + claimsExtra,
          skipped: skipped ? 1 : 0,
        }),
        isSame,
      );
  }
}
