/**
 * Search over concrete states: the oracle that trusts no footprint, no conflict table and no canonical form. A state is
 * what the objects hold, what each thread has read and its next step, and the claims broken on the way there.
 */
import { Execution } from '../../scheduler/execution.js';
import { isName } from '../../scheduler/object.js';
import { ask } from '../../scheduler/property.js';
import type { Scenario } from '../../scheduler/scenario.js';
import { Session } from '../../scheduler/session.js';
import { Violation } from '../../scheduler/step.js';

export interface Look {
  /** Whether executions in which a thread returned something else count as different. Default true. */
  readonly withResults?: boolean;
  /**
   * Groups of threads and slots, by name: final states that differ by an exchange within a group count as one.
   */
  readonly interchangeable?: readonly (readonly string[])[];
  /** slot[k] goes with thread tk. */
  readonly ownSlots?: boolean;
}

/** Objects and results at the end of an execution, comparable between any two runs of one scenario. */
export function finalState(execution: Execution, look: Look = {}): string {
  const { withResults = true, interchangeable = [], ownSlots = false } = look;
  const { context, threads } = execution;
  const forms = renamings(interchangeable).map((renamed) => {
    const slotOf = (thread: string) => thread.replace(/^t(\d+)$/, 'slot[$1]');
    if (ownSlots) for (const [from, to] of [...renamed]) renamed.set(slotOf(from), slotOf(to));
    const name = (each: string) => renamed.get(each) ?? each;
    const objects = context.objects.flatMap((object) => {
      const shown = (value: unknown): unknown =>
        isName(value)
          ? name(value.name)
          : Array.isArray(value)
            ? value.map(shown)
            : value instanceof Set
              ? [...value].map(shown).sort()
              : value;
      const named = object.name.replace(/^slot\[\d+\]/, name);
      return [[named, shown(object.snapshot())] as const];
    });
    // Indices of threads that were not spawned in this execution are holes: they say nothing.
    const results = threads.flatMap((thread) => {
      if (thread === undefined) return [];
      return [[name(thread.name), thread.pending ? 'waits' : withResults ? thread.result : 'ended'] as const];
    });
    return JSON.stringify([objects.sort(byName), results.sort(byName)]);
  });
  return forms.sort()[0]!;
}

/** Every way to exchange names within the groups. */
export function renamings(groups: readonly (readonly string[])[]): Map<string, string>[] {
  return groups.reduce<Map<string, string>[]>(
    (all, group) =>
      all.flatMap((before) =>
        permutations(group).map((names) => new Map([...before, ...group.map((name, k) => [name, names[k]!] as const)])),
      ),
    [new Map()],
  );
}

function permutations(items: readonly string[]): string[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, k) => permutations(items.filter((_, at) => at !== k)).map((rest) => [item, ...rest]));
}

function byName([a]: readonly unknown[], [b]: readonly unknown[]): number {
  return String(a) < String(b) ? -1 : 1;
}

export interface Outcomes {
  readonly finals: ReadonlySet<string>;
  /** Claims that some execution breaks, other than data races. */
  readonly broken: ReadonlySet<string>;
}

export interface SearchOptions<W> extends Look {
  /** What the threads have read so far, from the world. */
  readonly localState?: (world: W) => unknown;
  /** Of spin loops: steps that have led the thread back to where it was, and whether it would leave its loop now. */
  readonly spins?: (world: W, thread: string) => { readonly inVain: number; readonly isFound: boolean };
  readonly maxStates?: number;
  /** True: releases ride along, as they do when exploring. False, the default: every release is a step. */
  readonly fuse?: boolean;
}

/** Every final state of the scenario, and every claim that can break; null if there are more than `maxStates` states. */
export function outcomes<W>(scenario: Scenario<W>, options: SearchOptions<W> = {}): Outcomes | null {
  const { shared } = new Session(scenario as Scenario, { fuse: options.fuse ?? false });
  for (;;) {
    const found = search(scenario, shared, options);
    if (found !== 'restart') return found;
  }
}

