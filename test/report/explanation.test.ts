import { describe, expect, it } from 'vitest';
import { addressMapLines } from '../../report/address-map.js';
import { chromeTrace } from '../../report/chrome-trace.js';
import { commitText } from '../../report/commit-text.js';
import { explanationJson } from '../../report/explanation-json.js';
import { explanationMarkdown } from '../../report/explanation-markdown.js';
import { explanationText } from '../../report/explanation-text.js';
import { mermaid } from '../../report/mermaid.js';
import { raceSentences } from '../../report/race-text.js';
import { scenarios } from '../../scenarios/catalogue.js';
import { explain } from '../../scheduler/explain/explain.js';
import type { Explanation } from '../../scheduler/explain/explanation.js';
import { explore } from '../../scheduler/explore.js';
import type { Scenario } from '../../scheduler/scenario.js';
import { parseSchedule } from '../../scheduler/schedule.js';
import { golden } from './scenarios.js';

const json = (data: unknown) => JSON.stringify(data, null, 2);

const FORMATS: Readonly<Record<string, (explanation: Explanation) => string>> = {
  text: (explanation) => explanationText(explanation),
  commit: (explanation) => commitText(explanation),
  markdown: (explanation) => explanationMarkdown(explanation),
  json: (explanation) => json(explanationJson(explanation)),
  mermaid: (explanation) => mermaid(explanation),
  chrome: (explanation) => json(chromeTrace(explanation)),
};

const explanations = new Map<string, Explanation>();

function explanationOf(scenario: Scenario): Explanation {
  const { name } = scenario;
  const found = explanations.get(name) ?? explain(scenario, parseSchedule(explore(scenario).counterexample!.schedule));
  explanations.set(name, found);
  return found;
}

function named(name: string): Explanation {
  return explanationOf([...golden, ...scenarios].find((scenario) => scenario.name === name)!);
}

/** Source lines without the folder of this copy and without numbers, which change with the code around them. */
function settled(text: string): string {
  return text.replace(/[^\s"(]*\/((?:model|scenarios|test)\/[^\s":]+\.ts):\d+/g, '$1:N');
}

describe('an explanation', () => {
  const cases = ['extra-prefetch-v1', 'abba-deadlock'].flatMap((name) =>
    Object.keys(FORMATS).map((format) => [format, name] as const),
  );
  it.each(cases)('as %s of %s looks as it does in test/golden', async (format, name) => {
    const text = `${settled(FORMATS[format]!(named(name)))}\n`;
    await expect(text).toMatchFileSnapshot(`../golden/explain/${name}.${format}.txt`);
  });

  it('for a commit message keeps to 75 columns, but for the command', () => {
    for (const name of ['extra-prefetch-v1', 'stale-tlb-when-flushed-late', 'percpu-two-tasks-add-block']) {
      const lines = commitText(named(name)).split('\n');
      const command = lines.pop()!;
      expect(command).toContain('mazurka replay');
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(75);
    }
  });

  it('for a commit message has no events that touch nothing', () => {
    expect(commitText(named('extra-prefetch-v1'))).not.toContain('begin');
  });

  it('as a diagram says who waits', () => {
    expect(mermaid(named('abba-deadlock'))).toContain('Note over t0: waits in spin_lock(B)');
  });

  it('as JSON is data that survive a round trip', () => {
    const data = explanationJson(named('stale-tlb-when-flushed-late'));
    expect(JSON.parse(json(data))).toEqual(data);
    expect(data).toMatchObject({ schema: 1, signature: expect.stringContaining('I-TLB: ') });
  });
});

/** Every name and text is the user's: each has what means something in some format. */
const EVIL = '`a` | *b* <c> #d; end "e" %%f &amp; [g](h)\n- {i}';
const evil = JSON.parse(
  ['cpu0', 'counter', 'both count'].reduce(
    (text, name) => text.replaceAll(name, JSON.stringify(EVIL).slice(1, -1)),
    JSON.stringify(named('lost-update')).replaceAll('cpu1', 'end'),
  ),
) as Explanation;

