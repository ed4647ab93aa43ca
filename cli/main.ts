#!/usr/bin/env node
/** The `mazurka` command. */
import { readFileSync } from 'node:fs';
import { cac } from 'cac';
import { EXIT, UsageError } from './usage-error.js';

const { version } = JSON.parse(readFileSync(findPackage(), 'utf8')) as { version: string };

/** package.json, from the sources and from dist/. */
function findPackage(): URL {
  const [near, far] = [new URL('../package.json', import.meta.url), new URL('../../package.json', import.meta.url)];
  return import.meta.url.includes('/dist/') ? far : near;
}

const cli = cac('mazurka');

cli
  .command('check [...names]', 'Explore scenarios and compare the verdicts with what they expect')
  .option('--json', 'Print one JSON document instead of text')
  .option('--quiet', 'Print only what is not as expected, and the summary')
  .option('--trace', 'Print the smallest counterexample of every violated scenario')
  .option('--demo', 'Print the smallest counterexample of one expected violation')
  .option('--until-first', 'Stop a scenario at its first broken claim')
  .option('--strategy <name>', 'traces: one execution per trace. states: every state once. auto: whichever is cheaper')
  .option('--max-executions <n>', 'Stop a scenario after so many traces; it then holds only within that bound')
  .option('--max-states <n>', 'The same for states')
  .option('--time <seconds>', 'Stop a scenario after so many seconds; the verdict says how much is covered')
  .option('--order <name>', 'Of states: breadth-first (shortest counterexamples) or depth-first')
  .option('--store <name>', 'Of states: exact, hash-compaction or bitstate (less memory; may leave states out)')
  .option('--paranoid', 'Of states: when two ways lead to one, run both on and compare (slow)')
  .option('--no-symmetry', 'Of states: do not treat interchangeable threads alike')
  .option('--one-per-orbit', 'Of traces that differ only in interchangeable threads, explore one')
  .option('--transpile-only', 'Do not type-check scenario files')
  .example('  $ mazurka check                       every shipped scenario')
  .example('  $ mazurka check extra-prefetch        those whose names begin so')
  .example('  $ mazurka check my-design.ts --trace  your own')
  .action(async (names: string[], options) => (await import('./check.js')).check(names, options));

cli
  .command('list', 'Show the shipped scenarios: expected verdict, question, source')
  .option('--json', 'Print one JSON document instead of text')
  .example('  $ mazurka list')
  .action(async (options) => (await import('./list.js')).list(options));

cli
  .command('replay <schedule>', 'Run one schedule again and show its trace; a file may hold the schedule')
  .option('--json', 'Print one JSON document instead of text')
  .option('--file <path>', 'The scenario file that the schedule belongs to')
  .option('--where', 'Name the source line that asks for each step')
  .option('--transpile-only', 'Do not type-check the scenario file')
  .example("  $ mazurka replay 'extra-prefetch-v1 b:2:RB_EMPTY_ROOT(cvz[0].free) ...'")
  .action(async (schedule: string, options) => (await import('./replay.js')).replay(schedule, options));

cli
  .command('matrix [...designs]', 'Explore every design with every claim: which hold, which do not')
  .option('--json', 'Print one JSON document instead of text')
  .option('--out <file>', 'Write the whole matrix as Markdown')
  .example('  $ mazurka matrix vmap-node')
  .action(async (wanted: string[], options) => (await import('./matrix.js')).matrix(wanted, options));

cli.option('--no-color', 'No colour; NO_COLOR=1 does the same');
cli.help((sections) => [
  ...sections,
  { body: 'Exit codes: 0 as expected, 1 not as expected, 2 usage, 3 inconclusive (a bound was reached)' },
]);
cli.version(version);

async function main(): Promise<number> {
  const { options } = cli.parse(process.argv, { run: false });
  if (options.help === true || options.version === true) return EXIT.asExpected;
  if (cli.matchedCommand === undefined) {
    const [word] = cli.args;
    if (word !== undefined) throw new UsageError(`there is no command "${word}"; "mazurka --help" shows them`);
    cli.outputHelp();
    return EXIT.usage;
  }
  return (await cli.runMatchedCommand()) as number;
}

/** Mistakes in a scenario that show only while it is explored. */
const CAUSES = ['NondeterminismError', 'ScenarioError', 'SymmetryError', 'UntrackedStateError', 'NoStatesError'];

try {
  process.exitCode = await main();
} catch (error) {
  const isExpected = error instanceof UsageError || (error instanceof Error && error.name === 'CACError');
  if (!isExpected && !(error instanceof Error && CAUSES.includes(error.name))) throw error;
  process.stderr.write(`mazurka: ${error.message}\n`);
  process.exitCode = isExpected ? EXIT.usage : EXIT.notAsExpected;
}