type Shared = ConstructorParameters<typeof Execution>[0];
type Choice = readonly [thread: number, alternative: number];

function search<W>(scenario: Scenario<W>, shared: Shared, options: SearchOptions<W>): Outcomes | null | 'restart' {
  const { localState = () => null, maxStates = Number.POSITIVE_INFINITY } = options;
  const finals = new Set<string>();
  const broken = new Set<string>();
  const seen = new Set<string>();
  const schedule: Choice[] = [];
  let run = new Run(scenario, shared, options.spins);
  const left = [run.choices()];
  for (;;) {
    const choice = left.at(-1)!.pop();
    if (choice === undefined) {
      left.pop();
      if (left.length === 0) return { finals, broken };
      continue;
    }
    if (schedule.length >= left.length) {
      schedule.length = left.length - 1;
      run = new Run(scenario, shared, options.spins);
      for (const earlier of schedule) run.perform(earlier);
    }
    schedule.push(choice);
    run.perform(choice);
    if (run.execution.context.factsChanged) return 'restart';
    const key = `${run.state} ${JSON.stringify(localState(run.execution.booted.world as W))}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (seen.size > maxStates) return null;
    const choices = run.choicesButInVain();
    left.push(choices);
    if (choices.length > 0) continue;
    run.end();
    for (const claim of run.broken) broken.add(claim);
    finals.add(finalState(run.execution, options));
  }
}

/** An execution, and the claims that it has broken. */
class Run<W> {
  readonly execution: Execution;
  readonly broken = new Set<string>();
  readonly #scenario: Scenario<W>;
  readonly #done: number[] = [];
  readonly #spins: SearchOptions<W>['spins'];

  constructor(scenario: Scenario<W>, shared: Shared, spins: SearchOptions<W>['spins']) {
    this.#scenario = scenario;
    this.#spins = spins;
    this.execution = new Execution(shared);
    this.#check('always');
  }

  perform([thread, alternative]: Choice): void {
    const { execution } = this;
    const { context } = execution;
    execution.perform(thread, alternative);
    this.#done[thread] = (this.#done[thread] ?? 0) + 1;
    for (const error of [context.reported, execution.failure])
      if (error !== null) this.broken.add(error instanceof Violation ? error.name : 'exception');
    context.reported = null;
    this.#check('always');
  }

  /** As Session.end: a claim that broke on the way hides what breaks at the end. */
  end(): void {
    if (this.broken.size > 0) return;
    const isStuck = this.execution.threads.some((thread) => thread !== undefined && !thread.daemon && thread.pending);
    if (isStuck) this.broken.add('deadlock');
    else if (this.execution.context.held.some((locks) => locks.length > 0)) this.broken.add('forgotten unlock');
    else this.#check('atEnd');
  }

  #check(when: 'always' | 'atEnd'): void {
    for (const property of this.#scenario.properties ?? [])
      if (property.mode === when && ask(property, this.execution.booted.world as W) !== null)
        this.broken.add(property.name);
  }

  choices(): Choice[] {
    const { execution } = this;
    return execution.threads.flatMap((_thread, t) => execution.ways(t).map((a) => [t, a] as const));
  }

  /** None if all that can go on are at the head of spin loops, which they would go round for ever. */
  choicesButInVain(): Choice[] {
    const choices = this.choices();
    return choices.every(([t]) => this.#spin(t).isFound === false) ? [] : choices;
  }

  #spin(thread: number): { readonly inVain: number; readonly isFound: boolean } {
    const name = this.execution.threads[thread]?.name ?? '';
    return this.#spins?.(this.execution.booted.world as W, name) ?? { inVain: 0, isFound: true };
  }

  get state(): string {
    const { execution } = this;
    const threads = execution.threads.map(
      // What a step is about is not all in its text: which instance a flush waits for, for one.
      (thread, t) =>
        `${(this.#done[t] ?? 0) - this.#spin(t).inVain}:${thread?.pending} ${thread?.pending?.argument}:${thread?.result}`,
    );
    return `${finalState(execution)} ${threads.join(' ')} ${[...this.broken].sort().join()}`;
  }
}
