/** `mazurka mutate`: which faults in a design its scenarios notice. */
import { isAbsolute, relative } from 'node:path';
import { explanationOf } from '../mutation/explained.js';
import { Mutation } from '../mutation/mutate.js';
import { sampled } from '../mutation/sample.js';
import { type Target, targets } from '../mutation/targets.js';
import { userTarget } from '../mutation/user-target.js';
import { isFile, loadScenarios } from '../program/load.js';
import { EXIT, UsageError } from '../program/usage-error.js';
import { type MutationView, mutationMarkdown, mutationText } from '../report/mutation-text.js';
import { atLeast } from './check-options.js';
import { isInterrupted, listen } from './interrupt.js';
import { requireOut, writeOut } from './write.js';

/** What `mazurka mutate` may be asked for. */
export interface MutateOptions {
  /** Print one JSON document instead of text. */
  readonly json?: boolean;
  /** Markdown file to write. */
  readonly out?: string;
  /** How many mutants of each design; all by default. */
  readonly sample?: number;
  /** A number if it looks like one. */
  readonly seed?: string | number;
  /** Do not type-check scenario files. */
  readonly transpileOnly?: boolean;
}

/** Returns the exit code: as expected if everything that was not noticed is explained. */
export async function mutate(wanted: readonly string[], options: MutateOptions): Promise<number> {
  const { json = false, seed = 1 } = options;
  const out = requireOut(options.out);
  const { sample = Infinity } = atLeast(1, 'sample', '--sample', options.sample);
  const chosen = wanted.length === 0 ? targets : await Promise.all(wanted.map((each) => find(each, options)));
  const views: MutationView[] = [];
  listen();
  for (const target of chosen) {
    if (isInterrupted()) break;
    const view = await run(target, sample, String(seed));
    views.push(view);
    if (!json) process.stdout.write(`${mutationText(view)}\n`);
  }
  if (json) process.stdout.write(`${JSON.stringify(views, null, 2)}\n`);
  if (isInterrupted()) return EXIT.interrupted;
  if (out !== null) {
    const words = ['mazurka mutate', ...wanted, ...(sample === Infinity ? [] : [`--sample ${sample} --seed ${seed}`])];
    writeOut(out, mutationMarkdown(views, words.join(' ')));
  }
  const isExplained = views.every(({ results }) =>
    results.every(({ notice, explanation }) => notice !== null || explanation !== null),
  );
  return isExplained ? EXIT.asExpected : EXIT.notAsExpected;
}

async function find(wanted: string, { transpileOnly = false }: MutateOptions): Promise<Target> {
  if (isFile(wanted)) return userTarget(wanted, await loadScenarios(wanted, transpileOnly));
  const target = targets.find(({ name }) => name === wanted);
  if (target !== undefined) return target;
  const names = targets.map(({ name }) => name).join(', ');
  throw new UsageError(`there is no design "${wanted}"; there are ${names}. A design of your own needs a file.`);
}

async function run(target: Target, count: number, seed: string): Promise<MutationView> {
  const mutation = await Mutation.of(target);
  const { mutants } = mutation;
  const known = (mutant: (typeof mutants)[number]) => [mutant.module, mutant.within, mutant.before, mutant.after];
  const chosen = count < mutants.length ? sampled(mutants, known, count, seed) : mutants;
  const results: MutationView['results'][number][] = [];
  for (const mutant of chosen) {
    if (isInterrupted()) break;
    const result = mutation.run(mutant);
    const module = isAbsolute(mutant.module) ? relative('', mutant.module) : mutant.module;
    const explanation = result.notice === null ? explanationOf(mutant) : null;
    results.push({ ...result, mutant: { ...mutant, module }, explanation });
  }
  return { design: target.name, possible: mutants.length, results };
}
