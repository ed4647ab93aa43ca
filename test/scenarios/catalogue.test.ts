import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MARK } from '../../bench/smallest.js';
import { scenarios } from '../../scenarios/catalogue.js';
import { explore } from '../../scheduler/explore.js';
import { replay } from '../../scheduler/replay.js';
import type { Scenario } from '../../scheduler/scenario.js';
import { parseSchedule } from '../../scheduler/schedule.js';
import { Session } from '../../scheduler/session.js';
import { OptimalDpor } from '../../scheduler/strategies/optimal-dpor.js';
import { TracePrefixes } from '../../scheduler/strategies/trace-prefixes.js';
import type { Verdict } from '../../scheduler/verdict.js';

/** Above this many traces the brute force takes too long for a test, and of these four CPUs too. */
const SMALL = 60;
const isSmall = ({ name, expect: expected }: Scenario) => expected!.traces! <= SMALL && name !== 'pool-four-cpus';

/** By name: what was found the first time. */
const verdicts = new Map<string, Verdict>();

function verdictOf(scenario: Scenario): Verdict {
  const verdict = verdicts.get(scenario.name) ?? explore(scenario);
  verdicts.set(scenario.name, verdict);
  return verdict;
}

describe('every shipped scenario', () => {
  it('is in the catalogue', () => {
    const below = readdirSync(new URL('../../scenarios/', import.meta.url), { recursive: true }) as string[];
    const files = below.filter((file) => /\/[^/]+\.ts$/.test(file) && !file.endsWith('/index.ts'));
    const names = files.map((file) => basename(file, '.ts'));
    expect(scenarios.map(({ name }) => name)).toEqual(names.sort());
  });

  it('that is violated is in docs/FOUND.md', () => {
    // Behind the mark is a table that a command writes.
    const [found] = readFileSync(new URL('../../docs/FOUND.md', import.meta.url), 'utf8').split(MARK) as [string];
    const violated = scenarios.filter(({ expect: expected }) => expected?.verdict === 'violated');
    expect(violated.map(({ name }) => name).filter((name) => !found.includes(`\`${name}\``))).toEqual([]);
  });

  it.each(scenarios)(
    '$name has a question, a source and an exact expectation',
    ({ question, source, expect: expected }) => {
      expect(question).toMatch(/\?$/);
      expect(source).toMatch(/seed|vmalloc-designs/);
      expect(expected?.traces).toBeGreaterThan(0);
    },
  );

  it.each(scenarios)('$name gives its verdict, with no blocked execution', (scenario) => {
    const verdict = verdictOf(scenario);
    expect(verdict.unexpected).toBe('');
    expect(verdict.counts).toMatchObject({ strategy: 'traces', blocked: 0 });
  });

  const half = scenarios.filter((_, k) => k % 2 === 0);
  it.each(half)('$name gives the same verdict by states', (scenario) => {
    const verdict = explore(scenario, { strategy: 'states' });
    expect(verdict.unexpected).toBe('');
    expect(verdict.counts.strategy).toBe('states');
  });

  const some = scenarios.filter((_, k) => k % 4 === 0);
  it.each(some)('$name gives the same verdict by states, depth-first', (scenario) => {
    expect(explore(scenario, { strategy: 'states', search: { order: 'depth-first' } }).unexpected).toBe('');
  });

  it.each(some)('$name gives the same verdict twice, to the bit', (scenario) => {
    expect(JSON.stringify(explore(scenario))).toBe(JSON.stringify(verdictOf(scenario)));
  });

  it.each(scenarios.filter(({ expect: expected }) => expected!.verdict === 'violated'))(
    '$name has a counterexample whose schedule breaks the same claim again',
    (scenario) => {
      const { counterexample } = verdictOf(scenario);
      const { findings, trace } = replay(scenario, parseSchedule(counterexample!.schedule));
      expect(findings).toContainEqual(expect.objectContaining({ claim: counterexample!.claim }));
      expect(trace).toEqual(counterexample!.trace);
    },
  );

  it.each(half.filter(isSmall))(
    '$name has exactly the traces and the broken claims that brute force finds',
    (scenario) => {
      const session = new Session(scenario);
      const found = (explore: (onEnd: () => boolean) => boolean) => {
        const traces = new Map<string, string>();
        let beginning = session.beginnings;
        explore(() => {
          if (session.beginnings !== beginning) traces.clear();
          beginning = session.beginnings;
          traces.set(session.path.canonical(), session.findings.map(({ claim }) => claim).join());
          return true;
        });
        return new Map([...traces].sort());
      };
      const brute = new TracePrefixes(session);
      const expected = found((onEnd) => brute.explore(onEnd));
      const dpor = new OptimalDpor(session);
      expect(found((onEnd) => dpor.explore(onEnd))).toEqual(expected);
    },
  );
});
