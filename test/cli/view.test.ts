/** `mazurka check --html` and `mazurka view` as commands; test/viewer opens what they write. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PageData } from '../../report/page-data.js';
import { file, folder, mazurka, read } from '../support/command.js';

/** What the page holds. */
function dataOf(name: string): PageData {
  const [, json] = /<script type="application\/json" id="data">(.*)<\/script>/.exec(read(name))!;
  return JSON.parse(json!) as PageData;
}

const EXECUTION =
  'extra-prefetch-v1 b:2:RB_EMPTY_ROOT(cvz[0].free) a:8:vmap_pages_range([0,2)) b:3:spin_lock(cvz[0].free.lock)';

describe('mazurka check --html', () => {
  it('writes the same bytes for the same input, below 600 kB, and prints what it prints without', () => {
    const once = mazurka('check', 'extra-prefetch-v1', '--html', 'once.html');
    mazurka('check', 'extra-prefetch-v1', '--html', 'again.html');
    expect(once.status).toBe(0);
    expect(once.stdout).toContain('1 passed, 0 failed');
    expect(read('once.html')).toBe(read('again.html'));
    expect(read('once.html').length).toBeLessThan(600_000);
  });

  it('shows the violated ones of several, with the race in both executions', () => {
    mazurka('check', 'extra-prefetch', '--html', 'several.html');
    const { verdicts, cases } = dataOf('several.html');
    expect(verdicts.map(({ scenario, shown }) => [scenario, shown])).toEqual([
      ['extra-prefetch-v1', 0],
      ['extra-prefetch-v1-three-tasks', 1],
      ['extra-prefetch-v2', null],
    ]);
    const [first] = cases;
    expect(first!.executions.map(({ title }) => title)).toEqual(['failing', 'nearest passing']);
    expect(first!.cpus).toEqual({ a: 0, b: 0 });
    const { failing, passing } = first!.broken!.race!;
    const steps = ({ execution, events }: typeof failing) =>
      events.map((event) => first!.executions[execution]!.staged.trace.events[event]!.steps[0]!.text);
    expect(steps(failing)).toEqual(steps(passing));
    expect(passing.events[1]).toBeLessThan(passing.events[0]!);
  });

  it('does not begin if the page cannot be written', () => {
    const { status, stderr, stdout } = mazurka('check', 'extra-prefetch-v1', '--html', 'nowhere/a.html');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toBe('mazurka: nowhere/a.html is in a folder that is not there; name another file: --html <file>\n');
  });

  it('shows the beginning of an execution that has no end', () => {
    file(
      'endless.ts',
      `import { AtomicWord, defineScenario, progress, type Steps } from 'mazurka';
       export const endless = defineScenario({
         name: 'endless',
         boot() {
           const word = new AtomicWord('word', 0);
           const spin = function* (): Steps {
             for (;;) {
               yield* word.store(1);
               progress();
             }
           };
           return { world: null, threads: { cpu0: spin, cpu1: spin } };
         },
       });`,
    );
    mazurka(
      'check',
      'endless.ts',
      '--transpile-only',
      '--strategy',
      'states',
      '--max-states',
      '10',
      '--html',
      'endless.html',
    );
    const { trace } = dataOf('endless.html').cases[0]!.executions[0]!.staged;
    expect(trace.events.length).toBe(2_000);
  });
});

it("what users name cannot end the script of the page's data", () => {
  const name = '</script><!-- <script>';
  file(
    'hostile.mjs',
    `import { AtomicWord, atEnd, defineScenario } from 'mazurka';
     const name = '${name}';
     export const hostile = defineScenario({
       name: 'hostile',
       boot: () => ({ world: null, threads: { *only() { yield* new AtomicWord(name).load(); } } }),
       properties: [atEnd(name, () => name)],
     });`,
  );
  mazurka('check', 'hostile.mjs', '--no-minimise', '--html', 'hostile.html');
  expect(dataOf('hostile.html').cases[0]!.broken).toMatchObject({ claim: name });
  const [, written] = /id="data">(.*)<\/script>\n/.exec(read('hostile.html'))!;
  expect(written).not.toContain('<');
});

