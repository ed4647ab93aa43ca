/** Explores a scenario and certifies what it found. */
import type { ExploreOptions } from '../explore-options.js';
import { sharedTraces } from '../explore-traces.js';
import { type Shared, unshared } from '../questions.js';
import type { Scenario } from '../scenario.js';
import { sealed, unsealed } from '../sealed.js';
import type { Verdict } from '../verdict.js';
import type { Certificate } from './certificate.js';
import { TraceCollector } from './trace-collector.js';

/** How to explore. */
export type CertifyOptions = Pick<ExploreOptions, 'onProgress' | 'progressEvery' | 'maxExecutions' | 'from'>;

export interface Certified {
  readonly verdict: Verdict;
  /**
   * Null if the exploration was stopped, or went wrong, or some spin loop is a wait: the check knows of no such waits.
   */
  readonly certificate: Certificate | null;
}

/** Explores every trace. Throws CheckpointError if what it is to go on from is not of a certificate of this scenario. */
export function certify(scenario: Scenario, program: string, options: CertifyOptions = {}): Certified {
  return sealed(() => unshared(sharedCertify(scenario, program, options)));
}

/** The same for who has parts of it explored by others. Every step of it is to be taken with the world sealed. */
export function* sharedCertify(scenario: Scenario, program: string, options: CertifyOptions = {}): Shared<Certified> {
  const { onProgress } = options;
  const calls = onProgress === undefined ? {} : { onProgress: unsealed(onProgress) };
  const collector = new TraceCollector();
  const { verdict, complete } = yield* sharedTraces(scenario, { ...options, ...calls, collector });
  const { broken } = verdict;
  const isWhole = complete && verdict.outcome !== 'inconclusive' && !collector.spinsWait;
  return { verdict, certificate: isWhole ? collector.certificate(scenario, program, broken) : null };
}
