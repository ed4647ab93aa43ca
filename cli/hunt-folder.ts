/**
 * The folder of a hunt: `hunt.json` says how far it is, `workloads/` holds those that reached new behaviour, `failures/` one
 * file for each cause. Another program's proofs are forgotten, its workloads looked at again.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { type Cluster, type HuntState, newHunt } from '../hunt/hunt.js';
import { issueText } from '../program/issue.js';
import { UsageError } from '../program/usage-error.js';
import { plainName, type Workload } from '../scenarios/subject.js';
import { failureJson } from './failure-file.js';
import { EXECUTION, WORKLOAD } from './workload-schema.js';
import { writeWhole } from './write.js';

const SCHEMA = 'mazurka-hunt/2';

/** What a folder is for: nothing else can go on there. */
export interface HuntIdentity {
  readonly design: string;
  readonly file: string | null;
  /** Options that decide which workloads come and how they are explored. */
  readonly options: Readonly<Record<string, unknown>>;
}

const text = v.string('expected a text');
const texts = v.array(text, 'expected a list of texts');
const whole = v.pipe(v.number('expected a number'), v.integer('expected a whole number'));

/** Fields in the order in which hunts write them: who goes on writes the same bytes. */
const CLUSTER = v.object({
  claim: text,
  signature: text,
  aliases: texts,
  runs: whole,
  found: v.object({ run: v.nullable(whole), ...EXECUTION }),
  minimised: v.nullable(v.looseObject(EXECUTION)),
});

const STATE = v.object(
  {
    schema: v.literal(SCHEMA, `expected ${SCHEMA}`),
    identity: v.object({
      design: text,
      file: v.nullable(text),
      options: v.record(v.string(), v.unknown()),
    }),
    program: text,
    next: whole,
    queue: v.array(WORKLOAD, 'expected a list of workloads'),
    /** Names of files in `workloads/`, in the order in which they were found. */
    corpus: texts,
    sizes: v.array(whole, 'expected a list of whole numbers'),
    behaviours: texts,
    proven: texts,
    clusters: v.array(CLUSTER, 'expected a list of causes'),
  },
  'expected a hunt',
);

export class HuntFolder {
  readonly #path: string;
  readonly #identity: HuntIdentity;
  readonly #program: string;
  /** Files in `workloads/`. */
  readonly #names = new Map<Workload, string>();

  /** @param program hash of all code that decides what a workload does */
  constructor(path: string, identity: HuntIdentity, program: string) {
    this.#path = path;
    this.#identity = identity;
    this.#program = program;
  }

  /** Where the hunt is; a new one if there is no such folder: it is made. Throws UsageError for a folder that is not its. */
  read(): HuntState {
    const path = join(this.#path, 'hunt.json');
    this.#attempt(() => {
      for (const folder of ['workloads', 'failures']) mkdirSync(join(this.#path, folder), { recursive: true });
    });
    if (!existsSync(path)) return newHunt();
    const result = v.safeParse(STATE, json(path));
    if (!result.success) throw refuse(path, issueText(result.issues[0]));
    const { identity, program, next, queue, corpus, sizes, behaviours, proven, clusters } = result.output;
    const [own, wanted] = [identity, this.#identity].map(({ options, ...rest }) => ({ ...rest, ...options }));
    const other = Object.keys({ ...own, ...wanted }).find((key) => jsonOf(own, key) !== jsonOf(wanted, key));
    if (other !== undefined)
      throw refuse(path, `it is of another hunt: ${other} is ${jsonOf(own, other)}, not ${jsonOf(wanted, other)}`);
    const workloads = corpus.map((name) => {
      const kept = v.safeParse(WORKLOAD, json(join(this.#path, 'workloads', name)));
      if (!kept.success) throw refuse(join(this.#path, 'workloads', name), issueText(kept.issues[0]));
      const workload = kept.output as unknown as Workload;
      this.#names.set(workload, name);
      return workload;
    });
    const waiting = queue as unknown as Workload[];
    if (program !== this.#program) return newHunt([...workloads, ...waiting]);
    return {
      next,
      queue: waiting,
      corpus: workloads,
      sizes,
      behaviours: new Set(behaviours),
      proven: new Set(proven),
      clusters: clusters as unknown as Cluster[],
    };
  }

  /** Whoever is killed meanwhile leaves the old state. Throws UsageError. */
  write(state: HuntState): void {
    const { design, file } = this.#identity;
    const { next, queue, corpus, sizes, behaviours, proven, clusters } = state;
    this.#attempt(() => {
      for (const [k, cluster] of clusters.entries()) {
        const { claim, found, minimised } = cluster;
        const { workload, claims, schedule } = minimised ?? found;
        const failure = { design, file, claim, workload, claims, schedule };
        writeWhole(failurePath(this.#path, k, claim), failureJson(failure));
      }
      const document = {
        schema: SCHEMA,
        identity: this.#identity,
        program: this.#program,
        next,
        queue,
        corpus: corpus.map((workload) => this.#keep(workload)),
        sizes,
        behaviours: [...behaviours],
        proven: [...proven],
        clusters,
      };
      writeWhole(join(this.#path, 'hunt.json'), `${JSON.stringify(document)}\n`);
    });
  }

  #attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      throw new UsageError(
        `--corpus ${this.#path}: it cannot be written (${(error as Error).message}); name another folder`,
      );
    }
  }

  /** The name of its file, which is written if it is not there. */
  #keep(workload: Workload): string {
    const known = this.#names.get(workload);
    if (known !== undefined) return known;
    const name = `${createHash('sha256').update(JSON.stringify(workload)).digest('hex').slice(0, 16)}.json`;
    const path = join(this.#path, 'workloads', name);
    if (!existsSync(path)) writeWhole(path, `${JSON.stringify(workload, null, 2)}\n`);
    this.#names.set(workload, name);
    return name;
  }
}

/** The file of the k-th cause, from 0. */
export function failurePath(folder: string, k: number, claim: string): string {
  return join(folder, 'failures', `${k + 1}-${plainName(claim)}.json`);
}

function jsonOf(options: Readonly<Record<string, unknown>> | undefined, key: string): string {
  return JSON.stringify(options?.[key]) ?? 'the default';
}

function json(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw refuse(path, `it cannot be read (${(error as Error).message})`);
  }
}

function refuse(path: string, why: string): UsageError {
  return new UsageError(`${path}: ${why}; name another folder, or delete this one to begin anew`);
}
