/** The command as users run it: compiled, in a process of its own. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scenarios } from '../../scenarios/catalogue.js';
import { file, folder, MAIN, mazurka, read } from '../support/command.js';

const LOST_UPDATE = `
import { AtomicWord, atEnd, defineScenario, type Steps } from 'mazurka';

export const lostUpdate = defineScenario({
  name: 'lost-update',
  boot() {
    const counter = new AtomicWord('counter');
    const increment = function* (): Steps {
      yield* counter.store((yield* counter.load()) + 1);
    };
    return { world: { counter }, threads: { cpu0: increment, cpu1: increment } };
  },
  properties: [atEnd('both count', ({ counter }) => (counter.current === 2 ? null : 'one is lost'))],
});
`;

/** The same for who has nothing to type-check: that takes a second each time. */
const LOST_UPDATE_JS = LOST_UPDATE.replace(', type Steps', '').replace(': Steps', '');

/** 479 001 600 traces. */
const MANY = `
import { AtomicWord, defineScenario } from 'mazurka';

export const many = defineScenario({
  name: 'many',
  boot() {
    const word = new AtomicWord('word');
    const body = function* () {
      yield* word.addReturn(1);
    };
    return { world: null, threads: Object.fromEntries(Array.from({ length: 12 }, (_, k) => ['t' + k, body])) };
  },
});
`;

