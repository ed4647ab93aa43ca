/**
 * `npm run bench`: measures everything and writes docs/PERFORMANCE.md. `npm run bench -- 'Two cores'...`: measures these sections
 * anew. `npm run bench -- name...`: measures the cases whose names begin so, and only prints. Each case runs in a process of its own; figures are of this machine: compare
 * them only within one run.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { CASES, type Case, type Figures, HARDEST, measure, TOY, TRACES, toyCase, WORKLOADS } from './cases.js';
import { type PeerFigures, rumur, spin } from './peers.js';
import { coreRows, machineSeconds, memoryRows, taskRows } from './scale.js';
import { withinRows } from './within.js';

/** Seconds that a case may take. */
const LIMIT = 60;

interface Measured extends Figures {
  /** The whole process, start-up included. */
  readonly wall: number;
}

/** Null if it takes longer than LIMIT. */
function run({ name }: Case): Measured | null {
  const script = fileURLToPath(import.meta.url);
  const started = process.hrtime.bigint();
  const options = { timeout: LIMIT * 1000, encoding: 'utf8' } as const;
  const child = spawnSync(process.execPath, ['--max-old-space-size=8192', script, `--one=${name}`], options);
  const wall = Number(process.hrtime.bigint() - started) / 1e9;
  process.stderr.write(`${name}: ${wall.toFixed(2)} s\n`);
  if (child.error !== undefined || child.signal !== null) return null;
  if (child.status !== 0) throw new Error(`${name}: ${child.stderr}`);
  return { ...(JSON.parse(child.stdout) as Figures), wall };
}

