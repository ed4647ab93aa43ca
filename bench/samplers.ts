/**
 * `npm run samplers`: random executions until the first broken claim, of every violated scenario with every sampler, to
 * docs/SAMPLERS.md. Counts, no times: the same on every machine.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { scenarios } from '../scenarios/catalogue.js';
import { explore } from '../scheduler/explore.js';
import type { RandomOptions } from '../scheduler/explore-options.js';
import type { Scenario } from '../scheduler/scenario.js';

const COLUMNS: Readonly<Record<string, RandomOptions>> = {
  portfolio: { sampler: 'portfolio' },
  POS: { sampler: 'pos' },
  SURW: { sampler: 'surw' },
  'PCT 2': { sampler: 'pct', depth: 2 },
  'PCT 3': { sampler: 'pct', depth: 3 },
  URW: { sampler: 'urw' },
  walk: { sampler: 'walk' },
};
const SEEDS = ['1', '2', '3'];
const BUDGET = 3_000;

/** Scenarios that are to be measured. */
export const violated: readonly Scenario[] = scenarios.filter((each) => each.expect?.verdict === 'violated');

/** For each seed, which execution is the first to break a claim. */
export function firstBroken(scenario: Scenario, column: string): string {
  const firsts = SEEDS.map((seed) => {
    const { outcome, counts } = explore(scenario, {
      strategy: 'random',
      maxExecutions: BUDGET,
      untilFirst: true,
      random: { ...COLUMNS[column], seed },
    });
    return outcome === 'violated' && counts.strategy === 'random' ? counts.executions : `>${BUDGET}`;
  });
  return firsts.join(' ');
}

/** The first execution breaks it, whatever the seed. */
export const AT_ONCE = SEEDS.map(() => 1).join(' ');

const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

function samplersMarkdown(): string {
  const columns = Object.keys(COLUMNS);
  const rows = violated.map((scenario) => ({
    name: scenario.name,
    cells: columns.map((column) => firstBroken(scenario, column)),
  }));
  const isAtOnce = ({ cells }: { cells: readonly string[] }) => cells.every((cell) => cell === AT_ONCE);
  const atOnce = rows.filter(isAtOnce).map(({ name }) => `- \`${name}\``);
  const table = rows.filter((row) => !isAtOnce(row)).map(({ name, cells }) => line([`\`${name}\``, ...cells]));
  return `# Executions until the first broken claim

Written by \`npm run samplers\`: random executions of each violated scenario with each sampler, at most ${BUDGET}, for the seeds
${SEEDS.join(', ')}. The portfolio, which is the default, finds all. [GLOSSARY.md](GLOSSARY.md) says what the samplers are.

${line(['', ...columns])}
${line(['---', ...columns.map(() => '---:')])}
${table.join('\n')}

What is hard for one sampler is easy for another. URW and the walk seldom let a thread run for long while others could go on;
SURW does not order what it has not selected. PCT of depth d never preempts more than d - 1 times:
\`tree-descriptor-stolen-by-task\` needs four preemptions.

The first execution breaks a claim, with every sampler and seed, of

${atOnce.join('\n')}
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync('docs/SAMPLERS.md', samplersMarkdown());