describe('mazurka view', () => {
  it('shows a failure that was made small', () => {
    mazurka('minimise', 'extra-prefetch-v1-three-tasks', '--out', 'failure.json');
    expect(mazurka('view', 'failure.json')).toEqual({ status: 0, stdout: 'failure.html\n', stderr: '' });
    const [only] = dataOf('failure.html').cases;
    expect(only).toMatchObject({ file: 'failure.json', noWhatIf: null, broken: { claim: 'I-FILL' } });
  });

  it('shows an explanation, in the file that is asked for', () => {
    mazurka('explain', EXECUTION, '--format', 'json', '--out', 'why.json');
    expect(mazurka('view', 'why.json', '--out', 'other.html').stdout).toBe('other.html\n');
    expect(existsSync(join(folder, 'why.html'))).toBe(false);
    expect(dataOf('other.html').cases[0]!.executions[0]!.staged.schedule).toBe(EXECUTION);
  });

  it('shows the counterexamples of a check', () => {
    mazurka('check', 'extra-prefetch', '--reporter', 'json=checked.json', '--quiet');
    mazurka('view', 'checked.json');
    expect(dataOf('checked.html').cases.map(({ scenario }) => scenario)).toEqual([
      'extra-prefetch-v1',
      'extra-prefetch-v1-three-tasks',
    ]);
  });

  it("shows those of a user's file, if that is named", () => {
    file(
      'pool.ts',
      `import { AtomicWord, atEnd, defineScenario, type Steps } from 'mazurka';
       export const lost = [defineScenario({
         name: 'lost-update',
         boot() {
           const left = new AtomicWord('left', 2);
           const take = function* (): Steps {
             yield* left.writeOnce((yield* left.readOnce()) - 1);
           };
           return { world: { left }, threads: { cpu0: take, cpu1: take } };
         },
         properties: [atEnd('both', ({ left }) => (left.current === 0 ? null : 'one is lost'))],
       })];`,
    );
    mazurka('check', 'pool.ts', '--no-minimise', '--quiet', '--transpile-only', '--reporter', 'json=pool.json');
    expect(mazurka('view', 'pool.json').stderr).toContain('A scenario of your own needs --file.');
    expect(mazurka('view', 'pool.json', '--file', 'pool.ts', '--transpile-only').status).toBe(0);
    expect(dataOf('pool.html').cases[0]).toMatchObject({ file: 'pool.ts', noWhatIf: null, broken: { claim: 'both' } });
  });

  it.each([
    ['nothing.json', null, 'nothing.json: there is no such file; expected what mazurka minimise'],
    ['text.json', 'extra-prefetch-v1 a:1:begin', 'text.json: it cannot be read'],
    ['number.json', '7', 'number.json: it is no document; expected what'],
    ['foreign.json', '{ "a": 1 }', 'foreign.json: field schema is missing; expected what mazurka minimise'],
    [
      'failure-of-2.json',
      '{ "schema": "mazurka-failure/2" }',
      'failure-of-2.json: field schema: found "mazurka-failure/2", expected mazurka-failure/1',
    ],
    [
      'holds.json',
      '{ "schema": 2, "verdicts": [{ "counterexample": null }] }',
      'holds.json: none of its verdicts has a counterexample',
    ],
    [
      'verdict.json',
      '{ "schema": 2, "verdicts": [{ "counterexample": 3 }] }',
      'verdict.json: field verdicts.0.counterexample',
    ],
    [
      'stranger.json',
      JSON.stringify({ schema: 1, schedule: 'mine a:1:begin', claim: 'x' }),
      'there is no scenario "mine"',
    ],
    [
      'claimless.json',
      JSON.stringify({ schema: 1, schedule: EXECUTION, claim: 'x' }),
      'claimless.json: the schedule breaks another claim than x',
    ],
  ])('refuses %s', (name, text, message) => {
    if (text !== null) writeFileSync(join(folder, name), text);
    const { status, stdout, stderr } = mazurka('view', name);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(existsSync(join(folder, name.replace('.json', '.html')))).toBe(false);
  });
});
