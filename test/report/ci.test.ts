/** What others' tools read of a check: JUnit XML, SARIF, GitHub's annotations and summaries. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { briefExplanation, unexpectedFailures } from '../../cli/surprise.js';
import type { Checked } from '../../report/checked.js';
import { annotations, summaryMarkdown } from '../../report/github.js';
import { junit } from '../../report/junit.js';
import { sarif } from '../../report/sarif.js';
import { explore } from '../../scheduler/explore.js';
import { atEnd } from '../../scheduler/property.js';
import type { Scenario } from '../../scheduler/scenario.js';
import { junitFaults, sarifFaults } from '../support/schemas.js';
import { type Element, parseXml } from '../support/xml.js';
import { golden, lostUpdate } from './scenarios.js';

const folder = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

function checked(
  scenario: Scenario,
  { file = null, ...options }: { file?: string | null; maxExecutions?: number } = {},
) {
  const verdict = explore(scenario, options);
  return { verdict, file, seconds: 0.25, failures: unexpectedFailures(scenario, verdict) } satisfies Checked;
}

/** What breaks tools that do not escape. */
const HOSTILE = `<&"' ]]> {0} [a](b) ::error::, 100% | \`\`\`\` \u0000\u001b\ud800\r\nend\t.`;

const hostile: Scenario = {
  ...lostUpdate,
  name: 'hostile',
  properties: [atEnd(`claim ${HOSTILE}`, () => `found ${HOSTILE}`)],
};
/** Scenarios are named by words; reports are made of any text. */
function checkedHostile(): Checked {
  const { verdict, ...rest } = checked(hostile);
  return { ...rest, verdict: { ...verdict, scenario: `x${HOSTILE}` } };
}

const expected: Scenario = {
  ...lostUpdate,
  name: 'expected',
  expect: { verdict: 'violated', by: 'both count' },
};
const missing: Scenario = { ...expected, name: 'missing', properties: [] };
const alsoBroken: Scenario = {
  ...expected,
  name: 'also-broken',
  properties: [
    ...lostUpdate.properties!,
    atEnd('another', ({ counter }) => (counter.current === 1 ? 'it is 1' : null)),
  ],
};
const bounded = () => checked({ ...lostUpdate, name: 'bounded', properties: [] }, { maxExecutions: 1 });

const all = (): Checked[] => [
  ...golden.map((scenario) => checked(scenario)),
  ...[expected, missing, alsoBroken, hostile].map((scenario) => checked(scenario, { file: 'a b/c&d.ts' })),
  bounded(),
];

it('a counterexample is explained once, whoever tells it', () => {
  const { verdict, failures } = checked(lostUpdate);
  expect(briefExplanation(lostUpdate, verdict.counterexample!)).toBe(failures[0]!.shown!.explanation);
});

describe('JUnit XML', () => {
  const read = async (text: string): Promise<Element> => {
    expect(await junitFaults(text)).toEqual([]);
    return parseXml(text);
  };
  const cases = ({ children }: Element) => children.flatMap((suite) => suite.children);
  const outcome = (test: Element) => test.children[0]!.name;

  it('is what it is in test/golden', async () => {
    await expect(junit([lostUpdate, expected, missing].map((each) => checked(each)))).toMatchFileSnapshot(
      '../golden/junit.xml',
    );
  });

  it('is valid, with a suite for each file, and counts right', async () => {
    const root = await read(junit(all()));
    expect(root.children.map(({ attributes }) => attributes.name)).toEqual(['shipped scenarios', 'a b/c&d.ts']);
    for (const suite of [root, ...root.children]) {
      const own = suite === root ? cases(root) : suite.children;
      const count = (name: string) => String(own.filter((test) => outcome(test) === name).length);
      expect(suite.attributes).toMatchObject({
        tests: String(own.length),
        failures: count('failure'),
        errors: count('error'),
        time: (own.length / 4).toFixed(3),
      });
    }
    expect(cases(root).map(outcome)).toEqual([
      ...['failure', 'failure', 'failure', 'failure', 'error'], // the golden ones, and the bounded
      ...['system-out', 'failure', 'failure', 'failure'],
    ]);
  });

  it('shows the counterexample of the claim that was not expected to break', async () => {
    const [failure, out] = cases(await read(junit([checked(alsoBroken)])))[0]!.children;
    expect(failure!.attributes).toMatchObject({ type: 'another', message: expect.stringContaining('expected these') });
    expect(failure!.text).toMatch(/^violation: another in also-broken, with 1 preemption\n {2}it is 1\n/);
    expect(out!.text).toContain("mazurka replay 'also-broken cpu");
  });

  it('keeps hostile names', async () => {
    const kept = ['\u0000', '\u001b', '\ud800'].reduce((name, illegal) => name.replace(illegal, '\ufffd'), HOSTILE);
    const [test] = cases(await read(junit([checkedHostile()])));
    expect(test!.attributes.name).toBe(`x${kept}`);
    expect(test!.children[0]!.attributes.type).toBe(`claim ${kept}`);
    expect(test!.children[0]!.text).toContain(`found ${kept}`);
  });

  it('is no longer valid if anything is amiss: the test of this test', async () => {
    const text = junit([checked(lostUpdate)]);
    for (const [good, bad, fault] of [
      ['</testsuites>', '', 'Premature end of data'],
      ['violation:', '&violation:', 'EntityRef'],
      ['violation:', '\u0001', 'PCDATA invalid Char value 1'],
      [' name="lost-update"', '', "The attribute 'name' is required but missing"],
      ['<testcase', '<properties/><testcase', 'Missing child element'],
    ] as const)
      expect((await junitFaults(text.replace(good, bad))).join()).toContain(fault);
  });
});