describe('names of users', () => {
  it('are escaped for Mermaid', () => {
    const SAFE = '(?:[A-Za-z0-9 _.,()=/-]|#\\d+;|<br/>)+';
    const line = new RegExp(
      `^(?:sequenceDiagram|  participant t\\d+ as ${SAFE}|  Note over t\\d+(?:,t\\d+)?: ${SAFE}|  t\\d+-->>t\\d+: ${SAFE})$`,
    );
    const diagram = mermaid(evil);
    expect(diagram.split('\n').filter((each) => !line.test(each))).toEqual([]);
    expect(diagram).not.toMatch(/\bend\b/i);
  });

  it('are escaped for Markdown', () => {
    const markdown = explanationMarkdown(evil);
    const prose = markdown.replace(/^(`{3,})\w+\n[\s\S]*?\n\1$/gm, '');
    expect(prose).toContain('\\`a\\` \\| \\*b\\* \\<c\\>');
    expect(prose).not.toMatch(/(?<!\\)[`*<>|[\]]/);
    expect(prose.split('\n').filter((line) => /^[-+>]|^#(?!#)/.test(line))).toEqual([]);
  });

  it('stand in a fence that is longer than any of theirs', () => {
    const named = explanationMarkdown({ ...evil, before: { '```': ['[0,1)'] }, after: { '```': ['[0,2)'] } });
    expect(named).toMatch(/^````text\n[\s\S]*```[\s\S]*\n````$/m);
  });

  it('are JSON strings in trace events', () => {
    const events = JSON.parse(json(chromeTrace(evil))) as { args?: { name?: string } }[];
    expect(events.some(({ args }) => args?.name === EVIL)).toBe(true);
  });
});

describe('trace events', () => {
  const events = chromeTrace(named('stale-tlb-when-flushed-late'));
  const of = (ph: string) => events.filter((event) => event.ph === ph);

  it('name each process and thread', () => {
    const known = new Set(of('M').map(({ name, pid, tid }) => `${name} ${pid} ${tid}`));
    for (const { pid, tid } of [...of('X'), ...of('s'), ...of('f')]) {
      expect(known).toContain(`thread_name ${pid} ${tid}`);
      expect(known).toContain(`process_name ${pid} 0`);
    }
    expect(new Set(events.map(({ pid }) => pid))).toEqual(new Set([1, 2]));
  });

  it('have one thing at a time on each thread', () => {
    const lasting = of('X');
    for (const [k, one] of lasting.entries())
      for (const other of lasting.slice(k + 1))
        if (one.pid === other.pid && one.tid === other.tid)
          expect(one.ts + one.dur! <= other.ts || other.ts + other.dur! <= one.ts).toBe(true);
  });

  it('have arrows from one event to a later one of another thread', () => {
    const starts = of('s');
    expect(starts.length).toBeGreaterThan(2);
    expect(new Set(starts.map(({ id }) => id)).size).toBe(starts.length);
    const isInside = ({ pid, tid, ts }: (typeof events)[number]) =>
      of('X').some((event) => event.pid === pid && event.tid === tid && event.ts <= ts && ts <= event.ts + event.dur!);
    for (const start of starts) {
      const ends = of('f').filter(({ id }) => id === start.id);
      expect(ends).toHaveLength(1);
      const [end] = ends;
      expect(end).toMatchObject({ pid: start.pid, name: start.name, cat: start.cat, bp: 'e' });
      expect(end!.tid).not.toBe(start.tid);
      expect(end!.ts).toBeGreaterThan(start.ts);
      expect([start, end!].filter(isInside)).toHaveLength(2);
    }
  });
});

describe('the address map', () => {
  it('shows who holds which pages, a row that changes twice', () => {
    const before = { free: ['[0,2)', '[6,8)'], busy: [], lock: null, mm: { mapped: ['[2,3) flags 0x100'] } };
    const after = { free: ['[0,2)'], busy: ['[6,8)'], lock: 'a', mm: { mapped: ['[2,3) flags 0x100'] } };
    expect(addressMapLines(before, after)).toEqual([
      '           pages [0,8)',
      'free       ##....##  before',
      '           ##......  after',
      'busy       ........  before',
      '           ......##  after',
      'mm mapped  ..#.....',
    ]);
  });

  it('has columns of several pages where there are many', () => {
    expect(addressMapLines({}, { free: ['[0,3)', '[126,128)'] })).toEqual([
      '      pages [0,128), 2 per column',
      `free  ${'.'.repeat(64)}  before`,
      `      #+${'.'.repeat(61)}#  after`,
    ]);
  });

  it('is empty where nothing holds ranges', () => {
    expect(addressMapLines({ word: 1, list: ['a'] }, { word: 2, list: [] })).toEqual([]);
  });
});

describe('the sentences of a race', () => {
  const sentencesOf = (name: string) => raceSentences(named(name));

  it('name both orders', () => {
    expect(sentencesOf('extra-prefetch-v1')).toEqual([
      "Critical race: a's atomic_set(cvz[0].fill_in_progress, 0) comes before b's atomic_xchg(cvz[0].fill_in_progress, 1).",
      "If b's atomic_xchg(cvz[0].fill_in_progress, 1) comes first, this does not happen: in none of the 2 traces with that; otherwise in 1 of 1.",
    ]);
  });

  it('name the source lines if they are to', () => {
    const [first] = raceSentences(named('extra-prefetch-v1'), { where: true, folder: process.cwd() });
    expect(first).toMatch(
      /\(model\/designs\/cpu-zone-2023\.ts:\d+\) comes before .*\(model\/designs\/cpu-zone-2023\.ts:\d+\)\.$/,
    );
  });

  it('say both outcomes of a choice', () => {
    expect(sentencesOf('rare-choice')).toEqual([
      "Critical choice: task's kmalloc fails gives 1.",
      'If it gives 0, this does not happen: not in the one trace with that; otherwise in 1 of 1.',
    ]);
  });

  it('say how far away it is, and that a step is still to come', () => {
    expect(sentencesOf('data-race')[0]).toBe(
      "Critical race, 1 reversed race away from this execution: reader's spin_is_locked(lock) comes before writer's spin_unlock(lock), which is still to come.",
    );
  });

  it('say what is not proven', () => {
    const explanation = named('extra-prefetch-v1');
    const race = explanation.race!;
    expect(
      raceSentences({ ...explanation, race: { ...race, proof: null }, reason: 'not decided: too many' })[1],
    ).toMatch(/this does not happen in the nearest execution \(not decided: too many\)\.$/);
    const reversed = { traces: 2, broken: 1 };
    expect(raceSentences({ ...explanation, race: { ...race, proof: { ...race.proof!, reversed } } })[1]).toMatch(
      /this does not happen in the nearest execution, but in 1 of the 2 traces with that; otherwise in 1 of 1\.$/,
    );
  });

  it('are one, with the reason, where there is no race', () => {
    expect(sentencesOf('align-wraps')).toEqual([
      'No critical race: no two of its steps could come in another order, and no choice has another outcome.',
    ]);
  });
});
