/** Workloads as one arbitrary of fast-check, for whoever writes properties of them. */
import fc from 'fast-check';
import type { Subject, Workload } from '../scenarios/subject.js';
import { smaller } from './smaller.js';
import { type Draft, draftOf, drafts, type WorkloadLimits, workloadOf } from './workloads.js';

/** What a generated draft needs to be shrunk by fast-check; other workloads have none. */
interface Context {
  readonly draft: Draft;
  readonly context: unknown;
}

/**
 * Shrinks in large steps as fast-check does as long as that helps, then by one step at a time: at last there is no workload one
 * step smaller for which the property fails. May be without threads: then it is none.
 */
export class WorkloadArbitrary extends fc.Arbitrary<Workload> {
  readonly #subject: Subject;
  readonly #drafts: fc.Arbitrary<Draft>;

  constructor(subject: Subject, limits: WorkloadLimits) {
    super();
    this.#subject = subject;
    this.#drafts = drafts(subject, limits);
  }

  generate(random: fc.Random, biasFactor: number | undefined): fc.Value<Workload> {
    return fromDraft(this.#drafts.generate(random, biasFactor));
  }

  /** Examples are shrunk as they are, whatever their size. */
  canShrinkWithoutContext(value: unknown): value is Workload {
    return typeof value === 'object' && value !== null && 'threads' in value;
  }

  shrink(workload: Workload, context: Context | undefined): fc.Stream<fc.Value<Workload>> {
    const oneStep = fc
      .stream(smaller(this.#subject, draftOf(this.#subject, workload)))
      .map((draft) => new fc.Value(workloadOf(draft), undefined));
    if (context === undefined) return oneStep;
    return this.#drafts.shrink(context.draft, context.context).map(fromDraft).join(oneStep);
  }
}

function fromDraft({ value: draft, context }: fc.Value<Draft>): fc.Value<Workload> {
  return new fc.Value(workloadOf(draft, true), { draft, context } satisfies Context);
}
