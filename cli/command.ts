/** What the `mazurka` command can do: commands, options, examples. */
import { cac } from 'cac';
import { EXIT, UsageError } from '../program/usage-error.js';
import { adoptTerminal } from './interrupt.js';
import { kebab } from './kebab.js';
import { didYouMean } from './near.js';
import { packageVersion } from './package-file.js';

const cli = cac('mazurka');

cli
  .command('check [...names]', 'Explore scenarios and compare the verdicts with what they expect')
  .option(
    '--reporter <names>',
    'text (default), json, junit, sarif, github (annotations, summary of the step); several with commas, files with =: ' +
      'text,junit=results.xml,sarif=mazurka.sarif',
  )
  .option('--json', 'Short for --reporter json: print one JSON document instead of text')
  .option('--html <file>', 'Write a page in which what breaks can be looked at, step by step, and other steps tried')
  .option('--shard <i/n>', 'Check one of n parts of the scenarios: 1/4 to 4/4 are all')
  .option('--workers <n>', 'Explore so many scenarios at once, each in a thread of its own (default: 1)')
  .option('--distributed', 'By mazurka worker on this and other machines, which take the work from Redis')
  .option('--redis <url>', 'Its address: redis://user:password@host:port, rediss:// for TLS (default: $REDIS_URL)')
  .option('--quiet', 'Print only what is not as expected, and the summary')
  .option('--trace', 'Print the smallest counterexample of every violated scenario')
  .option('--demo', 'Print the smallest counterexample of one expected violation')
  .option('--until-first', 'Stop a scenario at its first broken claim')
  .option(
    '--no-minimise',
    'Of a violation that was not expected: do not look for the smallest workload and interleaving',
  )
  .option(
    '--strategy <name>',
    'traces: one execution per trace. states: every state once. auto: the cheaper. ' +
      'preemptions, delays: traces that need few of them first. source: source DPOR. random',
  )
  .option('--max-executions <n>', 'Stop a scenario after so many executions; it then holds only within that bound')
  .option('--max-states <n>', 'The same for states')
  .option('--max-preemptions <n>', 'Explore the traces that need at most so many preemptions')
  .option('--max-delays <n>', 'The same for delays of a round-robin scheduler')
  .option('--time <seconds>', 'Stop a scenario after so many seconds; the verdict says how much is covered')
  .option('--checkpoint <file>', 'Of one scenario: write now and then how far it is, and go on from there')
  .option('--checkpoint-every <seconds>', 'How often; default 10')
  .option('--order <name>', 'Of states: breadth-first (shortest counterexamples) or depth-first')
  .option('--store <name>', 'Of states: exact, hash-compaction or bitstate (less memory; may leave states out)')
  .option(
    '--paranoid',
    'Test the answer and what objects declare: brute force, second runs, swapped events, both engines (slow)',
  )
  .option('--no-symmetry', 'Of states: do not treat interchangeable threads alike')
  .option('--one-per-orbit', 'Of traces that differ only in interchangeable threads, explore one')
  .option('--sampler <name>', 'Of random executions: pos, surw, pct, urw, walk, or portfolio, which is all of them')
  .option('--seed <text>', 'Of random executions: the same seed gives the same ones (default: 1)')
  .option('--depth <n>', 'Of pct: how many ordered pairs of events to look for (default: 3)')
  .option('--objects <names>', 'Of surw and portfolio: order the events on these objects uniformly (with commas)')
  .option(
    '--coverage',
    'Of traces: for each lock, how often others may take it while a thread waits; 0 is never contended',
  )
  .option(
    '--claims <how>',
    'Of traces: check claims over several objects by keeping the writes that they see in order (ordered, the default), ' +
      'in every state that some order passes (cuts), or by what takes fewer events (cheaper)',
  )
  .option('--transpile-only', 'Do not type-check scenario files')
  .example('  $ mazurka check                       every shipped scenario')
  .example('  $ mazurka check extra-prefetch        those whose names begin so')
  .example('  $ mazurka check my-design.ts --trace  your own')
  .example('  $ mazurka check --shard 1/4 --reporter text,junit=results.xml')
  .action(async (names: string[], options) => (await import('./check.js')).check(names, options));

cli
  .command('list', 'Show the shipped scenarios: expected verdict, question, source')
  .option('--json', 'Print one JSON document instead of text')
  .example('  $ mazurka list')
  .action(async (options) => (await import('./list.js')).list(options));