describe('mazurka check', () => {
  it('ends with 0 if every verdict is as expected', () => {
    const { status, stdout } = mazurka('check', 'extra-prefetch');
    expect(status).toBe(0);
    expect(stdout).toContain('3 passed, 0 failed');
  });

  it('takes a name as the beginning of names, and an exact one as itself', () => {
    expect(mazurka('check', 'extra-prefetch-v1').stdout).toContain('1 passed, 0 failed');
  });

  it('ends with 1 if a verdict is not, and shows why and how to replay it', () => {
    const own = file('own.ts', LOST_UPDATE);
    const { status, stdout } = mazurka('check', own);
    expect(status).toBe(1);
    expect(stdout).toContain('violation: both count in lost-update, with 1 preemption');
    expect(stdout).toContain("mazurka replay --file own.ts 'lost-update cpu0:2:atomic_read(counter)");
    expect(stdout).toContain('0 passed, 1 failed');
  });

  it('ends with 3 if a bound was reached', () => {
    const { status, stdout } = mazurka('check', 'alloc-free-purge-mix', '--max-executions', '5');
    expect(status).toBe(3);
    expect(stdout).toMatch(/stopped after 5 executions, about \d.* % of some [\d ]+ traces \(90 %: /);
  });

  it('ends with 3 if the time was up, and says how much is covered', () => {
    const own = file('many.ts', MANY);
    const { status, stdout } = mazurka('check', own, '--strategy', 'traces', '--time', '1');
    expect(status).toBe(3);
    expect(stdout).toMatch(/interrupted after \d+ executions, about .* % of some [\d ]+ traces/);
  });

  it('says which locks are contended, by traces only', () => {
    const { status, stdout } = mazurka('check', 'extra-prefetch-v1', '--coverage');
    expect(status).toBe(0);
    expect(stdout).toMatch(/: taken up to \d+ times while \S+ waits for it/);
    expect(mazurka('check', 'extra-prefetch-v1').stdout).not.toContain('waits for it');
    const { verdicts } = JSON.parse(mazurka('check', 'extra-prefetch-v1', '--coverage', '--json').stdout);
    expect(verdicts[0].locks).toContainEqual(expect.objectContaining({ bypasses: expect.any(Number) }));
    const refused = mazurka('check', 'extra-prefetch-v1', '--coverage', '--strategy', 'states');
    expect(refused).toMatchObject({ status: 2, stderr: expect.stringContaining('--coverage looks at every trace') });
  });

  it('explores by states, within a bound, up to symmetry, or in doubt', () => {
    const states = (...options: string[]) =>
      mazurka('check', 'three-tasks-empty-node', '--strategy', 'states', ...options);
    expect(states().stdout).toMatch(/ok .* holds +[\d ]+ states, /);
    expect(states('--max-states', '100')).toMatchObject({ status: 3 });
    expect(states('--no-symmetry').stdout).not.toBe(states().stdout);
    expect(states('--order', 'depth-first').status).toBe(0);
    expect(states('--paranoid').status).toBe(0);
    const doubted = mazurka('check', 'extra-prefetch-v2', '--paranoid');
    expect(doubted.stdout).toMatch(/ok .*\n +explored by traces and by states\n +6 executions run again; \d+ pairs/);
    expect(doubted.status).toBe(0);
    const traces = mazurka('check', 'extra-prefetch-v2', '--paranoid', '--strategy', 'traces');
    expect(traces.stdout).toMatch(/ok .*\n +6 executions run again; .* the same traces by brute force/);
    expect(states('--store', 'hash-compaction')).toMatchObject({ status: 3 });
    expect(mazurka('check', 'three-tasks-empty-node', '--one-per-orbit').stdout).toMatch(/ok .* 9 traces/);
  });

  it('explores by source sets, by preemptions and by delays', () => {
    const by = (...options: string[]) => mazurka('check', 'two-zones', ...options);
    expect(by('--strategy', 'source').stdout).toMatch(/ok .* holds +[\d ]+ traces?, [\d ]+ blocked, /);
    expect(by('--strategy', 'preemptions').stdout).toMatch(
      /ok .* traces? \(with at most 0, 1, ... preemptions: [\d, ]+\)/,
    );
    const { status, stdout } = mazurka('check', 'alloc-free-purge-mix', '--max-preemptions', '0');
    expect(status).toBe(3);
    expect(stdout).toContain('every execution with at most 0 preemptions');
    const { counts } = JSON.parse(by('--max-delays', '1', '--json').stdout).verdicts[0];
    expect(counts.strategy).toBe('delays');
    expect(counts.levels.at(-1)).toBe(counts.executions);
  });

  it('samples random executions: says what that proves, and with which seed', () => {
    const sample = (...options: string[]) => mazurka('check', 'two-zones', '--max-executions', '60', ...options);
    const { status, stdout } = sample('--strategy', 'random');
    expect(status).toBe(3);
    expect(stdout).toMatch(/holds within +60 executions \(portfolio, seed 1\), \d+ traces/);
    expect(stdout).toMatch(
      /a bug of depth 1, 2, 3 would have survived the \d+ of PCT with probability at most 0\.\d+, /,
    );
    expect(sample('--sampler', 'pos', '--seed', 'x').stdout).toContain('60 executions (pos, seed x)');
    expect(sample('--sampler', 'surw', '--objects', 'cvz[0].free,cvz[1].free').stdout).toContain('(surw, seed 1)');
    const json = (...options: string[]) => JSON.parse(sample('--json', ...options).stdout).verdicts[0].counts;
    expect(json('--seed', '7')).toMatchObject({ strategy: 'random', sampler: 'portfolio', seed: '7', executions: 60 });
    const { pct, threads, longest } = json('--sampler', 'pct', '--depth', '1');
    expect(pct).toEqual({ executions: 60, survival: [expect.closeTo((1 - 1 / threads) ** 60, 12), 1, 1] });
    expect(longest).toBeGreaterThan(0);
    expect(mazurka('check', 'extra-prefetch-v1', '--seed', '2', '--until-first')).toMatchObject({ status: 0 });
  });

  it('prints the same JSON twice', () => {
    const [first, second] = [mazurka('check', 'two-zones', '--json'), mazurka('check', 'two-zones', '--json')];
    expect(first).toEqual(second);
    expect(JSON.parse(first.stdout)).toMatchObject({ schema: 2, passed: 1, failed: 0 });
  });

  it('says nothing but the summary with --quiet if all is well', () => {
    expect(mazurka('check', 'two-zones', '--quiet').stdout).toBe('1 passed, 0 failed\n');
  });

  it('writes no escape codes into a pipe', () => {
    expect(mazurka('check', 'extra-prefetch-v1', '--trace').stdout).not.toContain('\u001b');
  });
});

describe('bad input ends with 2, a sentence and no stack trace', () => {
  const cases: [string, () => string[], string][] = [
    ['an unknown command', () => ['chek'], 'there is no command "chek"'],
    ['an unknown option', () => ['check', '--maxstates', '5'], 'has no option --maxstates. Did you mean max-states'],
    ['an unknown letter', () => ['check', '-x'], 'Unknown option `-x`'],
    ['a mistyped name', () => ['check', 'extra-prefech-v1'], 'Did you mean extra-prefetch-v1'],
    ['a missing file', () => ['check', 'none.ts'], 'none.ts: there is no such file'],
    ['a bad number', () => ['check', '--max-executions', 'many'], '--max-executions: expected a whole number above 0'],
    ['no time', () => ['check', '--time', '0'], '--time: expected a whole number above 0, found 0'],
    [
      'an unknown strategy',
      () => ['check', '--strategy', 'fast'],
      '--strategy: expected auto, traces, states, random, source, preemptions, delays; found fast',
    ],
    [
      'an unknown sampler',
      () => ['check', '--sampler', 'best'],
      '--sampler: expected portfolio, pos, surw, pct, urw, walk; found best',
    ],
    [
      'a seed for every trace',
      () => ['check', '--strategy', 'traces', '--seed', '1'],
      '--seed is about random executions',
    ],
    ['a sampler of states', () => ['check', '--paranoid', '--sampler', 'pos'], '--sampler is about random executions'],
    [
      'paranoia with less than all traces',
      () => ['check', '--paranoid', '--one-per-orbit'],
      '--paranoid looks at all traces',
    ],
    ['random paranoia', () => ['check', '--paranoid', '--strategy', 'random'], '--paranoid looks at all traces'],
    [
      'no depth',
      () => ['check', '--sampler', 'pct', '--depth', '0'],
      '--depth: expected a whole number above 0, found 0',
    ],
    [
      'a depth for no PCT',
      () => ['check', '--sampler', 'pos', '--depth', '2'],
      '--depth is what --sampler pct looks for',
    ],
    ['objects for URW', () => ['check', '--sampler', 'urw', '--objects', 'x'], '--objects is for --sampler surw or'],
    [
      'an object without a name',
      () => ['check', '--objects', 'a,,b'],
      'expected names with commas between, found "a,,b"',
    ],
    [
      'an object that nothing touches',
      () => ['check', 'two-zones-alloc-free', '--max-executions', '3', '--objects', 'cvz'],
      '--objects: two-zones-alloc-free: no event touches an object "cvz"; touched are cvz[0].',
    ],
    [
      'options that exclude each other',
      () => ['check', '--paranoid', '--order', 'depth-first'],
      '--paranoid looks at all traces',
    ],
    [
      'a bound of another strategy',
      () => ['check', '--max-preemptions', '2', '--strategy', 'traces'],
      '--max-preemptions is for --strategy preemptions; found --strategy traces',
    ],
    [
      'a bound of random executions',
      () => ['check', '--max-delays', '2', '--seed', '1'],
      '--max-delays is for --strategy delays; found --strategy random',
    ],
    [
      'a bound below 0',
      () => ['check', '--max-preemptions=-1'],
      '--max-preemptions: expected a whole number from 0 on, found -1',
    ],
    ['no number', () => ['check', '--max-delays', 'few'], '--max-delays: expected a whole number from 0 on, found few'],
    [
      'two bounds',
      () => ['check', '--max-preemptions', '2', '--max-delays', '2'],
      '--max-preemptions and --max-delays are two searches',
    ],
    [
      'orbits and a bound',
      () => ['check', '--one-per-orbit', '--max-delays', '2'],
      '--one-per-orbit is for --strategy traces or source',
    ],
    [
      'a mistyped design',
      () => ['matrix', 'percpu-2005', 'cpu-zoen'],
      'there is no design "cpu-zoen"; there are percpu-2005',
    ],
    [
      'a part of the matrix to be written',
      () => ['matrix', 'percpu-2005', '--out', 'm.md'],
      '--out writes the whole matrix',
    ],
    [
      'a checkpoint of many',
      () => ['check', 'extra-prefetch', '--checkpoint', 'c'],
      '--checkpoint is of one scenario; found 3',
    ],
    [
      'a checkpoint with a limit',
      () => ['check', 'two-zones', '--checkpoint', 'c', '--strategy', 'states', '--max-states', '9'],
      '--checkpoint goes on until all is explored: leave out --max-executions, --max-states',
    ],
    ['a certificate without a place', () => ['certify', 'two-zones'], 'certify: --out is missing'],
    [
      'no certificate',
      () => ['verify', file('no.json', '{"schema":1}')],
      'no.json is no certificate: field scenario is missing',
    ],
    ['a certificate that is no JSON', () => ['verify', file('no.txt', 'proof')], 'no.txt: Unexpected token'],
    ['a CommonJS file', () => ['check', file('old.cts', '')], 'CommonJS files are not loaded'],
    ['a file without scenarios', () => ['check', file('empty.ts', 'export const a = 1;')], 'exports no scenario'],
    [
      'a type error',
      () => ['check', file('wrong.ts', "import { alloc } from 'mazurka';\nalloc('two');\n")],
      'wrong.ts(2,1): error TS',
    ],
    ['a file that throws', () => ['check', file('throws.mjs', "throw new Error('oh');")], 'cannot be loaded: oh'],
    [
      'a scenario with a bad field',
      () => ['check', file('field.mjs', "export const a = { name: 'Bad Name', boot() {} };")],
      'field.mjs: export a, field name: found "Bad Name", expected a name in kebab-case',
    ],
    ['an unreadable schedule', () => ['replay', 'extra-prefetch-v1 b2'], 'part 1 of the schedule is "b2"'],
    ['a schedule of no scenario', () => ['replay', 'nothing a:1:begin'], 'there is no scenario "nothing"'],
    [
      'a foreign schedule',
      () => ['replay', 'extra-prefetch-v2 b:2:RB_EMPTY_ROOT(cvz[0].free)', '--strict'],
      'event 2: expected b to take RB_EMPTY_ROOT(cvz[0].free), but its next step is spin_lock(vn[0].free.lock)',
    ],
    [
      'a short schedule',
      () => ['replay', 'extra-prefetch-v1 a:1:begin', '--strict'],
      'the schedule ends after 1 events, but a can still take',
    ],
    [
      'a schedule that runs a waiting thread',
      () => [
        'replay',
        'purge-racing-purge a:6:mutex_lock(vmap_purge_lock) b:6:mutex_lock(vmap_purge_lock)',
        '--strict',
      ],
      'waits in mutex_lock(vmap_purge_lock)',
    ],
  ];
  it.each(cases)('%s', (_name, args, message) => {
    const { status, stdout, stderr } = mazurka(...args());
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(status).toBe(2);
    expect(stdout).toBe('');
  });

  it('no command shows the help', () => {
    const { status, stdout } = mazurka();
    expect(status).toBe(2);
    expect(stdout).toContain('check [...names]');
  });
});

describe("users' files", () => {
  it.each([
    ['an ES module package', '{"type":"module"}'],
    ['a CommonJS package', '{"type":"commonjs"}'],
    ['no package', null],
  ])('load in %s', (_name, manifest) => {
    const inside = `in-${manifest === null ? 'none' : manifest.includes('module') ? 'esm' : 'cjs'}`;
    if (manifest !== null) file(`${inside}/package.json`, manifest);
    const own = file(`${inside}/own.ts`, LOST_UPDATE);
    expect(mazurka('check', own).stdout).toContain('violation: both count');
  });

  it('may lie anywhere, whatever packages they lie in or use', () => {
    file('package/package.json', '{ "type": "commonjs" }');
    file('package/node_modules/three/index.js', 'exports.three = 3;');
    const uses = (text: string) => `import { three } from 'three';\n${text}\nif (three !== 3) throw three;\n`;
    file('elsewhere/empty.txt', '');
    const body = "export const one = { name: 'one', boot: () => ({ world: null, threads: {} }) };";
    file('package/one.ts', body);
    file('package/two.js', uses(body));
    for (const name of ['one.ts', 'two.js']) {
      const args = [MAIN, 'check', `../package/${name}`];
      const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: `${folder}/elsewhere`, encoding: 'utf8' });
      expect([stdout, stderr]).toEqual([expect.stringContaining('1 passed, 0 failed'), '']);
    }
  });

  it('may import each other, and skip the type check', () => {
    file('shared/program.ts', LOST_UPDATE);
    const own = file('shared/own.ts', "import { lostUpdate } from './program.ts';\nexport const all = [lostUpdate];\n");
    expect(mazurka('check', own, '--transpile-only').stdout).toContain('violation: both count');
  });

  it('that change their minds between executions are caught', () => {
    const text = LOST_UPDATE.replace('  boot() {', '  boot() {\n    boots++;').replace(
      'yield* counter.store(',
      'if (boots % 3 === 2) yield* counter.load();\n      yield* counter.store(',
    );
    const { status, stderr } = mazurka('check', file('random.ts', `let boots = 0;\n${text}`));
    expect(stderr).toContain('the same schedule went another way');
    expect(status).toBe(1);
  });

  it('that look at the clock are told where, without a stack trace', () => {
    const text = LOST_UPDATE.replace('const counter', 'Math.random();\n    const counter').replace(
      "'lost-update'",
      "'lost-by-chance'",
    );
    const { status, stderr } = mazurka('check', file('clock.ts', text));
    expect(stderr).toMatch(/^mazurka: Math\.random is called at \S*clock\.ts:7:\d+\. .*Write choose/);
    expect(stderr).not.toContain('\n    at ');
    expect(status).toBe(1);
  });

  it('whose objects declare too little are doubted with --paranoid', () => {
    const lying = LOST_UPDATE.replace('import {', 'import { AtomicWord as Word,')
      .replace('AtomicWord, atEnd', 'atEnd')
      .replace(
        'export const lostUpdate',
        'class AtomicWord extends Word {\n  override assign(value: number): void {\n    this.reads();\n    ' +
          'this.value = value;\n  }\n}\n\nexport const lostUpdate',
      );
    const own = file('lying.ts', lying);
    expect(mazurka('check', own).stdout).toContain('holds');
    const { status, stdout } = mazurka('check', own, '--paranoid');
    expect(stdout).toMatch(
      /inconclusive[\s\S]*atomic_set\(counter\) of cpu\d .* are called independent.*See what counter declares/,
    );
    expect(status).toBe(3);
  });
});

