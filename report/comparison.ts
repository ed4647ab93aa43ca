/** Two designs compared, as text and as Markdown. Pure functions of data. */
import type { Counterexample } from '../scheduler/failures.js';
import { type Paint, PLAIN } from './paint.js';
import { count, quoted, traceText } from './trace-text.js';

interface Pair<T> {
  readonly a: T;
  readonly b: T;
}

interface Figure {
  readonly mean: number;
  readonly most: number;
}

interface CostsView {
  readonly locks: readonly {
    readonly lock: string;
    readonly isGlobal: boolean;
    readonly perOperation: number;
    readonly most: number;
  }[];
  readonly globalShare: number;
  readonly counts: readonly { readonly what: string; readonly perOperation: number; readonly most: number }[];
  readonly ownSteps: Figure;
  readonly freeRanges: Figure;
  readonly fragmentation: Figure;
}

interface CellView {
  readonly outcome: 'holds' | 'holds within' | 'violated';
  readonly witness: { readonly counterexample: Omit<Counterexample, 'trace'> } | null;
}

/** What is shown of a comparison; see Comparison in compare/. */
export interface ComparisonView {
  readonly names: Pair<string>;
  readonly claims: readonly { readonly claim: string; readonly cells: Pair<CellView | null> }[];
  readonly workloads: readonly {
    readonly workload: string;
    readonly extent: Pair<{ readonly explored: number; readonly unit: string; readonly isComplete: boolean }>;
    readonly outcomes: Pair<number>;
    readonly only: Pair<readonly string[]>;
    readonly witness: Counterexample | null;
  }[];
  readonly leftOut: readonly { readonly workload: string; readonly why: string }[];
  readonly costs: Pair<CostsView> | null;
  readonly measured: number;
  readonly holds: Pair<Readonly<Record<string, number>>>;
  readonly lazyPages: Pair<number> | null;
  readonly unit: string;
  readonly refines: boolean;
  readonly lost: readonly string[];
  readonly gained: readonly string[];
  readonly isComplete: boolean;
}

export interface ComparisonStyle {
  /** What was typed, for the commands that show a schedule. */
  readonly command: string;
  readonly width?: number;
  readonly paint?: Paint;
}

interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const MARKS = { holds: 'holds', 'holds within': 'bounded', violated: 'NO' } as const;

function claimTable({ names, claims, lost, gained }: ComparisonView): Table {
  const mark = (cell: CellView | null) => (cell === null ? '-' : MARKS[cell.outcome]);
  const change = (claim: string) => (lost.includes(claim) ? 'lost' : gained.includes(claim) ? 'gained' : '');
  const rows = claims.map(({ claim, cells }) => [claim, mark(cells.a), mark(cells.b), change(claim)]);
  return { head: ['claim', names.a, names.b, ''], rows };
}

/** A small counterexample of each of these broken claims. */
function witnesses(names: Pair<string>, claims: ComparisonView['claims'], style: ComparisonStyle): string[] {
  return claims.flatMap(({ claim, cells }) =>
    (['a', 'b'] as const).flatMap((side) => {
      const witness = cells[side]?.witness ?? null;
      if (witness === null) return [];
      const { message, preemptions, schedule } = witness.counterexample;
      return [
        `${names[side]} breaks ${claim}, with ${count(preemptions, 'preemption')}`,
        `  ${message}`,
        `  ${replay(schedule, style)}`,
      ];
    }),
  );
}

function replay(schedule: string, { command }: ComparisonStyle): string {
  return `${command} --replay ${quoted(schedule)}`;
}

/** In which workloads callers can tell the two apart. */
function outcomeLines({ names, workloads, refines }: ComparisonView): string[] {
  const onlyOne = (side: 'a' | 'b') =>
    workloads.flatMap(({ workload, only, extent }) => {
      const other = side === 'a' ? extent.b : extent.a;
      const doubt = other.isComplete ? '' : ' (of the other not all was explored)';
      return only[side].map((outcome) => `  ${workload}: ${outcome}${doubt}`);
    });
  const sum = (side: 'a' | 'b') =>
    count(
      workloads.reduce((total, { outcomes }) => total + outcomes[side], 0),
      'outcome',
    );
  const [onlyA, onlyB] = [onlyOne('a'), onlyOne('b')];
  const all = `${names.b} ${refines ? 'refines' : 'does not refine'} ${names.a} in ${count(workloads.length, 'workload')}`;
  return [
    onlyB.length === 0
      ? `${all}: all its ${sum('b')} are among those of ${names.a}`
      : `${all}: of its ${sum('b')} ${names.a} has all but`,
    ...onlyB,
    ...(onlyA.length === 0 ? [] : [`of the ${sum('a')} of ${names.a} it has all but`, ...onlyA]),
  ];
}

/** The smallest of the executions of b that a does not have. */
function firstDivergence({ workloads }: ComparisonView): Counterexample | null {
  const size = ({ preemptions, trace }: Counterexample) => preemptions * 10_000 + trace.events.length;
  const found = workloads.flatMap(({ witness }) => (witness === null ? [] : [witness]));
  return found.reduce<Counterexample | null>(
    (best, each) => (best === null || size(each) < size(best) ? each : best),
    null,
  );
}

