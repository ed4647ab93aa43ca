/** `mazurka/config`: the defaults of a folder, in its mazurka.config.ts. */
import type { CheckOptions } from './cli/check-options.js';
import type { CompareOptions } from './cli/compare.js';
import type { ExplainOptions } from './cli/explain.js';
import type { HuntCommandOptions } from './cli/hunt.js';
import type { MinimiseOptions } from './cli/minimise.js';
import type { MutateOptions } from './cli/mutate.js';

export type { CheckOptions, CompareOptions, ExplainOptions, HuntCommandOptions, MinimiseOptions, MutateOptions };

/** Options by command, named as on the command line, where they are written `--max-executions` for `maxExecutions`. */
export interface Config {
  /** What `mazurka check` explores where nothing is named: scenarios by name, files relative to this one. */
  readonly scenarios?: readonly string[];
  /** Of `mazurka check`. */
  readonly check?: CheckOptions;
  /** Of `mazurka hunt`. */
  readonly hunt?: HuntCommandOptions;
  /** Of `mazurka minimise`. */
  readonly minimise?: MinimiseOptions;
  /** Of `mazurka explain`. */
  readonly explain?: ExplainOptions;
  /** Of `mazurka compare`. */
  readonly compare?: CompareOptions;
  /** Of `mazurka mutate`. */
  readonly mutate?: MutateOptions;
}

/** Returns what it is given: for its type. What is said on the command line goes before it. */
export function defineConfig(config: Config): Config {
  return config;
}