cli
  .command('replay <schedule>', 'Run one schedule again and show its trace; a file may hold the schedule, or a failure')
  .option('--json', 'Print one JSON document instead of text')
  .option('--file <path>', 'The scenario file that the schedule belongs to')
  .option('--where', 'Name the source line that asks for each step')
  .option('--strict', 'Refuse a schedule that does not fit any more, instead of following it by names')
  .option('--transpile-only', 'Do not type-check the scenario file')
  .example("  $ mazurka replay 'extra-prefetch-v1 b:2:RB_EMPTY_ROOT(cvz[0].free) ...'")
  .action(async (schedule: string, options) => (await import('./replay.js')).replay(schedule, options));

cli
  .command('explain <schedule>', 'Say why a schedule breaks a claim: what it takes, and which order decides')
  .option('--format <name>', 'text, commit (75 columns), markdown, json, mermaid or chrome (for Perfetto)')
  .option('--out <file>', 'Write it to a file')
  .option('--file <path>', 'The scenario file that the schedule belongs to')
  .option('--max-traces <n>', 'Look at all traces to prove the cause, if there are no more than this (default: 2000)')
  .option('--transpile-only', 'Do not type-check the scenario file')
  .example('  $ mazurka explain schedule.txt --format commit')
  .action(async (schedule: string, options) => (await import('./explain.js')).explain(schedule, options));

cli
  .command('view <file>', 'Write a page in which a failure, an explanation or verdicts (JSON) can be looked at')
  .option('--out <file>', 'The page (default: beside the file, with .html)')
  .option('--file <path>', 'The scenario file that the schedules belong to')
  .option('--transpile-only', 'Do not type-check the scenario file')
  .example('  $ mazurka minimise extra-prefetch-v1 --out failure.json')
  .example('  $ mazurka view failure.json')
  .action(async (path: string, options) => (await import('./view.js')).view(path, options));

cli
  .command('certify <scenario>', 'Explore every trace and write a certificate: proof of the verdict')
  .option('--out <file>', 'The certificate')
  .option('--checkpoint <file>', 'Write now and then how far it is, and go on from there')
  .option('--checkpoint-every <seconds>', 'How often; default 10')
  .option('--file <path>', 'The scenario file that the scenario is in')
  .option('--workers <n>', 'Explore so many parts of it at once, each in a thread of its own (default: 1)')
  .option('--distributed', 'By mazurka worker on this and other machines, which take the work from Redis')
  .option('--redis <url>', 'Its address: redis://user:password@host:port, rediss:// for TLS (default: $REDIS_URL)')
  .option('--transpile-only', 'Do not type-check the scenario file')
  .example('  $ mazurka certify extra-prefetch-v2 --out proof.json')
  .action(async (name: string, options) => (await import('./certify.js')).certify(name, options));

cli
  .command('verify <certificate>', 'Check a certificate: run its traces again and look for missing ones')
  .option('--file <path>', 'The scenario file that the scenario is in')
  .option('--sample <n>', 'Look for missing traces next to so many, chosen at random (default: next to all)')
  .option('--seed <seed>', 'Of that choice; default 1')
  .option('--transpile-only', 'Do not type-check the scenario file')
  .example('  $ mazurka verify proof.json')
  .action(async (path: string, options) => (await import('./certify.js')).verify(path, options));

cli
  .command('hunt <design>', 'Generate workloads for a design, or for that of a file, and look for what they break')
  .option('--runs <n>', 'How many workloads (default: 200)')
  .option('--time <seconds>', 'Stop after so many seconds')
  .option('--seed <text>', 'The same seed gives the same workloads (default: 1)')
  .option(
    '--corpus <folder>',
    'Keep workloads that show new behaviour, proofs and failures there, and go on from there',
  )
  .option('--threads <n>', 'Most threads (default: 3)')
  .option('--operations <n>', 'Most operations of a thread (default: 3)')
  .option('--max-traces <n>', 'Workloads with more traces are sampled (default: 1000)')
  .option('--no-minimise', 'Do not make failures small')
  .option('--shard <i/n>', 'Do one of n parts of the runs')
  .option('--workers <n>', 'Do so many runs at once, each in a thread of its own (default: 1)')
  .option('--distributed', 'By mazurka worker on this and other machines, which take the work from Redis')
  .option('--redis <url>', 'Its address: redis://user:password@host:port, rediss:// for TLS (default: $REDIS_URL)')
  .option('--json', 'Print one JSON document instead of text')
  .option('--quiet', 'Do not say how far it is: as --no-progress')
  .option('--transpile-only', 'Do not type-check the file')
  .example('  $ mazurka hunt cpu-zone-2023 --time 60')
  .example('  $ mazurka hunt my-design.ts --corpus hunts/my-design')
  .action(async (design: string, options) => (await import('./hunt.js')).hunt(design, options));

