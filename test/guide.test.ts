/** The guide keeps its word: each step works, and prints what it says. */
import { describe, expect, it } from 'vitest';
import { testCommands } from './support/documents.js';

describe('docs/guide/validate-a-change.md', () => {
  const runs = testCommands('docs/guide/validate-a-change.md');

  it('goes from a failure to a regression test', () => {
    const commands = runs.map(({ script, exit }) => `${script.split(' ')[1]} ${exit}`);
    expect(commands.filter((command) => command.startsWith('check'))).toEqual(['check 1', 'check 0']);
    expect(commands.at(-1)).toBe('keep 0');
  });
});
