/**
 * Drafts of workloads by fast-check: any that fits a design can be generated, and any that is given can be shrunk, its own
 * names and sizes included. What a draft says is made sensible before it is run.
 */
import fc from 'fast-check';
import type { ThreadWorkload } from '../model/workload.js';
import type { AnyOperation, Subject, Workload } from '../scenarios/subject.js';
import { VOCABULARIES } from './vocabulary.js';

/** How large generated workloads are. */
export interface WorkloadLimits {
  /** Most threads. Default 3. */
  readonly threads?: number;
  /** Most operations of one thread. Default 3. */
  readonly operations?: number;
  /** Most operations before the threads begin. Default 5. */
  readonly setup?: number;
}

export interface Draft {
  readonly parameters: Readonly<Record<string, number | undefined>>;
  readonly setup: readonly AnyOperation[];
  readonly threads: readonly ThreadWorkload<AnyOperation>[];
}

const SETUP_NAMES = ['x', 'y', 'z', 'w'];
const OWN_NAMES = ['a', 'b', 'c'];
const ALIGNMENTS = [1, 2, 4];

/** @param like what it must be able to shrink */
export function drafts(subject: Subject, limits: WorkloadLimits = {}, like?: Draft): fc.Arbitrary<Draft> {
  const vocabulary = VOCABULARIES[subject.kind];
  const { threads = 3, operations = 3, setup = 5 } = limits;
  const present = like?.threads ?? [];
  const all = [...(like?.setup ?? []), ...present.flatMap(({ does }) => does)];
  const values = (key: string) => all.flatMap((each) => (each as unknown as Record<string, number>)[key] ?? []);
  const named = all.flatMap((each) => ('as' in each ? areasOf(each) : []));
  const parameters = { ...subject.parameters, ...like?.parameters };
  const sizes = {
    largest: Math.max(vocabulary.largest(parameters), ...values('pages'), ...values('size'), ...values('offset')),
    alignments: [...new Set([...ALIGNMENTS, ...values('align')])],
  };
  const usual = (names: readonly string[], uses: readonly string[]) =>
    vocabulary.operations({
      ...sizes,
      names: [...new Set([...names, ...named])],
      uses: [...new Set([...uses, ...named])],
    });
  // Of kinds that are never generated, or cannot be shrunk by themselves: as they are.
  const others = all.filter((each) => !fc.oneof(...usual(OWN_NAMES, OWN_NAMES)).canShrinkWithoutContext(each));
  const operation = (names: readonly string[], uses: readonly string[]) =>
    fc.oneof(
      ...usual(names, uses),
      ...(others.length === 0 ? [] : [{ weight: 1, arbitrary: fc.constantFrom(...others) }]),
    );
  const list = <T>(of: fc.Arbitrary<T>, minLength: number, most: number, given: number) =>
    fc.array(of, { minLength, maxLength: Math.max(most, given), size: 'max' });
  const cpus = Math.max(vocabulary.cpus(parameters), ...present.map(({ cpu = 0 }) => cpu + 1));
  const thread = fc.record({
    cpu: fc.integer({ min: 0, max: cpus - 1 }),
    does: list(
      operation(OWN_NAMES, [...SETUP_NAMES, ...OWN_NAMES]),
      1,
      operations,
      Math.max(...present.map(({ does }) => does.length)),
    ),
    forever: fc.constantFrom(...(present.some(({ forever }) => forever === true) ? [false, true] : [false])),
  });
  const parameter: [string, fc.Arbitrary<number | undefined>][] = Object.entries(vocabulary.parameters).map(
    ([name, { min, max }]) => {
      const given = like?.parameters[name] ?? max;
      const value = fc.integer({ min: Math.min(min, given), max: Math.max(max, given) });
      return [name, fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value })];
    },
  );
  for (const [name, value] of Object.entries(like?.parameters ?? {}))
    if (!(name in vocabulary.parameters)) parameter.push([name, fc.constantFrom(undefined, value)]);
  return fc.record({
    parameters: fc.record(Object.fromEntries(parameter)),
    setup: list(operation(SETUP_NAMES, SETUP_NAMES), 0, setup, like?.setup.length ?? 0),
    threads: list(thread, 1, threads, present.length),
  });
}