describe('mazurka check --checkpoint', () => {
  const SLOTS = `
import { AtomicWord, atEnd, defineScenario, type Steps } from 'mazurka';

export const counters = defineScenario({
  name: 'counters',
  boot() {
    const words = ['x', 'y', 'z'].map((name) => new AtomicWord(name));
    const increment = function* (): Steps {
      for (const word of words) yield* word.store((yield* word.load()) + 1);
    };
    return { world: { words }, threads: { a: increment, b: increment, c: increment } };
  },
  properties: [atEnd('not all are 1', ({ words }) => (words.some((word: AtomicWord) => word.current > 1) ? null : 'all are 1'))],
});
`;

  it.each(['traces', 'states'])('of %s goes on after kill -9 and comes out as if never killed', async (strategy) => {
    const own = file('counters.ts', SLOTS);
    const args = ['check', own, '--json', '--strategy', strategy];
    const whole = mazurka(...args);
    const kept = [...args, '--checkpoint', 'kept.json', '--checkpoint-every'];
    const killed = spawn(process.execPath, [MAIN, ...kept, '0'], { cwd: folder, stdio: 'ignore' });
    const ended = new Promise((resolve) => killed.on('exit', (_code, signal) => resolve(signal)));
    while (!existsSync(join(folder, 'kept.json'))) await new Promise((resolve) => setTimeout(resolve, 5));
    killed.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
    expect(mazurka(...kept, '1')).toEqual(whole);
    expect(existsSync(join(folder, 'kept.json'))).toBe(false);
  });

  it('checks claims over several objects in the way that is asked for, and says so', () => {
    const cuts = mazurka('check', 'tree-b-fit', '--strategy', 'traces', '--claims', 'cuts');
    expect(cuts).toMatchObject({ status: 0, stderr: '' });
    expect(cuts.stdout).toMatch(/claims asked in \d+ cuts/);
    expect(mazurka('check', 'tree-b-fit', '--strategy', 'traces', '--claims', 'cheaper').stdout).toContain(
      'the cheaper way',
    );
    expect(mazurka('check', 'tree-b-fit', '--claims', 'cuts')).toMatchObject({ status: 2 });
    expect(mazurka('check', 'tree-b-fit', '--strategy', 'traces', '--claims', 'cutz').stderr).toContain('ordered');
  });

  it('refuses what is broken or of another program', async () => {
    const own = file('counters.ts', SLOTS);
    const often = ['--checkpoint', 'old.json', '--checkpoint-every', '0'];
    const args = ['check', own, '--strategy', 'traces', ...often, '--time', '1'];
    expect(mazurka(...args).status).toBe(1);
    const text = read('old.json');
    file('old.json', text.replace('"blocked":0', '"blocked":1'));
    expect(mazurka(...args).stderr).toContain('--checkpoint old.json: it is no whole checkpoint; delete it');
    file('old.json', text.slice(0, 100));
    expect(mazurka(...args).stderr).toContain('--checkpoint old.json: it cannot be read');
    file('old.json', text);
    file('counters.ts', `${SLOTS}// changed\n`);
    const { status, stderr } = mazurka(...args);
    expect(stderr).toContain('--checkpoint old.json: the program has changed since it was written');
    expect(status).toBe(2);
  });

  it('of random executions goes on, and only with the same seed', () => {
    const args = ['check', 'two-zones', '--max-executions', '20000', '--checkpoint', 'random.json', '--json', '--seed'];
    const { stdout } = mazurka('check', 'two-zones', '--max-executions', '20000', '--json', '--seed', 'a');
    mazurka(...args, 'a', '--checkpoint-every', '0', '--time', '1');
    expect(mazurka(...args, 'b').stderr).toContain('--checkpoint: the checkpoint is of seed a, not of b');
    expect(mazurka(...args, 'a').stdout).toBe(stdout);
  });
});

