/** The guide keeps its word: each step works, and prints what it says. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commandsOf, execute, freshFolder, testCommands } from './support/documents.js';

const pages = readdirSync(new URL('../docs/guide', import.meta.url))
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/guide/${name}`)
  .filter((page) => commandsOf(page).length > 0);

describe.each(pages)('%s', (page) => {
  testCommands(page);
});

describe('docs/guide/validate-a-change.md', () => {
  const runs = commandsOf('docs/guide/validate-a-change.md');

  it('goes from a failure to a regression test', () => {
    const commands = runs.map(({ script, exit }) => `${script.split(' ')[1]} ${exit}`);
    expect(commands.filter((command) => command.startsWith('check'))).toEqual(['check 1', 'check 0']);
    expect(commands.at(-1)).toBe('keep 0');
  });
});

describe('docs/guide/trace-viewer.md', () => {
  it('names every key', () => {
    const guide = readFileSync(new URL('../docs/guide/trace-viewer.md', import.meta.url), 'utf8');
    const keyboard = readFileSync(new URL('../viewer/keyboard.ts', import.meta.url), 'utf8');
    const keys = [...keyboard.matchAll(/keys: \['(.)'/g)].map(([, key]) => key);
    expect(keys.length).toBeGreaterThan(10);
    expect(keys.filter((key) => !guide.includes(`\`${key}\``))).toEqual([]);
  });
});

describe('docs/guide/ci.md', () => {
  const { files } = commandsOf('docs/guide/ci.md')[0]!;

  it('has a workflow whose check runs', () => {
    const workflow = readFileSync(new URL('../docs/guide/github-workflow.yml', import.meta.url), 'utf8');
    const [command] = /mazurka check .*/.exec(workflow)!;
    const script = command
      .replace('${' + '{ matrix.shard }}', /shard: \[([^,\]]+)/.exec(workflow)![1]!)
      .replace('scenarios/*.ts', 'pool.ts')
      .replace('1/2', '1/1'); // there is one scenario
    expect(script).not.toContain('$');
    const run = {
      line: 0,
      script: `${script} --no-minimise || test $? = 1\nhead -1 results.xml mazurka.sarif`,
      exit: 0,
      files,
      output: null,
    };
    const { status, stdout } = execute(run, freshFolder('workflow'));
    expect(stdout).toContain('::error file=pool.ts');
    expect(status).toBe(0);
  });
});
