/** Pages of the trace viewer in a real browser: what people see and do there. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { file, mazurka, read } from '../support/command.js';
import { executablePath, open, writing } from './browser.js';

const HOSTILE = '</script><img/src=x/onerror=alert(1)>';

const HOSTILE_FILE = `
import { atEnd, AtomicWord, choose, defineScenario, SpinLock, type Steps } from 'mazurka';

const bad = ${JSON.stringify(HOSTILE)};
const spaced = '<!--<script> </script><svg onload=alert(1)> "quoted" & \\u2028';

export const hostile = defineScenario({
  name: 'hostile',
  question: spaced,
  source: spaced,
  boot() {
    const lock = new SpinLock(spaced);
    const word = new AtomicWord(bad, 0);
    const count = function* (): Steps {
      yield* lock.lock();
      const read = yield* word.load();
      yield* lock.unlock();
      yield* word.store(read + (yield* choose(2, bad)));
    };
    return { world: { word }, threads: { [bad]: count, other: count } };
  },
  properties: [atEnd(spaced, ({ word }) => (word.current === 1 ? bad + spaced : null))],
});
`;

const SERVER_FILE = `
import { readFileSync } from 'node:fs';
import { bugOn, choose, defineScenario, type Steps } from 'mazurka';

export const bound = defineScenario({
  name: 'bound',
  boot: () => ({
    world: null,
    threads: {
      *task(): Steps {
        bugOn((yield* choose(2, 'fails?')) === 1 && readFileSync.length > 0, 'it fails');
      },
    },
  }),
});
`;

const OF_THE_MATRIX = 'busy-list-2008-free-against-purge a:4:setVM_LAZY_FREEof[0,2) b:8:atomic_read(vmap_lazy_nr)';

const selected = (page: Page) => page.locator('[role=option][aria-selected=true]').first().innerText();
const press = async (page: Page, ...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};
const step = async (page: Page) => Number((await selected(page)).split('\n')[0]);
/** What the address map says of an object. */
const held = (page: Page, name: string) =>
  page
    .locator('.address-map li', { has: page.getByText(name, { exact: true }) })
    .locator('.ranges')
    .innerText();