/** Names of what the operation allocates. */
function areasOf(operation: AnyOperation & { readonly as: string }): string[] {
  if (operation.kind !== 'pcpu') return [operation.as];
  return [operation.as, ...operation.offsets.map((_, k) => `${operation.as}.${k}`)];
}

/** As a draft. */
export function draftOf({ kind }: Subject, { parameters = {}, setup = [], threads }: Workload): Draft {
  const named = Object.values(threads);
  const usual = Object.keys(VOCABULARIES[kind].parameters).map((name) => [name, undefined] as const);
  return {
    parameters: { ...Object.fromEntries(usual), ...parameters },
    setup,
    threads: named.map(({ cpu = 0, does, forever = false }) => ({ cpu, does, forever })),
  };
}

const THREADS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

/**
 * The workload, without what makes no sense: each area is given back at most once, by the thread that made it or, if the
 * set-up did, by the first thread that says so; nobody names an area anew while he has it. Threads that do nothing are left out.
 * @param repair gives back another area where the one named cannot be given back, if there is any
 */
export function workloadOf(draft: Draft, repair = false): Workload {
  const before = new Areas(null);
  const setup = sensible(draft.setup, before, repair);
  const threads: Record<string, ThreadWorkload<AnyOperation>> = {};
  for (const { cpu = 0, does, forever = false } of draft.threads) {
    const kept = sensible(does, new Areas(before), repair);
    if (kept.length === 0) continue;
    const count = Object.keys(threads).length;
    threads[THREADS[count] ?? `t${count}`] = {
      ...(cpu === 0 ? {} : { cpu }),
      does: kept,
      ...(forever ? { forever } : {}),
    };
  }
  const parameters = Object.fromEntries(Object.entries(draft.parameters).filter(([, value]) => value !== undefined));
  return {
    ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
    ...(setup.length === 0 ? {} : { setup }),
    threads,
  };
}

/** What one thread, or the set-up, has and has had. */
class Areas {
  readonly #before: Areas | null;
  /** What gives the area back, by name. */
  readonly #live = new Map<string, string>();
  readonly #known = new Set<string>();

  /** @param before those of the set-up */
  constructor(before: Areas | null) {
    this.#before = before;
  }

  has(name: string): boolean {
    return this.#live.has(name);
  }

  knows(name: string): boolean {
    return this.#known.has(name) || this.#before?.knows(name) === true;
  }

  add(name: string, back: string): void {
    this.#live.set(name, back);
    this.#known.add(name);
  }

  /** Its own, then those of the set-up, that can be given back so. */
  givenBackBy(kind: string): string[] {
    const own = [...this.#live].filter(([, back]) => back === kind).map(([name]) => name);
    return [...own, ...(this.#before?.givenBackBy(kind) ?? []).filter((name) => !this.has(name))];
  }

  delete(name: string): void {
    if (!this.#live.delete(name)) this.#before?.delete(name);
  }
}

function sensible(operations: readonly AnyOperation[], areas: Areas, repair: boolean): AnyOperation[] {
  const kept: AnyOperation[] = [];
  for (const operation of operations) {
    if ('as' in operation) {
      const names = operation.kind === 'pcpu' ? areasOf(operation).slice(1) : [operation.as];
      if (names.some((name) => areas.has(name))) continue;
      for (const name of names) areas.add(name, operation.kind === 'map_ram' ? 'unmap_ram' : 'free');
      kept.push(operation);
    } else if (operation.kind === 'free' || operation.kind === 'unmap_ram') {
      const fitting = areas.givenBackBy(operation.kind);
      const area = fitting.includes(operation.area) ? operation.area : repair ? fitting[0] : undefined;
      if (area === undefined) continue;
      areas.delete(area);
      kept.push(area === operation.area ? operation : { ...operation, area });
    } else if (operation.kind !== 'find' || areas.knows(operation.area)) kept.push(operation);
  }
  return kept;
}
