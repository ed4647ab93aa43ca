/** `--reporter` and `--shard`, as CI uses them. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reportersOf } from '../../cli/reporters.js';
import { shardOf } from '../../cli/shard.js';
import { file, folder, mazurka, read } from '../support/command.js';
import { junitFaults, sarifFaults } from '../support/schemas.js';
import { parseXml } from '../support/xml.js';

file(
  'own.mjs',
  `
import { AtomicWord, atEnd, defineScenario } from 'mazurka';

const make = (name, more = {}) => defineScenario({
  name,
  boot() {
    const counter = new AtomicWord('counter');
    const increment = function* () {
      yield* counter.store((yield* counter.load()) + 1);
    };
    return { world: { counter }, threads: { cpu0: increment, cpu1: increment } };
  },
  properties: [atEnd('both count', ({ counter }) => (counter.current === 2 ? null : 'one is lost'))],
  ...more,
});

export const scenarios = [make('one'), make('two', { expect: { verdict: 'violated', by: 'both count' } }), make('three', { properties: [] })];
`,
);

function refused(args: readonly string[], says: string): void {
  const { status, stdout, stderr } = mazurka(...args);
  expect(stderr).toContain(says);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
}

describe('--reporter', () => {
  it('writes several at once, each valid', async () => {
    process.env.GITHUB_STEP_SUMMARY = join(folder, 'summary.md');
    file('summary.md', 'before\n');
    const reporters = 'text,github,junit=r.xml,sarif=r.sarif,json=r.json';
    const { status, stdout } = mazurka('check', 'own.mjs', '--no-minimise', '--reporter', reporters);
    delete process.env.GITHUB_STEP_SUMMARY;
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /\n2 passed, 1 failed\n::error file=own\.mjs,line=9,title=both count in one::one is lost%0A/,
    );
    expect(await junitFaults(read('r.xml'))).toEqual([]);
    expect(parseXml(read('r.xml')).attributes).toMatchObject({ tests: '3', failures: '1', errors: '0' });
    const log = JSON.parse(read('r.sarif'));
    expect(sarifFaults(log)).toEqual([]);
    expect(log.runs[0].results).toMatchObject([{ ruleId: 'both count' }]);
    expect(JSON.parse(read('r.json'))).toMatchObject({ passed: 2, failed: 1 });
    expect(read('summary.md')).toMatch(/^before\n## mazurka: 2 passed, 1 failed\n/);
  });

  it('writes a document to standard output, alone; --json is one of them', async () => {
    const { stdout } = mazurka('check', 'own.mjs', '--reporter', 'junit');
    expect(await junitFaults(stdout)).toEqual([]);
    const [json, long] = [['--json'], ['--reporter', 'json']].map(
      (option) => mazurka('check', 'own.mjs', ...option).stdout,
    );
    expect(JSON.parse(json!)).toMatchObject({ passed: 2, failed: 1 });
    expect(long).toBe(json);
  });

  it('gives the same bytes again: SARIF, and JUnit but for the times', () => {
    const [one, two] = [1, 2].map((k) => {
      mazurka('check', 'own.mjs', '--quiet', '--reporter', `sarif=${k}.sarif,junit=${k}.xml`);
      return [read(`${k}.sarif`), read(`${k}.xml`).replace(/ time="[\d.]+"/g, '')];
    });
    expect(two).toEqual(one);
  });

  it.each([
    ['tap', '--reporter: expected text, json, junit, sarif, github; found tap'],
    ['text,', '--reporter: expected text'],
    ['text,json', 'text and json go to standard output, where json must be alone; name a file: --reporter json=<file>'],
    ['junit=a.xml,junit=b.xml', 'found junit twice'],
    ['junit=a.xml,sarif=./a.xml', 'junit and sarif both go to ./a.xml'],
    ['junit=', 'the name of a file is missing; write --reporter junit=<file>'],
    ['text=a.txt', 'text goes to standard output only; leave out =a.txt'],
    ['junit=none/a.xml', 'none/a.xml is in a folder that is not there; name another file: --reporter junit=<file>'],
  ])('refuses %s', (reporter, says) => {
    expect(() => reportersOf({ reporter })).toThrow(says);
  });

  it('refuses --json beside it, before anything is run', () => {
    refused(['check', '--json', '--reporter', 'text'], '--json is --reporter json: leave one of them out');
  });
});

describe('--shard', () => {
  const names = (...args: string[]): string[] =>
    JSON.parse(mazurka('check', 'own.mjs', '--json', ...args).stdout).verdicts.map(
      ({ scenario }: { scenario: string }) => scenario,
    );

  it('splits the scenarios: all together are all, each is in one', () => {
    expect(names('--shard', '1/2')).toEqual(['one', 'three']);
    expect(names('--shard', '2/2')).toEqual(['two']);
    expect(names('--shard', '1/1')).toEqual(names());
  });

  it('splits the runs of a hunt', () => {
    const hunt = (...args: string[]) => {
      const { counts } = JSON.parse(
        mazurka('hunt', 'cpu-zone-2023', '--runs', '3', '--no-minimise', '--json', ...args).stdout,
      );
      return Object.entries(counts)
        .filter(([name]) => name !== 'executions')
        .reduce((sum, [, count]) => sum + Number(count), 0);
    };
    expect([hunt('--shard', '1/2'), hunt('--shard', '2/2')]).toEqual([2, 1]);
  });

  it.each(['0/2', '3/2', '1/0', '2', '1/2/3', 'a/b', '1.5/2', '-1/2'])('refuses %s', (shard) => {
    const says = `--shard: expected i/n with i from 1 to n, such as 1/4; found ${shard}`;
    expect(() => shardOf(shard, 9, 'scenarios')).toThrow(says);
  });

  it('is never without work: more shards than there is to do are refused in each', () => {
    refused(['check', 'own.mjs', '--shard', '1/4'], '--shard 1/4: found 3 scenarios, which is not one for each shard');
    refused(['hunt', 'vmap-pool', '--runs', '3', '--shard', '4/4'], 'found 3 runs');
  });
});

it('a hunt none of whose runs made a workload has found nothing because it ran nothing', () => {
  const small = ['--threads', '1', '--operations', '1', '--no-minimise'];
  const { status, stderr } = mazurka('hunt', 'cpu-zone-2023', '--runs', '1', ...small);
  expect(stderr).toContain('none of 1 run made a workload, so nothing was looked at; write more --runs');
  expect(status).toBe(2);
});