describe('what fails outside of all threads', () => {
  const failing = (name: string, inBoot: string, claim: string) =>
    mazurka(
      'check',
      file(
        `${name}.ts`,
        `import { always, bugOn, defineScenario } from 'mazurka';
export const one = defineScenario({
  name: '${name}',
  boot() {
    ${inBoot}
    return { world: null, threads: { cpu0: function* () {} } };
  },
  properties: [always('sane', (world: { a: string } | null) => ${claim})],
});
`,
      ),
    );

  it('is told by part, place and cause: a set-up', () => {
    const { status, stderr } = failing('bad-boot', "bugOn(true, 'no room');", 'null');
    expect(stderr).toMatch(/^mazurka: bad-boot: boot\(\) failed: BUG_ON: no room \(\S+\)\n$/);
    expect(status).toBe(1);
  });

  it('is told by part, place and cause: a claim', () => {
    const { status, stderr } = failing('bad-claim', '', 'world!.a');
    expect(stderr).toMatch(/^mazurka: the claim "sane" failed: TypeError: .*bad-claim\.ts:8:\d+\)\n$/);
    expect(status).toBe(1);
  });
});

describe('mazurka explain', () => {
  const schedule = 'lost-update cpu0:2:atomic_read(counter) cpu1:3:atomic_set(counter,1) cpu0:1:atomic_set(counter,1)';

  it('says what it takes and which order decides, from a line or from a file that holds it', () => {
    file('own.mjs', LOST_UPDATE_JS);
    const inLine = mazurka('explain', schedule, '--file', 'own.mjs');
    expect(inLine.status).toBe(0);
    expect(inLine.stdout).toContain("Critical race: cpu0's atomic_read(counter) (own.mjs:9) comes before");
    expect(inLine.stdout).toContain("mazurka replay --file own.mjs 'lost-update cpu0:2");
    expect(mazurka('explain', file('schedule.txt', `${schedule}\n`), '--file', 'own.mjs')).toEqual(inLine);
  });

  it.each([
    ['commit', 'both count in lost-update: one is lost.'],
    ['markdown', '## Violation of both count in lost-update'],
    ['mermaid', 'sequenceDiagram'],
  ])('writes it as %s', (format, beginning) => {
    file('own.mjs', LOST_UPDATE_JS);
    const { stdout } = mazurka('explain', schedule, '--file', 'own.mjs', '--format', format);
    expect(stdout.split('\n')[0]).toBe(beginning);
  });

  it('writes JSON and trace events, to a file too', () => {
    file('own.mjs', LOST_UPDATE_JS);
    const { stdout } = mazurka('explain', schedule, '--file', 'own.mjs', '--format', 'json', '--max-traces', '0');
    expect(JSON.parse(stdout)).toMatchObject({ schema: 1, claim: 'both count', race: { proof: null } });
    const { status } = mazurka('explain', schedule, '--file', 'own.mjs', '--format', 'chrome', '--out', 'trace.json');
    expect(status).toBe(0);
    expect(JSON.parse(read('trace.json'))[0]).toMatchObject({ ph: 'M', pid: 1 });
  });

  it.each([
    [
      'an unknown format',
      ['--format', 'html'],
      '--format: expected text, commit, markdown, json, mermaid, chrome; found html',
    ],
    ['a bad bound', ['--max-traces', '0.5'], '--max-traces: expected a whole number from 0 on, found 0.5'],
    [
      'a file that cannot be written',
      ['--out', 'none/out.txt'],
      'none/out.txt is in a folder that is not there; name another file: --out <file>',
    ],
  ])('refuses %s', (_what, options, message) => {
    file('own.mjs', LOST_UPDATE_JS);
    const { status, stderr } = mazurka('explain', schedule, '--file', 'own.mjs', ...options);
    expect([status, stderr.includes(message)]).toEqual([2, true]);
  });

  it('refuses a schedule that breaks nothing', () => {
    file('own.mjs', LOST_UPDATE_JS);
    const good = 'lost-update cpu0:3:atomic_set(counter,1) cpu1:3:atomic_set(counter,2)';
    const { status, stderr } = mazurka('explain', good, '--file', 'own.mjs');
    expect([status, stderr]).toEqual([2, 'mazurka: the schedule breaks no claim\n']);
  });
});

