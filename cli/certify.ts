/** `mazurka certify` and `mazurka verify`: proofs of a verdict that somebody else can check. */
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { programRef } from '../crew/program-ref.js';
import { exploredByCrew } from '../crew/share.js';
import { issueText } from '../program/issue.js';
import { programHash } from '../program/program-hash.js';
import { EXIT, UsageError } from '../program/usage-error.js';
import { verdictLine } from '../report/verdict-text.js';
import { CERTIFICATE_SCHEMA, type Certificate } from '../scheduler/certificate/certificate.js';
import {
  type Certified,
  certify as explore,
  type CertifyOptions as How,
  sharedCertify,
} from '../scheduler/certificate/certify.js';
import { verify as check } from '../scheduler/certificate/verify.js';
import type { Progress } from '../scheduler/explore-options.js';
import type { Shared } from '../scheduler/questions.js';
import type { Scenario } from '../scheduler/scenario.js';
import { atLeast, type CheckpointOptions, type CrewOptions } from './check-options.js';
import { Kept, unusable } from './checkpoint-file.js';
import { isAlone, type Wanted, wantedCrew, withCrew } from './crew.js';
import { isInterrupted, listen } from './interrupt.js';
import { terminal } from './paint.js';
import { ProgressLine } from './progress.js';
import { selectOne } from './select.js';
import { requireOut, writeOut } from './write.js';

interface FileOptions {
  /** Scenario file that the scenario is in. */
  readonly file?: string;
  readonly transpileOnly?: boolean;
}

export interface CertifyOptions extends FileOptions, CrewOptions, CheckpointOptions {
  /** File to write. */
  readonly out?: string;
  /** False: `--no-progress`. */
  readonly progress?: boolean;
}

/** Returns the exit code: a certificate may say that claims break. */
export async function certify(name: string, options: CertifyOptions): Promise<number> {
  const { file, transpileOnly = false } = options;
  const out = requireOut(options.out);
  if (out === null) throw new UsageError('certify: --out is missing; write --out <file> for the certificate');
  const by = wantedCrew(options);
  const scenario = await selectOne(name, file, transpileOnly);
  const program = await programHash(file ?? null);
  const kept = await Kept.of(options, file ?? null);
  const progress = new ProgressLine(options.progress !== false);
  progress.start(name);
  const from = kept?.from ?? null;
  const how = {
    ...(from === null ? {} : { from }),
    progressEvery: 100,
    onProgress(now: Progress) {
      const isLast = isInterrupted();
      progress.show(now);
      kept?.note(now, isLast);
      return !isLast;
    },
  };
  if (kept !== null) listen();
  const { verdict, certificate } = await explored(by, scenario, program, how, file).catch((error: unknown) => {
    throw unusable(error);
  });
  progress.clear();
  if (isInterrupted()) return EXIT.interrupted;
  process.stdout.write(`${verdictLine(verdict, progress.seconds, terminal().paint)}\n`);
  if (certificate === null) {
    process.stderr.write(
      `mazurka: no certificate: not every trace was explored to its end, or a spin loop was taken for a wait\n`,
    );
    return EXIT.inconclusive;
  }
  writeOut(out, `${JSON.stringify(certificate, null, 1)}\n`);
  kept?.remove();
  process.stdout.write(`certificate: ${certificate.traces.length} traces, root ${certificate.root}\n`);
  return EXIT.asExpected;
}

async function explored(by: Wanted, scenario: Scenario, program: string, how: How, file?: string): Promise<Certified> {
  if (isAlone(by)) return explore(scenario, program, how);
  return await exploreTogether(by, sharedCertify(scenario, program, how), scenario.name, file);
}

async function exploreTogether<T>(by: Wanted, exploration: Shared<T>, scenario: string, file?: string): Promise<T> {
  const program = await programRef(file ?? null);
  listen();
  return withCrew(by, (crew) =>
    exploredByCrew(crew, exploration, { program, scenario, left: () => Infinity, isStopped: isInterrupted }),
  );
}

export interface VerifyCommandOptions extends FileOptions {
  readonly sample?: number;
  readonly seed?: string | number;
}

/** Returns the exit code: 1 if the certificate is not right. */
export async function verify(path: string, options: VerifyCommandOptions): Promise<number> {
  const { file, transpileOnly = false, seed = 1 } = options;
  const sample = atLeast(1, 'sample', '--sample', options.sample);
  const certificate = await read(path);
  const scenario = await selectOne(certificate.scenario, file, transpileOnly);
  const say = (text: string) => void process.stdout.write(`${text}\n`);
  const isSame = certificate.program === (await programHash(file ?? null));
  const { traces, closed, unchecked, problems } = check(scenario, certificate, {
    ...sample,
    seed: String(seed),
  });
  for (const problem of problems) say(`wrong: ${problem}`);
  if (problems.length > 0) return EXIT.notAsExpected;
  const isWhole = closed === certificate.traces.length;
  say(`${traces} traces run again; ${isWhole ? 'there are no others' : `none is missing next to ${closed} of them`}`);
  for (const [claim, count] of Object.entries(certificate.broken)) say(`${claim}: breaks in ${count}`);
  if (unchecked.length > 0) say(`not checked again: ${unchecked.join(', ')}`);
  if (!isSame) say('made by another version of the program; it holds for this one all the same');
  return EXIT.asExpected;
}

const text = v.string();
const schema = v.object({
  schema: v.literal(CERTIFICATE_SCHEMA),
  scenario: text,
  program: text,
  claims: v.array(text),
  observed: v.array(text),
  threads: v.array(text),
  broken: v.record(text, v.number()),
  root: text,
  traces: v.array(v.object({ leaf: text, schedule: text, broken: v.exactOptional(v.array(text)) })),
});

async function read(path: string): Promise<Certificate> {
  let data: unknown;
  try {
    data = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`${path}: ${(error as Error).message}`);
  }
  const parsed = v.safeParse(schema, data);
  if (parsed.success) return parsed.output;
  throw new UsageError(`${path} is no certificate: ${issueText(parsed.issues[0])}`);
}