describe('SARIF', () => {
  const read = (checkeds: readonly Checked[]) => {
    const document = JSON.parse(JSON.stringify(sarif(checkeds, { version: '1.2.3', folder })));
    expect(sarifFaults(document)).toEqual([]);
    return (document as ReturnType<typeof sarif>).runs[0];
  };

  it('is valid, with a rule for each claim that a result is about', () => {
    const { tool, results = [] } = read(all());
    const rules = tool.driver.rules!.map(({ id }) => id);
    expect(new Set(rules).size).toBe(rules.length);
    expect(results.map(({ ruleIndex }) => rules[ruleIndex!])).toEqual(results.map(({ ruleId }) => ruleId));
    expect(new Set(results.map(({ ruleId }) => ruleId))).toEqual(new Set(rules));
  });

  it('has a result for each claim that was not expected to break, and no other', () => {
    expect(read([checked(expected)]).results).toEqual([]);
    expect(read([checked(alsoBroken)]).results!.map(({ ruleId }) => ruleId)).toEqual(['another']);
  });

  it('tells each thread by itself, and the order over all', () => {
    const one = checked(lostUpdate);
    const { codeFlows, locations } = read([one]).results![0]!;
    const [{ threadFlows }] = codeFlows as [NonNullable<typeof codeFlows>[number]];
    const { trace } = one.verdict.counterexample!;
    expect(threadFlows.map(({ id }) => id)).toEqual(['cpu0', 'cpu1']);
    for (const { id, locations: steps } of threadFlows) {
      const own = trace.events.filter(({ thread }) => thread === id);
      expect(steps.map(({ executionOrder }) => executionOrder)).toEqual(own.map(({ index }) => index + 1));
      expect(steps.map(({ location }) => location!.message!.text.split(' = ')[0])).toEqual(
        own.map(({ steps: [step] }) => step!.text),
      );
    }
    const essential = threadFlows.flatMap(({ locations: steps }) =>
      steps.filter(({ importance }) => importance === 'essential').map(({ location }) => location!.message!.text),
    );
    expect(essential).toEqual(expect.arrayContaining(['atomic_read(counter) = 0', 'atomic_set(counter, 1)']));
    expect(locations).toEqual([
      {
        physicalLocation: {
          artifactLocation: { uri: 'test/report/scenarios.ts', uriBaseId: '%SRCROOT%' },
          region: { startLine: expect.any(Number) },
        },
      },
    ]);
  });

  it('has the same fingerprint for the same cause, another for another', () => {
    const prints = (scenario: Scenario) => read([checked(scenario)]).results!.map((each) => each.partialFingerprints);
    const [print] = prints(lostUpdate);
    const renamed = {
      ...lostUpdate,
      properties: [atEnd('both count', ({ counter }) => (counter.current === 2 ? null : 'lost'))],
    };
    expect(prints(renamed)).toEqual([print]);
    expect(prints({ ...lostUpdate, name: 'other' })).not.toEqual([print]);
    expect(new Set(all().flatMap(({ failures }) => failures)).size).toBe(7);
    expect(new Set(read(all()).results!.map((each) => JSON.stringify(each.partialFingerprints))).size).toBe(7);
  });

  it('notes what is not as expected and no claim that broke', () => {
    const notes = (each: Checked) => read([each]).invocations![0]!;
    expect(notes(checked(expected))).toEqual({ executionSuccessful: true, toolExecutionNotifications: [] });
    expect(notes(checked(missing))).toMatchObject({
      executionSuccessful: true,
      toolExecutionNotifications: [{ level: 'error', message: { text: expect.stringContaining('missing: holds') } }],
    });
    expect(notes(bounded())).toMatchObject({
      executionSuccessful: false,
      toolExecutionNotifications: [{ level: 'warning', message: { text: expect.stringMatching(/^bounded: /) } }],
    });
  });

  it('shows hostile names as they are: braces doubled, no links', () => {
    const { message, ruleId } = read([checkedHostile()]).results[0]!;
    expect(ruleId).toBe(`claim ${HOSTILE}`);
    expect(message.text).toContain('{{0}} [a\\](b)');
    expect(message.text).not.toMatch(/(?<!\{)\{0|(?<!\\)\]\(/);
  });

  it('has the URI of a file where no line is known, also of one outside the folder', () => {
    const uri = (file: string) => {
      const { failures, ...rest } = checked(lostUpdate, { file });
      const blind = failures.map((failure) => ({ ...failure, shown: null }));
      return read([{ ...rest, failures: blind }]).results![0]!.locations![0]!.physicalLocation!.artifactLocation;
    };
    expect(uri('a b/c:d#e%.ts')).toEqual({ uri: 'a%20b/c%3Ad%23e%25.ts', uriBaseId: '%SRCROOT%' });
    expect(uri('/else where/x.ts')).toEqual({ uri: 'file:///else%20where/x.ts' });
  });

  it('is no longer valid if anything is amiss: the test of this test', () => {
    const document = JSON.stringify(sarif([checked(lostUpdate)], { version: '1', folder }));
    for (const [good, bad] of [
      ['"executionOrder":', '"order":'],
      ['"level":"error"', '"level":"fatal"'],
      ['"startLine":', '"startLine":-'],
      ['"uri":"', '"uri":"a b:'],
    ] as const) {
      expect(document).toContain(good);
      expect(sarifFaults(JSON.parse(document.replace(good, bad)))).not.toEqual([]);
    }
  });
});

describe('GitHub', () => {
  it('annotates the line of each failure, and nothing that is as expected', () => {
    expect(annotations([checked(expected)], folder)).toBe('');
    expect(annotations([checked(lostUpdate)], folder)).toMatch(
      /^::error file=test\/report\/scenarios\.ts,line=\d+,title=both count in lost-update::the counter is 1%0ACritical race: [^\n]*%0Amazurka replay [^\n]*\n$/,
    );
    expect(annotations([checked(missing, { file: 'm,n.ts' })], folder)).toMatch(
      /^::error file=m%2Cn\.ts,title=missing::holds; expected violated/,
    );
    expect(annotations([bounded()], folder)).toMatch(/^::warning title=bounded::holds within/);
  });

  it('takes no command out of hostile names', () => {
    const lines = annotations([checkedHostile()], folder).split('\n');
    expect(lines.filter((line) => line !== '')).toHaveLength(1);
    const [, properties, message] = /^::error (.*?)::(.*)$/s.exec(lines[0]!)!;
    expect(properties!.split(',').map((each) => each.split('=')[0])).toEqual(['file', 'line', 'title']);
    expect(message).toContain('%0D%0Aend');
    expect(message).toContain('100%25');
  });

  it('sums up as it does in test/golden', async () => {
    const some = [lostUpdate, expected, missing].map((each) => checked(each));
    const text = summaryMarkdown([...some, bounded()], folder).replace(/scenarios\.ts:\d+/g, 'scenarios.ts:#');
    await expect(text).toMatchFileSnapshot('../golden/github-summary.md');
  });

  it('keeps hostile names in their cell, and leaves out what has no room', () => {
    const row = summaryMarkdown([checkedHostile()], folder).split('\n')[4]!;
    expect(row.match(/(?<!\\)\|/g)).toHaveLength(5);
    expect(row).not.toMatch(/(?<!\\)</);
    const one = checked(lostUpdate);
    const many = summaryMarkdown(new Array(2_000).fill(one), folder);
    expect(Buffer.byteLength(many)).toBeLessThan(1024 * 1024);
    expect(many).toMatch(/\nThe rest is left out: there is no room for it\.\n$/);
  });
});
