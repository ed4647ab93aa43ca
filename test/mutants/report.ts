/** The kill table as Markdown. */
import { compare, isExact } from '../fuzz/check.js';
import { KILLERS } from '../scheduler/mutant-killers.js';
import { explanationOf } from './explained.js';
import type { Mutant } from './operators.js';
import { PITFALLS, type Pitfall } from './pitfalls.js';
import { programText } from './program-text.js';
import { HANGS, type Kill } from './workshop.js';

export interface Result {
  readonly mutant: Mutant;
  readonly kill: Kill;
}

export interface Run {
  readonly seed: string;
  /** How many mutants could have been made. */
  readonly possible: number;
  readonly results: readonly Result[];
  /** Of the pitfalls whose fault is in the source, by pitfall. */
  readonly pitfalls: ReadonlyMap<Pitfall, Kill>;
}

export function report(run: Run): string {
  const { seed, possible, results } = run;
  const killed = results.filter(({ kill }) => kill !== null).length;
  return `# Mutants of the engine

Faults put into the reduction and the search over states, and whether the checks notice. Written by
\`npm run mutants -- ${results.length} ${seed}\`; what is done and why is in decision 24. The checks are in \`test/mutants/checks.ts\`:
quick forms of the tests.

## The known pitfalls

${pitfallTable(run.pitfalls)}

Programs: \`A(…)\` is a section of lock A, \`f\` and \`g\` are plain data, \`x\` and \`y\` atomic words, \`;\` what follows, \`|\` what runs beside.

## ${results.length} of ${possible} small faults

Drawn at random with seed \`${seed}\`. ${killed} were noticed, ${results.length - killed} were not. \`${HANGS}\`: the checks did not end within
their limit of processor time or memory.

${fileTable(results)}

${operatorTable(results)}

## What was not noticed, and why

${survivors(results)}
`;
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function pitfallTable(kills: ReadonlyMap<Pitfall, Kill>): string {
  return table(
    ['', 'fault', 'noticed by', 'smallest program known that shows it'],
    PITFALLS.map((pitfall) => {
      const { id, what, fault, note = '' } = pitfall;
      if (fault === null) return [id, what, 'not put in', note];
      if (typeof fault !== 'string') return [id, what, kills.get(pitfall) ?? '**nothing**', note];
      return [id, what, difference(fault), `\`${programText(KILLERS[fault])}\``];
    }),
  );
}

/** What the oracles say about a fault of optimal DPOR. */
function difference(fault: keyof typeof KILLERS): string {
  const found = compare(KILLERS[fault], { [fault]: true });
  if (isExact(found)) return '**nothing**';
  const counts = Object.entries({
    missed: found.missed,
    twice: found.duplicate,
    'not real': found.unreal,
    'in vain': found.blocked,
  });
  const parts = counts.filter(([, count]) => count > 0).map(([word, count]) => `${count} ${word}`);
  return `brute force: of ${found.traces} traces ${parts.join(', ')}`;
}

function fileTable(results: readonly Result[]): string {
  const files = [...new Set(results.map(({ mutant }) => mutant.file))].sort();
  const row = (name: string, some: readonly Result[]) => {
    const killed = some.filter(({ kill }) => kill !== null).length;
    return [name, some.length, killed, some.length - killed, byCheck(some)];
  };
  return table(
    ['file', 'mutants', 'noticed', 'not', 'by'],
    [
      ...files.map((file) =>
        row(
          `\`${file}\``,
          results.filter(({ mutant }) => mutant.file === file),
        ),
      ),
      row('all', results),
    ],
  );
}

function count<T>(items: readonly T[]): [item: T, times: number][] {
  const times = new Map<T, number>();
  for (const item of items) times.set(item, (times.get(item) ?? 0) + 1);
  return [...times].sort(([, a], [, b]) => b - a);
}

function byCheck(results: readonly Result[]): string {
  return count(results.flatMap(({ kill }) => (kill === null ? [] : [kill])))
    .map(([check, times]) => `${check} ${times}`)
    .join(', ');
}

function operatorTable(results: readonly Result[]): string {
  const operators = count(results.map(({ mutant }) => mutant.operator));
  return table(
    ['kind of fault', 'mutants', 'noticed'],
    operators.map(([operator, times]) => [
      operator,
      times,
      results.filter(({ mutant, kill }) => mutant.operator === operator && kill !== null).length,
    ]),
  );
}

function survivors(results: readonly Result[]): string {
  const alive = results.filter(({ kill }) => kill === null).map(({ mutant }) => mutant);
  const kinds = count(alive.map((mutant) => explanationOf(mutant)?.kind ?? 'not explained'));
  const sums = kinds.map(([kind, times]) => `${kind} ${times}`).join(', ');
  const sorted = alive.toSorted((a, b) => (a.file === b.file ? a.start - b.start : a.file < b.file ? -1 : 1));
  const lines = sorted.map((mutant) => {
    const explanation = explanationOf(mutant);
    const why = explanation === null ? '**Not explained.**' : `${explanation.kind}: ${explanation.why}`;
    return `- \`${mutant.file}\` ${mutant.line}: \`${mutant.before}\` → \`${mutant.after}\`\n  ${why}`;
  });
  return [`${sums}.`, '', ...lines].join('\n');
}
