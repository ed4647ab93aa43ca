/** `mazurka list`: the shipped scenarios. */

import { EXIT } from '../program/usage-error.js';
import { scenarios } from '../scenarios/catalogue.js';

export interface ListOptions {
  readonly json?: boolean;
}

/** Returns the exit code. */
export function list({ json = false }: ListOptions): number {
  if (json) {
    const data = scenarios.map(({ name, question, source, expect }) => ({ name, question, source, expect }));
    process.stdout.write(`${JSON.stringify(data, null, 2)}\n`);
    return EXIT.asExpected;
  }
  for (const { name, question, source, expect } of scenarios) {
    const claims = expect?.by === undefined ? '' : ` by ${[expect.by].flat().join(', ')}`;
    process.stdout.write(`${name}: ${expect?.verdict}${claims}\n    ${question}\n    ${source}\n`);
  }
  return EXIT.asExpected;
}
