/** Mutation testing of designs, as Markdown and as lines of text. Pure functions of data. */

export interface MutantView {
  /** `model/designs/vmap-pool`, or the path of a user's file without its ending. */
  readonly module: string;
  readonly kind: string;
  readonly line: number;
  readonly within: string;
  readonly before: string;
  readonly after: string;
}

export interface MutantResultView {
  readonly mutant: MutantView;
  readonly notice: { readonly how: string; readonly claim: string; readonly scenario: string } | null;
  /** In how many scenarios the fault makes a difference to what the code does. */
  readonly reached: number;
  /** Of one that nobody noticed. */
  readonly explanation: { readonly kind: string; readonly why: string } | null;
}

export interface MutationView {
  readonly design: string;
  /** How many mutants there are; fewer results are a sample. */
  readonly possible: number;
  readonly results: readonly MutantResultView[];
}

/** The kind of explanation that says: this should have been noticed. */
const MISSING = 'missing claim';

/** Faults whose survivors say that something may not be needed, rather than that something is not claimed. */
const SYNCHRONISATION = ['drop lock', 'drop try', 'drop flush', 'move flush', 'skip check', 'lose atomicity'];

/** What became of the mutants of a design, in numbers. */
interface Score {
  readonly noticed: number;
  /** Explained, and nothing that should be noticed. */
  readonly harmless: number;
  /** No scenario comes to where the fault would make a difference. */
  readonly unreached: number;
  /** The others. */
  readonly missed: number;
  /** Noticed, of those that are noticed or missed, in percent. */
  readonly percent: string;
}

function scoreOf({ results }: MutationView): Score {
  const noticed = results.filter(({ notice }) => notice !== null).length;
  const harmless = results.filter(({ explanation }) => explanation !== null && explanation.kind !== MISSING).length;
  const unreached = results.filter((each) => each.reached === 0 && each.explanation === null).length;
  const missed = results.length - noticed - harmless - unreached;
  const of = noticed + missed;
  return { noticed, harmless, unreached, missed, percent: of === 0 ? '-' : `${Math.floor((100 * noticed) / of)} %` };
}

/** What a survivor is, as far as that is known. */
function classOf({ mutant, reached, explanation }: MutantResultView): string {
  if (explanation !== null) return explanation.kind;
  if (reached === 0) return 'no scenario comes here';
  return SYNCHRONISATION.includes(mutant.kind) ? 'redundant synchronisation, or a missing claim' : MISSING;
}

/** What noticed, by name: the claim, or what else it was. */
function byOf({ how, claim }: NonNullable<MutantResultView['notice']>): string {
  if (how === 'gone') return `${claim} gone`;
  return how === 'vacuous' ? 'vacuous' : claim;
}

function counted(items: readonly string[]): [item: string, times: number][] {
  const times = new Map<string, number>();
  for (const item of items) times.set(item, (times.get(item) ?? 0) + 1);
  return [...times].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}

const noticesOf = ({ results }: MutationView) => results.flatMap(({ notice }) => (notice === null ? [] : [notice]));
const survivorsOf = ({ results }: MutationView) => results.filter(({ notice }) => notice === null);
const placeOf = ({ module, line }: MutantView) => `${module}.ts:${line}`;

