/** What is being looked at: the state of the page. */
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Range } from '../report/held-ranges.js';
import type { PageCase, PageData, PageExecution, RaceSide } from '../report/page-data.js';
import type { ScheduledEvent } from '../scheduler/schedule.js';
import type { Contents, TraceEvent } from '../scheduler/trace.js';
import type { Laboratory } from './laboratory.js';
import { lockKeys } from './locks.js';
import { addressSpaceOf, statesOf } from './states.js';

/** Promises the checker for one case. */
export type OpenLaboratory = () => Promise<Laboratory>;

/** The checker for a case: null as long as it is not there. */
type Tools = { readonly laboratory: Laboratory } | { readonly fault: string } | null;

export class View {
  readonly data: PageData;
  readonly #open: readonly (OpenLaboratory | null)[];
  /** Index of the case. */
  readonly caseIndex = signal(0);
  /** What was tried in the page, by case. */
  readonly #tried = signal<readonly (readonly PageExecution[])[]>([]);
  readonly #tools = signal<readonly Tools[]>([]);
  /** Index of the execution among those of the case. */
  readonly executionIndex = signal(0);
  /** Index of the selected event. */
  readonly selected = signal(0);
  readonly isSideBySide = signal(false);
  /** All arrows, not only those of the selected event. */
  readonly showsArrows = signal(false);
  /** Events that the failure does not follow from are drawn faintly. */
  readonly showsSlice = signal(true);
  readonly showsHelp = signal(false);
  /** What went wrong in the last thing that was tried. */
  readonly fault: Signal<string | null> = signal(null);

  readonly case: ReadonlySignal<PageCase> = computed(() => this.data.cases[this.caseIndex.value]!);
  readonly executions: ReadonlySignal<readonly PageExecution[]> = computed(() => [
    ...this.case.value.executions,
    ...(this.#tried.value[this.caseIndex.value] ?? []),
  ]);
  readonly execution: ReadonlySignal<PageExecution> = computed(() => this.executions.value[this.executionIndex.value]!);
  readonly events: ReadonlySignal<readonly TraceEvent[]> = computed(() => this.execution.value.staged.trace.events);
  /** What all objects contain before each event and after the last. */
  readonly states: ReadonlySignal<readonly Contents[]> = computed(() => statesOf(this.execution.value.staged));
  /** The pages that anybody ever holds; null if nobody does. */
  readonly space: ReadonlySignal<Range | null> = computed(() => addressSpaceOf(this.states.value));
  /** A letter for each lock of the case. */
  readonly keys: ReadonlySignal<ReadonlyMap<string, string>> = computed(() => lockKeys(this.executions.value));
  /** Null: not there yet, or never. */
  readonly laboratory: ReadonlySignal<Laboratory | null> = computed(() => {
    const tools = this.#tools.value[this.caseIndex.value] ?? null;
    return tools !== null && 'laboratory' in tools ? tools.laboratory : null;
  });
  /** Why nothing can be tried; null: it can, or will be. */
  readonly noWhatIf: ReadonlySignal<string | null> = computed(() => {
    const tools = this.#tools.value[this.caseIndex.value] ?? null;
    return this.case.value.noWhatIf ?? (tools !== null && 'fault' in tools ? tools.fault : null);
  });

  constructor(data: PageData, open: readonly (OpenLaboratory | null)[]) {
    this.data = data;
    this.#open = open;
    this.show(0);
  }

  /** Shows a case from its first broken claim, or its beginning, on. */
  show(index: number): void {
    this.caseIndex.value = index;
    this.isSideBySide.value = false;
    this.look(0);
    this.selected.value = this.case.value.broken === null ? 0 : Math.max(0, this.events.value.length - 1);
    void this.#openLaboratory(index);
  }

  async #openLaboratory(index: number): Promise<void> {
    const open = this.#open[index] ?? null;
    if (open === null || (this.#tools.value[index] ?? null) !== null) return;
    const put = (tools: Tools) => {
      this.#tools.value = Object.assign([], this.#tools.value, { [index]: tools });
    };
    try {
      put({ laboratory: await open() });
    } catch (error) {
      put({ fault: `the scenario does not load in a browser: ${(error as Error).message}` });
    }
  }

  /** Shows another execution of the case, at its counterpart of the selected event. */
  look(execution: number): void {
    if (execution === this.executionIndex.value) return;
    const counterpart = this.counterpartIn(execution);
    this.executionIndex.value = execution;
    this.select(counterpart);
  }

  /** The event of the same thread and number there, or the last before. */
  counterpartIn(execution: number): number {
    const chosen = this.events.value[this.selected.value];
    const there = this.executions.value[execution]?.staged.trace.events ?? [];
    if (chosen === undefined) return 0;
    const nth = this.events.value.slice(0, chosen.index).filter(({ thread }) => thread === chosen.thread).length;
    const own = there.filter(({ thread }) => thread === chosen.thread);
    return own[Math.min(nth, own.length - 1)]?.index ?? 0;
  }

  select(event: number): void {
    this.selected.value = Math.max(0, Math.min(event, this.events.value.length - 1));
    this.fault.value = null;
  }

  /** The nearest event before (-1) or behind (1) the selected one of which this is true. */
  seek(direction: -1 | 1, isWanted: (event: TraceEvent) => boolean): void {
    const events = this.events.value;
    let k = this.selected.value + direction;
    while (events[k] !== undefined && !isWanted(events[k]!)) k += direction;
    if (events[k] !== undefined) this.select(k);
  }

  /** The side of the critical race that the execution is; null if it is none. */
  raceIn(execution: number): RaceSide | null {
    const race = this.case.value.broken?.race ?? null;
    return race === null ? null : ([race.failing, race.passing].find((side) => side.execution === execution) ?? null);
  }

  /** Goes to the next event of the critical race, round and round. */
  goToRace(): void {
    const race = this.case.value.broken?.race ?? null;
    if (race === null) return;
    const side = this.raceIn(this.executionIndex.value) ?? race.failing;
    this.look(side.execution);
    const next = side.events.find((event) => event > this.selected.value) ?? side.events[0];
    if (next !== undefined) this.select(next);
  }

  /** The failing execution of the race beside the passing one, or one alone again. */
  toggleSides(): void {
    const race = this.case.value.broken?.race ?? null;
    if (race === null) return;
    this.isSideBySide.value = !this.isSideBySide.value;
    if (this.isSideBySide.value && this.raceIn(this.executionIndex.value) === null) this.look(race.failing.execution);
  }

  /** Shows one execution alone. */
  lookOnlyAt(execution: number): void {
    this.isSideBySide.value = false;
    this.look(execution);
  }

  /** Runs what would happen if this came in the place of the selected event, and shows it. */
  tryInstead(next: ScheduledEvent): void {
    const { staged } = this.execution.value;
    const at = this.selected.value;
    try {
      const found = this.laboratory.value!.whatIf(staged, at, next);
      const index = this.caseIndex.value;
      const tried = [...(this.#tried.value[index] ?? []), found];
      this.#tried.value = Object.assign([], this.#tried.value, { [index]: tried });
      this.isSideBySide.value = false;
      this.executionIndex.value = this.executions.value.length - 1;
      this.select(at);
    } catch (error) {
      this.fault.value = (error as Error).message;
    }
  }
}
