/** Runs the checks, or the one that is named, until one fails; writes the name of that. The process of one mutant. */
import { CHECKS } from './checks.js';
import { ALIVE, KILLED } from './exit-codes.js';

const [wanted = ''] = process.argv.slice(2);
process.exitCode = ALIVE;
for (const [name, isRight] of Object.entries(CHECKS)) {
  if (wanted !== '' && wanted !== name) continue;
  let right = false;
  try {
    right = isRight();
  } catch {
    // A fault that throws has been noticed.
  }
  if (right) continue;
  process.stdout.write(`${name}\n`);
  process.exitCode = KILLED;
  break;
}