describe.skipIf(executablePath === null)('the page of a failure', () => {
  let page: Page;
  let complaints: readonly string[];

  beforeAll(async () => {
    expect(mazurka('check', 'extra-prefetch-v1', '--html', 'failure.html')).toMatchObject({ status: 0, stderr: '' });
    ({ page, complaints } = await open('failure.html'));
  });

  it('opens at the broken claim', async () => {
    expect(await page.locator('h1').innerText()).toBe('extra-prefetch-v1');
    expect(await page.locator('.claim .breaks').innerText()).toContain('✗ I-FILL: b: extra prefetch: [8,16)');
    expect(await selected(page)).toContain('✗ I-FILL');
    expect(await page.locator('.panel .breaks').innerText()).toContain('✗ I-FILL, here: b: extra');
    expect(await page.locator('.places').innerText()).toMatch(/model\/designs\/cpu-zone-2023\.js:\d+/);
  });

  it('is stepped through by keys alone, and says where it is', async () => {
    await press(page, 'Home');
    expect(await step(page)).toBe(1);
    await press(page, 'j', 'j', 'ArrowDown');
    expect(await step(page)).toBe(4);
    expect(await page.getByRole('status').innerText()).toBe('Step 4 of 13, a: RB_EMPTY_ROOT(cvz[0].free) = true');
    await press(page, 'k', 'Home', 'n');
    expect(await selected(page)).toMatch(/^3\n[\s\S]*b is\n‖ preempted/);
    await press(page, 'h');
    expect(await step(page)).toBe(3); // a has no step before
    await press(page, 'l', 'l');
    expect(await step(page)).toBe(5);
    await press(page, 'r');
    expect(await selected(page)).toMatch(/^8\n[\s\S]*race/);
    await press(page, 'r', 'r');
    expect(await step(page)).toBe(8);
    await press(page, 'End');
    expect(await step(page)).toBe(13);
  });

  it('moves the address map and the changes along', async () => {
    await press(page, 'Home');
    expect(await held(page, 'free_vmap_area')).toBe('[0,24)');
    expect(await page.locator('.state-diff').innerText()).toContain('Nothing that threads share');
    await press(page, 'j', 'j', 'j', 'j', 'j');
    expect(await held(page, 'free_vmap_area')).toBe('[8,24)');
    expect(await page.locator('.moved').first().innerText()).toBe('− [0,8)');
    expect(await page.locator('.state-diff tbody tr').first().innerText()).toMatch(
      /^free_vmap_area\s+− \[0,24\)\s+\+ \[8,24\)$/,
    );
    await press(page, 'End');
    expect(await held(page, 'cvz[0].free')).toBe('[2,16)');
  });

  it('draws arrows for the selected step, or all', async () => {
    const arrows = page.locator('path.arrow');
    await press(page, 'r');
    expect(await arrows.count()).toBe(1);
    await press(page, 'a');
    expect(await arrows.count()).toBeGreaterThan(1);
    await press(page, 'a');
  });

  it('fades what the failure does not need', async () => {
    expect(await page.locator('.event.faint').count()).toBe(2);
    await press(page, 'f');
    expect(await page.locator('.event.faint').count()).toBe(0);
    await press(page, 'f');
  });

  it('puts the passing execution beside it, at the same step of the same thread', async () => {
    await press(page, 'r', 's');
    expect(await page.locator('.side').count()).toBe(2);
    expect(await page.locator('.event.race').count()).toBe(4);
    const both = page.locator('[role=option][aria-selected=true] .line:first-child .text');
    const steps = (await both.allInnerTexts()).map((text) => text.split(' = ')[0]);
    expect(steps).toEqual([steps[0], steps[0]]);
    await press(page, 's');
    expect(await page.locator('.side').count()).toBe(0);
  });

  it('runs the checker: another step there breaks nothing, and the command agrees', async () => {
    await press(page, 'r');
    while ((await step(page)) !== 8) await press(page, 'r');
    const instead = page.getByRole('button', { name: 'run b here' });
    await instead.click();
    expect(await page.getByTestId('outcome').innerText()).toMatch(/what if b at 8, ✓ breaks no claim$/);
    expect(await selected(page)).toContain('atomic_xchg(cvz[0].fill_in_progress, 1) = 1');
    const [, schedule] = /'(.*)'/.exec(await page.locator('.replay code').innerText())!;
    const replayed = mazurka('replay', schedule!, '--strict');
    expect(replayed.status).toBe(0);
    expect(replayed.stdout).toContain('no claim is broken');
  });

  it('leads from there back into the failure', async () => {
    await page.getByRole('button', { name: 'run a here' }).click();
    expect(await page.getByTestId('outcome').innerText()).toMatch(/what if a at 8, ✗ I-FILL$/);
    expect(await page.getByRole('button', { name: /what if/ }).count()).toBe(2);
    await page.getByRole('button', { name: '✗ failing' }).click();
    expect(await page.getByTestId('outcome').innerText()).toMatch(/failing, ✗ I-FILL$/);
  });

  it('is printed without controls, with all steps', async () => {
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.toolbar').isVisible()).toBe(false);
    expect(await page.locator('button:visible:not(.link)').count()).toBe(0);
    expect(await page.locator('[role=option]:visible').count()).toBe(13);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    await page.emulateMedia({ media: 'screen' });
  });

  it('shows its keys, and lets go of them', async () => {
    await press(page, '?');
    expect(await page.getByRole('dialog').innerText()).toContain('next preemption');
    await press(page, 'Escape', 'Home');
    expect(await step(page)).toBe(1);
  });

  it('says nothing to the console and asks for nothing', () => {
    expect(complaints).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('is accessible when %s', async (theme) => {
    const { page: other } = await open('failure.html', theme);
    for (const key of ['s', '?']) {
      await press(other, key);
      await other.evaluate(axe.source);
      const { violations } = (await other.evaluate('axe.run()')) as {
        violations: { id: string; nodes: { html: string }[] }[];
      };
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html}`)).toEqual([]);
    }
  });
});

describe.skipIf(executablePath === null)('pages of users', () => {
  type Written = ReturnType<typeof writing>;
  let hostile: Written;
  let server: Written;
  let late: Written;
  let small: Written;
  let matrix: Written;
  let holds: Written;

  beforeAll(() => {
    const check = (name: string, text: string) =>
      writing('check', file(`${name}.ts`, text), '--no-minimise', '--transpile-only', '--html', `${name}.html`);
    hostile = check('hostile', HOSTILE_FILE);
    server = check('server', SERVER_FILE);
    late = check('late', SERVER_FILE.replace(/import .* 'node:fs';/, 'const readFileSync = process.argv;'));
    small = writing('minimise', 'extra-prefetch-v1-three-tasks', '--out', 'small.json').then(() =>
      writing('view', 'small.json'),
    );
    file('matrix.json', JSON.stringify({ schema: 1, schedule: OF_THE_MATRIX, claim: 'BUG_ON' }));
    matrix = writing('view', 'matrix.json');
    holds = writing('check', 'extra-prefetch-v2', 'two-zones', '--html', 'holds.html');
  });

  it('show hostile names as texts, and check with them', async () => {
    expect(await hostile).toMatchObject({ status: 1, stderr: '' });
    const { page, complaints } = await open('hostile.html');
    expect(await page.locator('.head .thread').first().innerText()).toBe(HOSTILE);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('.claim .breaks').innerText()).toContain(HOSTILE);
    await press(page, 'Home');
    await page.locator('.what-if button').first().click();
    expect(await page.getByTestId('outcome').innerText()).toContain('what if');
    expect(complaints).toEqual([]);
  });

  it('choose the outcome of a choice', async () => {
    const { page } = await open('hostile.html');
    await press(page, 'Home');
    while ((await page.getByRole('button', { name: /with \d/ }).count()) === 0) await press(page, 'j');
    const at = await step(page);
    const before = await selected(page);
    await page
      .getByRole('button', { name: /with \d/ })
      .first()
      .click();
    expect(await step(page)).toBe(at);
    expect(await selected(page)).not.toBe(before);
  });

  it('say why the checker is not in them, as the command does', async () => {
    expect((await server).stderr).toContain('server.ts:2: Could not resolve "node:fs"');
    const { page, complaints } = await open('server.html');
    expect(await page.locator('.what-if').innerText()).toContain('server.ts:2: Could not resolve "node:fs"');
    expect(await page.locator('.what-if button').count()).toBe(0);
    expect(await selected(page)).toContain('BUG_ON');
    expect(complaints).toEqual([]);
  });

  it('say why the checker does not start in them', async () => {
    await late;
    const { page, complaints } = await open('late.html');
    await page.getByText('process is not defined').waitFor();
    expect(complaints).toEqual([]);
  });

  it('of a failure that was made small replay it', async () => {
    expect(await small).toEqual({ status: 0, stdout: 'small.html\n', stderr: '' });
    const { page, complaints } = await open('small.html');
    await press(page, 'Home');
    await page
      .getByRole('button', { name: /^run . here$/ })
      .first()
      .click();
    expect(await page.getByTestId('outcome').innerText()).toMatch(/✓ breaks no claim$/);
    expect(complaints).toEqual([]);
  });

  it('of scenarios of the matrix have the checker', async () => {
    expect((await matrix).status).toBe(0);
    const { page, complaints } = await open('matrix.html');
    await press(page, 'Home');
    await page.getByRole('button', { name: 'run b here' }).click();
    expect(await page.getByTestId('outcome').innerText()).toMatch(/✓ breaks no claim$/);
    expect(complaints).toEqual([]);
  });

  it('of verdicts that hold show the table and an execution', async () => {
    expect((await holds).status).toBe(0);
    const { page, complaints } = await open('holds.html');
    expect(await page.locator('.verdicts tbody tr').count()).toBe(2);
    expect(await page.getByTestId('outcome').innerText()).toContain('✓ breaks no claim');
    await page.getByRole('combobox').selectOption({ label: 'two-zones-alloc-free' });
    expect(await page.locator('h1').innerText()).toBe('two-zones-alloc-free');
    expect(complaints).toEqual([]);
    expect(read('holds.html')).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
  });
});
