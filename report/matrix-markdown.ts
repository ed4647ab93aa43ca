/** The matrix of designs against claims, as Markdown and as lines of text. Pure functions of data. */

/** What is shown of a cell; see MatrixRow in scenarios/. */
export interface CellView {
  readonly outcome: 'holds' | 'holds within' | 'violated';
  readonly traces: number;
  readonly states: number;
  readonly witness: {
    readonly scenario: string;
    readonly counterexample: {
      readonly claim: string;
      readonly preemptions: number;
      readonly schedule: string;
      readonly message: string;
    };
  } | null;
}

export interface RowView {
  readonly design: string;
  readonly cells: ReadonlyMap<string, CellView>;
  readonly hold: { readonly steps: number; readonly lock: string } | null;
  readonly lazy: { readonly pages: number } | null;
  readonly largest: { readonly scenario: string; readonly explored: number; readonly unit: string };
}

const MARKS = { holds: 'holds', 'holds within': 'bounded', violated: '**no**' } as const;

/** All columns, in the order of first mention; `first` come first. */
function columnsOf(rows: readonly RowView[], first: readonly string[]): string[] {
  return [...new Set([...first, ...rows.flatMap(({ cells }) => [...cells.keys()])])].filter((column) =>
    rows.some(({ cells }) => cells.has(column)),
  );
}

const number = (value: number): string => value.toLocaleString('en').replaceAll(',', ' ');

function explored({ traces, states }: CellView): string {
  const parts = [traces > 0 ? `${number(traces)} traces` : '', states > 0 ? `${number(states)} states` : ''];
  return parts.filter((part) => part !== '').join(', ');
}

const tableRow = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
const escaped = (text: string) => text.replaceAll('|', '\\|');

/**
 * The whole document.
 * @param order claims that come first
 */
export function matrixMarkdown(rows: readonly RowView[], order: readonly string[]): string {
  const columns = columnsOf(rows, order);
  const lines = [
    '# Designs against claims',
    '',
    'Written by `npm run matrix`. Every cell is an exploration of small workloads: the shipped scenarios of the design and',
    'the workloads that run on every design (`scenarios/generic.ts`). *holds*: every interleaving of all of them was explored,',
    'and the claim holds in each; *bounded*: some exploration reached its bound; **no**: a counterexample follows below; empty: the',
    'claim does not apply. I-DEAD, I-RACE, I-LIST, I-ATOMIC and BUG (BUG_ON, WARN_ON, an exception) are always looked for.',
    '',
    tableRow(['', ...rows.map(({ design }) => design)]),
    tableRow(['---', ...rows.map(() => '---')]),
    ...columns.map((column) =>
      tableRow([
        column,
        ...rows.map(({ cells }) => {
          const cell = cells.get(column);
          return cell === undefined ? '' : MARKS[cell.outcome];
        }),
      ]),
    ),
  ];
  for (const row of rows) lines.push('', ...section(row, columns));
  return `${lines.join('\n')}\n`;
}

function section({ design, cells, hold, lazy, largest }: RowView, columns: readonly string[]): string[] {
  const figures: string[] = [];
  if (hold !== null)
    figures.push(
      hold.steps === 0
        ? 'No step of a holder inside any hold of a spin lock.'
        : `At most ${hold.steps} ${hold.steps === 1 ? 'step' : 'steps'} inside one hold of a spin lock (${hold.lock}).`,
    );
  if (lazy !== null) figures.push(`Lazy pages never above ${lazy.pages}.`);
  const lines = [
    `## ${design}`,
    '',
    `${figures.join(' ')} Largest: ${largest.scenario}, ${number(largest.explored)} ${largest.unit}.`.trim(),
    '',
    tableRow(['claim', 'verdict', 'explored', 'smallest counterexample']),
    tableRow(['---', '---', '---', '---']),
  ];
  for (const column of columns) {
    const cell = cells.get(column);
    if (cell === undefined) continue;
    lines.push(tableRow([column, MARKS[cell.outcome], explored(cell), witnessText(cell)]));
  }
  return lines;
}

function witnessText({ outcome, witness }: CellView): string {
  if (outcome !== 'violated' || witness === null) return '';
  const { preemptions, schedule, message } = witness.counterexample;
  const many = `${preemptions} ${preemptions === 1 ? 'preemption' : 'preemptions'}`;
  return `${escaped(message)}; ${many}: \`${escaped(schedule)}\``;
}

/** One line for each design, for a terminal. */
export function matrixLine({ design, cells, largest }: RowView): string {
  const by = (outcome: CellView['outcome']) => [...cells].filter(([, cell]) => cell.outcome === outcome);
  const violated = by('violated').map(([claim]) => claim);
  const bounded = by('holds within').map(([claim]) => claim);
  const parts = [`${by('holds').length} hold`];
  if (bounded.length > 0) parts.push(`bounded: ${bounded.join(', ')}`);
  if (violated.length > 0) parts.push(`violated: ${violated.join(', ')}`);
  return `${design.padEnd(28)} ${parts.join('; ')} (largest: ${largest.scenario}, ${number(largest.explored)} ${largest.unit})`;
}