const whole = (value: number): string => Math.round(value).toLocaleString('en').replaceAll(',', ' ');
const seconds = (value: number): string => value.toFixed(2);
const named = (name: string): Case => CASES.find((each) => each.name === name)!;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, k) => (k === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

function tracesTable(): string {
  const rows = TRACES.map((each) => {
    const found = run(each);
    if (found === null) return [each.name, `more than ${LIMIT} s`, '', '', '', ''];
    const { explored, steps, seconds: time, peakMiB } = found;
    return [each.name, whole(explored), seconds(time), whole(explored / time), whole(steps / time), whole(peakMiB)];
  });
  return table(['program', 'traces', 'seconds', 'traces/s', 'events/s', 'peak MiB'], rows);
}

function toyTable(): string {
  const rows = TOY.map((toy) => {
    const full = run(toyCase(toy, false));
    const orbits = run(toyCase(toy, true));
    const other = spin(toy, LIMIT);
    const murphi = toy.fine ? null : rumur(toy, false, LIMIT);
    const murphiOrbits = toy.fine ? null : rumur(toy, true, LIMIT);
    for (const peer of [other, murphi])
      if (peer !== null && full !== null && peer.states !== full.explored)
        throw new Error(`(${toy.threads},${toy.rounds}): ${full.explored} states here, ${peer.states} there`);
    if (murphiOrbits !== null && orbits !== null && murphiOrbits.states !== orbits.explored)
      throw new Error(`(${toy.threads},${toy.rounds}): ${orbits.explored} orbits here, ${murphiOrbits.states} there`);
    const ours = (found: Measured | null) => (found === null ? `> ${LIMIT}` : seconds(found.wall));
    const theirs = (found: PeerFigures | null) =>
      found === null ? '-' : `${seconds(found.compileSeconds)} + ${seconds(found.runSeconds)}`;
    const total = other === null ? null : other.compileSeconds + other.runSeconds;
    const best = Math.min(...[full, orbits].flatMap((found) => (found === null ? [] : [found.wall])));
    return [
      `(${toy.threads},${toy.rounds})${toy.fine ? ' lock and unlock' : ''}`,
      full === null ? '' : whole(full.explored),
      ours(full),
      orbits === null ? '' : whole(orbits.explored),
      ours(orbits),
      theirs(other),
      theirs(murphi),
      theirs(murphiOrbits),
      total === null ? '' : `${(total / best).toFixed(1)}x`,
    ];
  });
  const head = ['toy', 'states', 's', 'orbits', 's', 'SPIN', 'rumur', 'rumur, orbits', 'SPIN / ours'];
  return table(head, rows);
}

function comparison(names: readonly string[]): string {
  const rows = names.map((name) => {
    const byTraces = run(named(`${name} by traces`));
    const byStates = run(named(`${name} by states`));
    const cells = (found: Measured | null) =>
      found === null ? [`more than ${LIMIT} s`, ''] : [whole(found.explored), seconds(found.wall)];
    const claims = byStates ?? byTraces;
    const verdict =
      claims === null ? 'not within the time' : claims.broken.length === 0 ? 'holds' : claims.broken.join(', ');
    const memory = byStates === null ? '' : whole(byStates.peakMiB);
    return [name, ...cells(byTraces), ...cells(byStates), memory, verdict];
  });
  return table(['scenario', 'traces', 's', 'states', 's', 'peak MiB', 'verdict'], rows);
}

/** What the page says, by heading. */
const SECTIONS: Readonly<Record<string, () => string | Promise<string>>> = {
  Traces: () => `Optimal DPOR, one execution per Mazurkiewicz trace; seconds of the exploration alone.

${tracesTable()}`,

  'The toy allocator, by states, against SPIN and rumur':
    () => `(threads, rounds). One atomic step a section, except where lock and unlock are steps of their own. Every state is visited;
orbits: up to exchange of threads. For SPIN and rumur: generating and compiling the checker + running it, on one core, full
search without reduction. The numbers of states are the same in all three; the bench stops if they are not. The last
column compares SPIN's sum with the faster of ours.

${toyTable()}`,

  'The hardest shipped scenarios': () => comparison(HARDEST),

  'Workloads that grow':
    () => `So many threads x operations (allocate a page, free it, in turn), and one thread that purges; one node (zone), all claims
of the design. States are up to exchange of equal threads.

${comparison(WORKLOADS.map(({ name }) => name))}`,

  'Two cores':
    async () => `Whole commands, by one worker and by two. The last column is what two processes that know nothing of each other get done at a time on
this machine, against one alone: more than that cannot be had here. Searches over states are not divided: with \`--workers\` they run
beside each other, one scenario each.

${table(['', '1 worker, s', '2 workers, s', 'faster', 'two processes'], await coreRows())}`,

  'Within a minute':
    () => `The largest workload of one design of each line that is explored whole within ${LIMIT} s of wall time: how often each of two threads
allocates and frees a page, in turn; a third purges where there is something to purge. Before: one thread, at the commit before explorations were taken to
pieces. Now: two workers.

${table(['design', 'before', 'now'], withinRows())}`,

  'Many machines': machines,

  Memory: () => `${'`writers(11)`'}, whose traces are 39 916 800: what an exploration that is taken to pieces holds.

${table(['traces', 'most events planned', 'heap, MB'], memoryRows())}`,
};

async function machines(): Promise<string> {
  const rows = await taskRows();
  const { threads, redis } = await machineSeconds();
  const perTask = Number(rows.at(-1)![2]);
  const piece = PIECE_SECONDS;
  const atMost = Math.floor((1000 * piece) / perTask);
  return `${'`writers(9)`'} by traces, 362 880 of them: ${threads.toFixed(1)} s by two threads, ${redis.toFixed(1)} s by Redis with two workers of one thread.
Tasks that do nothing, all submitted at once, in milliseconds for each:

${table(['tasks', 'two threads', 'Redis, two workers'], rows)}

**1 000 machines, on paper.** A piece of a vmalloc design takes about ${piece} s and one trip through Redis costs ${perTask} ms of the submitter and of
Redis, so no more than about ${atMost} workers can be kept busy by one submitter, however many there are. Before that, pieces limit: 1 024 may be under way
at a time, and the first takes about a second alone. So of 1 000 machines with one worker each about ${Math.min(atMost, 1000)} would be busy, in explorations of more than some
minutes; a hunt has 16 runs under way at a time, a check as many scenarios as it has.`;
}

/** Of the vmap-node exploration: 219 362 traces in 180 pieces, 21 s. */
const PIECE_SECONDS = 0.1;

/** Writes each section to the page as soon as it is measured. @param only headings; what is not among them stays as it is */
async function report(only: readonly string[]): Promise<void> {
  const parts = new Map(
    readFileSync(PAGE, 'utf8')
      .split(/^## /m)
      .slice(1)
      .map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n')).trim()]),
  );
  const headings = Object.keys(SECTIONS);
  for (const heading of only.length === 0 ? headings : headings.filter((each) => only.includes(each))) {
    parts.set(heading, await SECTIONS[heading]!());
    const sections = headings.map((each) => `## ${each}\n\n${parts.get(each) ?? 'Not measured yet.'}\n`);
    writeFileSync(PAGE, `${INTRODUCTION}\n\n${sections.join('\n')}`);
  }
}

const INTRODUCTION = `# Performance

Written by \`npm run bench\` on Node ${process.versions.node} with ${availableParallelism()} cores. Each line is a process of its own, with at most
${LIMIT} s; seconds are wall time and include the start of the process, except in the first table. Compare figures within
one table only.`;

const PAGE = 'docs/PERFORMANCE.md';

const wanted = process.argv.slice(2);
const one = wanted[0]?.startsWith('--one=') ? wanted[0].slice('--one='.length) : null;
if (one !== null) process.stdout.write(JSON.stringify(measure(named(one))));
else if (wanted.length === 0 || wanted[0]! in SECTIONS) await report(wanted);
else
  for (const each of CASES.filter(({ name }) => wanted.some((start) => name.startsWith(start)))) {
    const found = run(each);
    const said =
      found === null
        ? `more than ${LIMIT} s`
        : `${whole(found.explored)} ${each.strategy}, ${seconds(found.seconds)} s`;
    process.stdout.write(`${each.name}: ${said}\n`);
  }
