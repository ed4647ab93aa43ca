/** mazurka.config.ts: as if it stood on the command line, which goes before it. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { file, folder, mazurka, read } from '../support/command.js';

const write = (config: string, name = 'mazurka.config.ts') =>
  file(name, `import { defineConfig } from 'mazurka/config';\n\nexport default defineConfig(${config});\n`);

afterEach(() => rmSync(join(folder, 'mazurka.config.ts'), { force: true }));

const OWN = `
import { AtomicWord, defineScenario } from 'mazurka';

export const own = defineScenario({
  name: 'own',
  boot() {
    const word = new AtomicWord('word');
    const body = function* () {
      yield* word.addReturn(1);
    };
    return { world: null, threads: { a: body, b: body } };
  },
});
`;

describe('a configuration', () => {
  it('says what to check and how; the command line goes before it', () => {
    file('designs/own.ts', OWN);
    write(
      `{ scenarios: ['./designs/own.ts', 'two-zones'], check: { strategy: 'traces', reporter: 'text,json=all.json' } }`,
    );
    expect(mazurka('check').stdout).toMatch(/own .* 2 traces.*\n.*two-zones.* traces/);
    expect(JSON.parse(read('all.json')).verdicts).toHaveLength(2);
    const { stdout } = mazurka('check', 'extra-prefetch-v1', '--strategy', 'states', '--reporter=text');
    expect(stdout).toMatch(/extra-prefetch-v1 .* states/);
    expect(stdout).toContain('1 passed, 0 failed');
  });

  it('is of the folder, or of --config, or none', () => {
    mkdirSync(join(folder, 'elsewhere'), { recursive: true });
    file('elsewhere/own.ts', OWN);
    const elsewhere = write(
      `{ scenarios: ['own.ts'], check: { quiet: true, minimise: true, symmetry: false } }`,
      'elsewhere/it.mts',
    );
    expect(mazurka('check', '--config', elsewhere).stdout).toBe('1 passed, 0 failed\n');
    expect(mazurka('check', 'own.ts', '--config', elsewhere).stderr).toContain('own.ts: there is no such file');
    write(`{ scenarios: ['designs/own.ts'], check: { workers: 0 } }`);
    expect(mazurka('check').stderr).toContain('above 0, found 0 (--workers=0: from mazurka.config.ts)');
    write(`{ hunt: { runs: 3, quiet: true, minimise: false, workers: 2 } }`);
    expect(mazurka('hunt', 'percpu-2005').stdout).toContain('seed 1: 3 workloads');
    expect(mazurka('hunt', 'percpu-2005', '--no-config', '--runs', '2').stdout).toContain('seed 1: 2 workloads');
  });

  it.each([
    ['{ chek: {} }', 'mazurka.config.ts: field chek: there are only scenarios, check, hunt, .* Did you mean check'],
    [
      '{ check: { tiem: 4 } }',
      'mazurka.config.ts: field check.tiem: mazurka check has no such option. Did you mean time',
    ],
    ['{ check: { quiet: 4 } }', 'mazurka.config.ts: field check.quiet: expected true or false, found 4'],
    ['{ check: { time: true } }', 'mazurka.config.ts: field check.time: expected a text or a number, found true'],
    ['{ check: { time: 0 } }', '--time: expected a whole number above 0, found 0 .--time=0: from mazurka.config.ts.'],
    ['{ scenarios: [4] }', 'mazurka.config.ts: field scenarios: expected names of scenarios and files'],
    ['{ check: 4 }', 'mazurka.config.ts: field check: expected options, such as { time: 60 }'],
    ['4', 'mazurka.config.ts: expected an export such as: export default defineConfig'],
  ])('%s is refused, by file and field', (config, message) => {
    write(config);
    const { status, stderr } = mazurka('check', 'two-zones', '--transpile-only');
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringMatching(message) });
  });

  it('is type-checked', () => {
    write(`{ check: { tiem: 4 } }`);
    const { status, stderr } = mazurka('check', 'two-zones');
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining("'tiem' does not exist in type 'CheckOptions'"),
    });
    expect(mazurka('check', 'two-zones', '--config', 'none.ts').stderr).toContain('none.ts: there is no such file');
  });
});