function costTable({ names, costs, holds, lazyPages, unit }: ComparisonView): Table {
  const [a, b] = [costs?.a, costs?.b];
  const row = (what: string, of: (costs: CostsView) => string) => [
    what,
    ...[a, b].map((each) => (each === undefined ? '?' : of(each))),
  ];
  const figure = ({ mean, most }: Figure) => `${mean.toFixed(2)}, at most ${most}`;
  const locks = [a, b].flatMap((each) => each?.locks ?? []);
  const lockNames = [...new Set(locks.map(({ lock }) => lock))].sort();
  const countNames = [...new Set([a, b].flatMap((each) => each?.counts ?? []).map(({ what }) => what))].sort();
  const held = [...Object.entries(holds.a), ...Object.entries(holds.b)].filter(([, steps]) => steps > 0);
  const heldNames = [...new Set(held.map(([lock]) => lock))].sort();
  const rows = [
    ...lockNames.map((name) => {
      const isGlobal = locks.some(({ lock, isGlobal: is }) => lock === name && is);
      return row(`${name}${isGlobal ? ' (global)' : ''}, taken per operation`, (each) => {
        const lock = each.locks.find((one) => one.lock === name);
        return lock === undefined ? '-' : figure({ mean: lock.perOperation, most: lock.most });
      });
    }),
    row('share of global locks in that', ({ globalShare }) => percent(globalShare)),
    ...countNames.map((name) =>
      row(`${name}, per operation`, ({ counts }) => {
        const counted = counts.find(({ what }) => what === name);
        return counted === undefined ? '0' : figure({ mean: counted.perOperation, most: counted.most });
      }),
    ),
    row('own steps of an operation', ({ ownSteps }) => figure(ownSteps)),
    ...heldNames.map((lock) => [
      `${lock}, steps inside a hold`,
      ...[holds.a, holds.b].map((side) => (side[lock] === undefined ? '-' : `at most ${side[lock]}`)),
    ]),
    ...(heldNames.length > 0 ? [] : [['steps inside a hold of a spin lock', '0', '0']]),
    ...(lazyPages === null ? [] : [['lazy pages', `at most ${lazyPages.a}`, `at most ${lazyPages.b}`]]),
    row('free ranges at the end', ({ freeRanges }) => figure(freeRanges)),
    row(
      `free ${unit} outside the largest`,
      ({ fragmentation: { mean, most } }) => `${percent(mean)}, at most ${percent(most)}`,
    ),
  ];
  return { head: ['', names.a, names.b], rows };
}

function costTitle({ measured, workloads }: ComparisonView): string {
  const some =
    measured === workloads.length
      ? count(measured, 'workload')
      : `${measured} of ${count(workloads.length, 'workload')} (the others were explored by states)`;
  return `Over all traces of ${some}`;
}

function boundLines({ names, workloads, leftOut }: ComparisonView): string[] {
  const bounded = workloads.flatMap(({ workload, extent }) =>
    (['a', 'b'] as const).flatMap((side) => {
      const { explored, unit, isComplete } = extent[side];
      return isComplete ? [] : [`  ${workload}, ${names[side]}: stopped after ${explored} ${unit}`];
    }),
  );
  return [
    ...(bounded.length === 0 ? [] : ['not explored completely', ...bounded]),
    ...(leftOut.length === 0 ? [] : ['left out', ...leftOut.map(({ workload, why }) => `  ${workload}: ${why}`)]),
  ];
}

/** True if b breaks what a keeps, or does what a never does. */
export function isRegression({ refines, lost }: Pick<ComparisonView, 'refines' | 'lost'>): boolean {
  return !refines || lost.length > 0;
}

/** What it comes to, in one line. */
function verdictLine({ names, refines, lost, isComplete }: ComparisonView): string {
  const regressions = [
    ...(lost.length === 0 ? [] : [`${names.b} breaks ${lost.join(', ')}`]),
    ...(refines ? [] : [`${names.b} does what ${names.a} never does`]),
  ];
  if (regressions.length > 0) return `regression: ${regressions.join('; ')}`;
  return isComplete ? 'no regression' : 'no regression found, but a bound was reached';
}

/** For a terminal. */
export function comparisonText(view: ComparisonView, style: ComparisonStyle): string {
  const { paint = PLAIN } = style;
  const isBroken = (cell: CellView | null) => cell?.outcome === 'violated';
  const different = view.claims.filter(({ cells }) => isBroken(cells.a) !== isBroken(cells.b));
  const divergence = firstDivergence(view);
  const blocks = [
    textTable(claimTable(view), paint),
    witnesses(view.names, different, style).join('\n'),
    outcomeLines(view).join('\n'),
    divergence === null ? '' : `${traceText(divergence.trace, style)}\n\nreplay: ${replay(divergence.schedule, style)}`,
    `${costTitle(view)}:\n${textTable(costTable(view), paint)}`,
    boundLines(view).join('\n'),
    verdictLine(view),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

/** As a document. */
export function comparisonMarkdown(view: ComparisonView, style: ComparisonStyle): string {
  const { names } = view;
  const divergence = firstDivergence(view);
  const block = (text: string) => (text === '' ? [] : ['```text', text, '```', '']);
  return [
    `# ${names.b} against ${names.a}`,
    '',
    `${verdictLine(view)}.`,
    '',
    '## Claims',
    '',
    ...markdownTable(claimTable(view)),
    '',
    ...block(witnesses(view.names, view.claims, style).join('\n')),
    '## Outcomes',
    '',
    ...block(outcomeLines(view).join('\n')),
    ...(divergence === null
      ? []
      : block(`${traceText(divergence.trace)}\n\nreplay: ${replay(divergence.schedule, style)}`)),
    '## Costs',
    '',
    `${costTitle(view)}.`,
    '',
    ...markdownTable(costTable(view)),
    '',
    ...block(boundLines(view).join('\n')),
  ]
    .join('\n')
    .trimEnd();
}

function textTable({ head, rows }: Table, paint: Paint): string {
  const widths = head.map((_, k) => Math.max(...[head, ...rows].map((row) => row[k]!.length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, k) => cell.padEnd(widths[k]!))
      .join('  ')
      .trimEnd();
  return [paint.bold(line(head)), ...rows.map(line)].join('\n');
}

function markdownTable({ head, rows }: Table): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
