/** The workload of each run of a hunt: new, or one of the corpus with a thread or the set-up exchanged. */
import fc from 'fast-check';
import seedrandom from 'seedrandom';
import type { Subject, Workload } from '../scenarios/subject.js';
import { type Draft, draftOf, drafts, type WorkloadLimits, workloadOf } from './workloads.js';

/** How many runs of ten start from the corpus. */
const FROM_CORPUS = 4;

/**
 * The same seed, run and corpus give the same workload. May be without threads: then it is none.
 * @param run from 0
 */
export function generate(
  subject: Subject,
  seed: string,
  run: number,
  corpus: readonly Workload[],
  limits: WorkloadLimits,
): Workload {
  const random = seedrandom.alea(`${seed}/${run}`);
  const [draft] = fc.sample(drafts(subject, limits), { seed: random.int32(), numRuns: 1 }) as [Draft];
  if (corpus.length === 0 || random() * 10 >= FROM_CORPUS) return workloadOf(draft, true);
  const kept = draftOf(subject, corpus[Math.floor(random() * corpus.length)]!);
  const part = Math.floor(random() * (kept.threads.length + 2));
  const mixed =
    part < kept.threads.length
      ? { ...kept, threads: kept.threads.with(part, draft.threads[0]!) }
      : part === kept.threads.length
        ? { ...kept, setup: draft.setup }
        : { ...kept, parameters: draft.parameters };
  return workloadOf(mixed, true);
}