cli
  .command('worker', 'Do the work of check, hunt and certify with --distributed, until Ctrl-C')
  .option(
    '--redis <url>',
    'Where they leave it: redis://user:password@host:port, rediss:// for TLS (default: $REDIS_URL)',
  )
  .option('--workers <n>', 'So much at once, each in a thread of its own (default: one for each core)')
  .example('  $ REDIS_URL=rediss://user:password@redis.example:6380 mazurka worker')
  .action(async (options) => (await import('./worker.js')).worker(options));

cli
  .command('minimise <failure>', 'Find the smallest workload, then the smallest interleaving, that still break a claim')
  .option('--claim <name>', 'Which one, if several break')
  .option('--file <path>', 'The scenario file that the scenario is in')
  .option('--out <file>', 'Write the result: replay, explain and keep read it')
  .option('--json', 'Print one JSON document instead of text')
  .option('--transpile-only', 'Do not type-check the scenario file')
  .example('  $ mazurka minimise extra-prefetch-v1-three-tasks')
  .action(async (failure: string, options) => (await import('./minimise.js')).minimise(failure, options));

cli
  .command('keep <failure>', 'Write a scenario file that shows a failure: a regression test')
  .option('--out <file>', 'The file, which must not be there yet (default: <name>.ts)')
  .option('--name <name>', 'Of the scenario, in kebab-case (default: by design and claim)')
  .option('--holds', 'The failure has been repaired: the scenario expects that nothing breaks')
  .option('--transpile-only', 'Do not type-check the scenario file')
  .example('  $ mazurka minimise extra-prefetch-v1 --out failure.json')
  .example('  $ mazurka keep failure.json --out prefetch.ts')
  .action(async (failure: string, options) => (await import('./keep.js')).keep(failure, options));

cli
  .command('new <name>', 'Write a design and a scenario to begin with: a commented file that passes')
  .option('--out <file>', 'The file, which must not be there yet (default: <name>.ts)')
  .example('  $ mazurka new my-allocator')
  .action(async (name: string, options) => (await import('./new.js')).create(name, options));

cli
  .command('matrix [...designs]', 'Explore every design with every claim: which hold, which do not')
  .option('--json', 'Print one JSON document instead of text')
  .option('--out <file>', 'Write the whole matrix as Markdown')
  .example('  $ mazurka matrix vmap-node')
  .action(async (wanted: string[], options) => (await import('./matrix.js')).matrix(wanted, options));

cli
  .command(
    'compare <a> <b>',
    'Two designs under the same workloads: who keeps which claim, what callers can tell, costs',
  )
  .option(
    '--workloads <which>',
    'generic: small ones for any design. shipped: those of their scenarios. all: both (default)',
  )
  .option('--addresses', 'Callers can tell addresses, too')
  .option('--max-executions <n>', 'Explore workloads with more traces than that by states (default: 5000)')
  .option('--max-states <n>', 'Stop a workload after so many states (default: 300000)')
  .option('--format <name>', 'text, markdown or json')
  .option('--replay <schedule>', 'Show an execution that a comparison with these workloads has named')
  .option('--transpile-only', 'Do not type-check scenario files')
  .example('  $ mazurka compare cpu-zone-2023 vmap-node-2023')
  .example('  $ mazurka compare vmap-node-2023 my-design.ts')
  .example('  $ mazurka compare percpu-2005 my-percpu.ts')
  .action(async (a: string, b: string, options) => (await import('./compare.js')).compare(a, b, options));