describe('mazurka check --trace', () => {
  it('ends every counterexample with its cause', () => {
    const { stdout } = mazurka('check', 'extra-prefetch-v1', '--trace');
    expect(stdout).toContain("Critical race: a's atomic_set(cvz[0].fill_in_progress, 0) comes before b's atomic_xchg");
    expect(stdout).toContain('this does not happen: in none of the 2 traces with that; otherwise in 1 of 1.');
    expect(mazurka('check', 'align-wraps', '--trace').stdout).toContain('No critical race: no two of its steps');
  });
});

describe('mazurka replay', () => {
  const schedule = 'lost-update cpu0:2:atomic_read(counter) cpu1:3:atomic_set(counter,1) cpu0:1:atomic_set(counter,1)';

  it('shows the trace of a schedule given in line or in a file, of a file of the user', () => {
    file('own.mjs', LOST_UPDATE_JS);
    const inLine = mazurka('replay', schedule, '--file', 'own.mjs');
    expect(inLine.status).toBe(0);
    expect(inLine.stdout).toContain('violation: both count in lost-update, with 1 preemption');
    expect(mazurka('replay', file('schedule.txt', `${schedule}\n`), '--file', 'own.mjs')).toEqual(inLine);
  });

  it('names source lines with --where, and gives JSON with --json', () => {
    file('own.ts', LOST_UPDATE);
    const args = ['replay', schedule, '--file', 'own.ts', '--where'];
    const { stdout: text } = mazurka(...args);
    expect(text).toMatch(/at \S*own\.ts:9/);
    const mapped = spawnSync(process.execPath, ['--enable-source-maps', MAIN, ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(mapped.stdout).toBe(text);
    const { findings, trace } = JSON.parse(mazurka('replay', schedule, '--file', 'own.ts', '--json').stdout);
    expect(findings).toMatchObject([{ claim: 'both count' }]);
    expect(trace.events).toHaveLength(6);
  });

  it('shows an execution that breaks nothing', () => {
    file('own.mjs', LOST_UPDATE_JS);
    const good = 'lost-update cpu0:3:atomic_set(counter,1) cpu1:3:atomic_set(counter,2)';
    expect(mazurka('replay', good, '--file', 'own.mjs').stdout).toContain('no claim is broken');
  });
});

describe('mazurka certify and mazurka verify', () => {
  it('write a proof of a verdict and check it', () => {
    const own = file('own.mjs', LOST_UPDATE_JS);
    const certified = mazurka('certify', 'lost-update', '--file', own, '--out', 'proof.json');
    expect(certified.status).toBe(0);
    expect(certified.stdout).toMatch(/certificate: 4 traces, root [0-9a-f]{64}\n$/);
    const verified = mazurka('verify', 'proof.json', '--file', own);
    expect(verified).toMatchObject({
      status: 0,
      stdout: '4 traces run again; there are no others\nboth count: breaks in 2\n',
    });
    const sampled = mazurka('verify', 'proof.json', '--file', own, '--sample', '1').stdout;
    expect(sampled).toContain('none is missing next to 1 of them');
  });

  it('tell a certificate of another program, and one that is wrong', () => {
    const own = file('own.mjs', LOST_UPDATE_JS);
    mazurka('certify', 'lost-update', '--file', own, '--out', 'proof.json');
    const proof = JSON.parse(read('proof.json'));
    const other = file('other.mjs', `// as before\n${LOST_UPDATE_JS}`);
    expect(mazurka('verify', 'proof.json', '--file', other).stdout).toContain('made by another version of the program');
    const wrong = file('wrong.json', JSON.stringify({ ...proof, traces: proof.traces.slice(1) }));
    const { status, stdout } = mazurka('verify', wrong, '--file', own);
    expect(stdout).toContain('wrong: the root is not that of the leaves');
    expect(status).toBe(1);
  });
});

describe('mazurka matrix', () => {
  it('prints a design in a line, or all of it as JSON', () => {
    expect(mazurka('matrix', 'percpu-2005').stdout).toMatch(/^percpu-2005 .*violated: I-DEAD.*\n$/);
    const { status, stdout } = mazurka('matrix', 'percpu-2005', '--json');
    expect(status).toBe(0);
    const [row] = JSON.parse(stdout);
    expect(row).toMatchObject({ design: 'percpu-2005', cells: { 'I-DEAD': { outcome: 'violated' } } });
  });
});

describe('mazurka list', () => {
  it('names every scenario', () => {
    const { status, stdout } = mazurka('list', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout).map(({ name }: { name: string }) => name)).toEqual(scenarios.map(({ name }) => name));
  });
});

const TALLY = `
import { AtomicWord, atEnd, defineScenario, type Steps } from 'mazurka';

class Tally {
  readonly count = new AtomicWord('count');

  *add(): Steps {
    yield* this.count.add(1);
  }

  *look(): Steps {
    if ((yield* this.count.load()) >= 2) return;
  }
}

export const two = defineScenario({
  name: 'two',
  boot() {
    const tally = new Tally();
    return { world: tally, threads: { a: () => tally.add(), b: () => tally.add(), c: () => tally.look() } };
  },
  properties: [atEnd('both count', (tally) => (tally.count.current === 2 ? null : 'one is lost'))],
});
`;

describe('mazurka mutate', () => {
  it("says which faults of a user's design are noticed, by what, and which are not", () => {
    const { status, stdout } = mazurka('mutate', file('tally.ts', TALLY));
    expect(stdout).toMatch(
      /^tally.ts: 3 mutants, 1 noticed, 2 missed: 33 % \(0 harmless, 0 where no scenario comes\)\n {2}both count +1 {2}two 1\n/,
    );
    expect(stdout).toContain('\n  tally.ts:12 look: skip check: redundant synchronisation, or a missing claim');
    expect(stdout).toContain('=> (yield* this.count.load()) > 2');
    expect(status).toBe(1);
  });

  it('takes a share of them, by seed, and writes JSON and Markdown', () => {
    const path = file('tally.ts', TALLY);
    const run = () => mazurka('mutate', path, '--sample', '2', '--seed', 'x', '--json', '--out', 'mutants.md');
    const { stdout } = run();
    const [{ possible, results }] = JSON.parse(stdout) as [{ possible: number; results: readonly unknown[] }];
    expect([possible, results.length]).toEqual([3, 2]);
    expect(run().stdout).toBe(stdout);
    const markdown = read('mutants.md');
    expect(markdown).toContain('Written by `mazurka mutate tally.ts --sample 2 --seed x`');
    expect(markdown).toMatch(/\| tally.ts \| 2 of 3 \| /);
  });

  it.each([
    [['mutate', 'vmap-poll'], 'there is no design "vmap-poll"; there are percpu-2005, busy-list'],
    [['mutate', 'vmap-pool', '--sample', 'x'], '--sample: expected a whole number above 0, found x'],
  ])('%j: %s', (args, message) => {
    const { status, stderr } = mazurka(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});