/** For a terminal: the score, the kill matrix, every survivor. */
export function mutationText(view: MutationView): string {
  const { design, possible, results } = view;
  const sample = results.length < possible ? ` of ${possible}` : '';
  const { noticed, harmless, unreached, missed, percent } = scoreOf(view);
  const lines = [
    `${design}: ${results.length}${sample} mutants, ${noticed} noticed, ${missed} missed: ${percent} (${harmless} harmless, ${unreached} where no scenario comes)`,
  ];
  for (const [by, times] of counted(noticesOf(view).map(byOf))) {
    const scenarios = counted(
      noticesOf(view)
        .filter((each) => byOf(each) === by)
        .map(({ scenario }) => scenario),
    );
    lines.push(
      `  ${by.padEnd(24)} ${String(times).padStart(3)}  ${scenarios.map(([name, n]) => `${name} ${n}`).join(', ')}`,
    );
  }
  for (const survivor of survivorsOf(view)) {
    const { mutant, explanation } = survivor;
    lines.push(
      `  ${placeOf(mutant)} ${mutant.within}: ${mutant.kind}: ${classOf(survivor)}`,
      `      ${mutant.before}`,
      `   => ${mutant.after}`,
    );
    if (explanation !== null) lines.push(`      ${explanation.why}`);
  }
  return lines.join('\n');
}

const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]) =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
const code = (text: string) => (text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``).replaceAll('|', '\\|');

/** The whole document. `command`: what wrote it. */
export function mutationMarkdown(views: readonly MutationView[], command: string): string {
  const kinds = counted(views.flatMap(({ results }) => results.map(({ mutant }) => mutant.kind))).map(([kind]) => kind);
  const ofKind = (results: readonly MutantResultView[], kind: string) => {
    const some = results.filter(({ mutant }) => mutant.kind === kind);
    return `${some.filter(({ notice }) => notice !== null).length}/${some.length}`;
  };
  return `${[
    '# Mutants of the designs',
    `Written by \`${command}\`. Each fault is put into one design, alone; then its shipped scenarios and the workloads that run on every design are explored, cheap ones first, until one notices. What that is, and what the faults are: docs/decisions/0032-mutants-of-designs.md.`,
    table(
      ['design', 'mutants', 'noticed', 'missed', 'score', 'harmless', 'unreached', ...kinds],
      views.map((view) => {
        const { noticed, harmless, unreached, missed, percent } = scoreOf(view);
        const { design, results, possible } = view;
        const all = results.length < possible ? `${results.length} of ${possible}` : results.length;
        return [
          design,
          all,
          noticed,
          missed,
          percent,
          harmless,
          unreached,
          ...kinds.map((kind) => ofKind(results, kind)),
        ];
      }),
    ),
    '*missed*: should have been noticed; *score*: noticed, of those noticed or missed; *harmless*: explained below as breaking no promise; *unreached*: no scenario comes to where the fault would make a difference. Under each kind of fault: noticed/all.',
    ...views.flatMap(section),
  ].join('\n\n')}\n`;
}

function section(view: MutationView): string[] {
  const notices = noticesOf(view);
  const claims = counted(notices.map(byOf)).map(([by]) => by);
  const scenarios = counted(notices.map(({ scenario }) => scenario));
  const times = (scenario: string, by: string) =>
    notices.filter((notice) => notice.scenario === scenario && byOf(notice) === by).length || '';
  const survivors = survivorsOf(view);
  const classes = counted(survivors.map(classOf))
    .map(([name, n]) => `${name} ${n}`)
    .join(', ');
  return [
    `## ${view.design}`,
    'The first to notice, by scenario and claim:',
    table(
      ['', ...claims, 'all'],
      [
        ...scenarios.map(([scenario, all]) => [scenario, ...claims.map((by) => times(scenario, by)), all]),
        ['all', ...claims.map((by) => notices.filter((notice) => byOf(notice) === by).length), notices.length],
      ],
    ),
    survivors.length === 0 ? 'Nothing went unnoticed.' : `Not noticed: ${classes}.`,
    survivors
      .map((survivor) => {
        const { mutant, explanation } = survivor;
        const what = `- \`${placeOf(mutant)}\` \`${mutant.within}\`, ${mutant.kind}: ${code(mutant.before)} → ${code(mutant.after)}`;
        return `${what}\n  ${explanation === null ? `**${classOf(survivor)}**` : `${explanation.kind}: ${explanation.why}`}`;
      })
      .join('\n'),
  ].filter((part) => part !== '');
}