cli
  .command('mutate [...designs]', 'Put faults into a design, one at a time: which of them its scenarios notice')
  .option('--sample <n>', 'So many faults of each design, chosen at random (default: all)')
  .option('--seed <seed>', 'Of that choice; default 1')
  .option('--json', 'Print one JSON document instead of text')
  .option('--out <file>', 'Write everything as Markdown')
  .option('--transpile-only', 'Do not type-check scenario files')
  .example('  $ mazurka mutate vmap-pool --sample 20')
  .example('  $ mazurka mutate my-design.ts          your own')
  .action(async (wanted: string[], options) => (await import('./mutate.js')).mutate(wanted, options));

cli.option('--no-color', 'No colour; NO_COLOR=1 does the same');
cli.option('--no-progress', 'No line on the terminal that says how far it is');
cli.option('--no-config', 'No defaults from a file');
// Behind the other: the later default counts.
cli.option('--config <file>', 'Defaults of commands, if there is such a file', { default: 'mazurka.config.ts' });
cli.help((sections) => [
  ...sections,
  {
    body: 'Exit codes: 0 as expected, 1 not as expected, 2 usage, 3 inconclusive (a bound was reached), 130 stopped by Ctrl-C',
  },
]);
cli.version(packageVersion());

async function main(): Promise<number> {
  const words = process.argv.slice(2);
  requireWords(words);
  parse(words);
  const { help, version, config, transpileOnly } = cli.options;
  if (help === true || version === true) return EXIT.asExpected;
  if (cli.matchedCommand === undefined) {
    const [word] = cli.args;
    if (word !== undefined) throw new UsageError(unknown(word));
    cli.outputHelp();
    return EXIT.usage;
  }
  const { name: command } = cli.matchedCommand;
  const said = { command, words, config, transpileOnly, hasNames: cli.args.length > 0 };
  const { defaultsFor } = await import('./config.js');
  const defaults = await defaultsFor(said, cli.commands);
  if (defaults === null) return run();
  parse([...words, ...defaults.words]);
  try {
    return await run();
  } catch (error) {
    const option = (word: string) => word.split('=', 1)[0]!;
    const from =
      error instanceof UsageError ? defaults.words.filter((word) => error.message.includes(option(word))) : [];
    if (from.length === 0) throw error;
    throw new UsageError(`${(error as Error).message} (${from.join(' ')}: from ${defaults.file})`);
  }
}

/** Throws UsageError for an option that is there twice. */
function parse(words: readonly string[]): void {
  const { options } = cli.parse([...process.argv.slice(0, 2), ...words], { run: false });
  const twice = Object.entries(options).find(([name, value]) => name !== '--' && Array.isArray(value));
  if (twice === undefined) return;
  throw new UsageError(`--${kebab(twice[0])}: found ${twice[1].join(' and ')}, expected one value`);
}

async function run(): Promise<number> {
  const { matchedCommand: command, globalCommand, options } = cli;
  const known = [...command!.options, ...globalCommand.options].map(({ name }) => name);
  const wrong = Object.keys(options).find((name) => name !== '--' && name.length > 1 && !known.includes(name));
  if (wrong !== undefined)
    throw new UsageError(
      `mazurka ${command!.name} has no option --${kebab(wrong)}.${didYouMean(kebab(wrong), known.map(kebab))} "mazurka ${command!.name} --help" shows all`,
    );
  return (await cli.runMatchedCommand()) as number;
}

function unknown(word: string): string {
  const hint = didYouMean(
    word,
    cli.commands.map(({ name }) => name),
  );
  return `there is no command "${word}".${hint} "mazurka --help" shows them`;
}

/** Throws UsageError for an argument that is empty: it would be taken for the number 0. */
function requireWords(words: readonly string[]): void {
  const at = words.findIndex((word) => /^(--[^=]+=)?$/.test(word));
  if (at < 0) return;
  throw new UsageError(
    `what follows ${words[at] || words[at - 1] || 'mazurka'} is empty; write a value, or leave it out`,
  );
}

/** Mistakes in a scenario that show only while it is explored. */
const CAUSES = ['NondeterminismError', 'ScenarioError', 'SymmetryError', 'UntrackedStateError', 'NoStatesError'];

adoptTerminal();
try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof Error)) throw error;
  const isExpected = error instanceof UsageError || error.name === 'CACError';
  const isLost = error.name === 'TaskLostError';
  if (!isExpected && !isLost && !CAUSES.includes(error.name)) throw error;
  process.stderr.write(`mazurka: ${error.message}\n`);
  process.exitCode = isExpected ? EXIT.usage : isLost ? EXIT.inconclusive : EXIT.notAsExpected;
}
