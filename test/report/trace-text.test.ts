import { describe, expect, it } from 'vitest';
import { counterexampleText, replayCommand } from '../../report/trace-text.js';
import { verdictsJson } from '../../report/verdict-json.js';
import { summaryLine, verdictLine } from '../../report/verdict-text.js';
import { scenarios } from '../../scenarios/catalogue.js';
import { explore } from '../../scheduler/explore.js';
import { golden, lostUpdate } from './scenarios.js';

const shipped = scenarios.filter(({ name }) => ['extra-prefetch-v1', 'stale-tlb-when-flushed-late'].includes(name));

describe('a counterexample as text', () => {
  it.each([...golden, ...shipped])('$name looks as it does in test/golden', async (scenario) => {
    const { counterexample } = explore(scenario);
    await expect(`${counterexampleText(counterexample!)}\n`).toMatchFileSnapshot(`../golden/${scenario.name}.txt`);
  });

  it('keeps to the width that it is given', () => {
    for (const scenario of shipped) {
      const text = counterexampleText(explore(scenario).counterexample!, { width: 80 });
      const rows = text.split('\n').filter((line) => /^ {1,3}\d* {2}/.test(line));
      for (const row of rows) expect(row.length).toBeLessThanOrEqual(80);
    }
  });

  it('quotes the schedule for a shell', () => {
    expect(replayCommand("x it's:1:begin")).toBe("mazurka replay 'x it'\\''s:1:begin'");
  });
});

describe('verdicts', () => {
  it('are one line each', () => {
    const line = verdictLine(explore(lostUpdate), null);
    expect(line).toBe('NO  lost-update                        violated: both count in 2      4 traces, 24 events');
  });

  it('are counted for the summary', () => {
    const verdicts = scenarios.slice(0, 2).map((scenario) => explore(scenario));
    expect(summaryLine([...verdicts, explore(lostUpdate)])).toBe('2 passed, 1 failed');
  });

  it('are JSON data that survive a round trip', () => {
    const report = verdictsJson(golden.map((scenario) => explore(scenario)));
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    expect(report).toMatchObject({ schema: 2, passed: 0, failed: golden.length });
  });
});
