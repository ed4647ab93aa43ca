/** Certificates: the same whoever finds the traces, accepted as they are, refused if anything is changed or missing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scenarios } from '../../scenarios/catalogue.js';
import { type Certificate, decode, encode, rootOf } from '../../scheduler/certificate/certificate.js';
import { certify } from '../../scheduler/certificate/certify.js';
import { TraceCollector } from '../../scheduler/certificate/trace-collector.js';
import { verify } from '../../scheduler/certificate/verify.js';
import type { Scenario } from '../../scheduler/scenario.js';
import { Session } from '../../scheduler/session.js';
import { TracePrefixes } from '../../scheduler/strategies/trace-prefixes.js';
import { FEATURE_SETS, programs, scenarioOf } from '../fuzz/program.js';

const certified = (scenario: Scenario) => certify(scenario, 'the program').certificate!;

/** The same certificate, right in itself, without some of its traces. */
function without(certificate: Certificate, isLeftOut: (trace: number) => boolean): Certificate {
  const traces = certificate.traces.filter((_, k) => !isLeftOut(k));
  const broken: Record<string, number> = {};
  for (const claim of traces.flatMap((trace) => trace.broken ?? [])) broken[claim] = (broken[claim] ?? 0) + 1;
  return { ...certificate, traces, broken, root: rootOf(traces.map(({ leaf }) => leaf)) };
}

const small = scenarios.filter(({ expect: { traces = Infinity } = {} }) => traces > 1 && traces <= 8);

describe('the certificate of every small shipped scenario', () => {
  it.each(small.map((scenario) => [scenario.name, scenario as Scenario] as const))('%s', (_name, scenario) => {
    const certificate = certified(scenario);
    expect(verify(scenario, certificate)).toMatchObject({ problems: [], closed: certificate.traces.length });
    const incomplete = without(certificate, (k) => k === certificate.traces.length >> 1);
    expect(verify(scenario, incomplete).problems[0]).toMatch(/^a trace is missing/);
  });
});

describe('the certificate of random programs of', () => {
  it.each(Object.entries(FEATURE_SETS))('%s', (_name, features) => {
    let compared = 0;
    fc.assert(
      fc.property(programs(features), fc.nat(), (program, left) => {
        const scenario: Scenario = scenarioOf(program) as Scenario;
        const { certificate } = certify(scenario, 'the program', { maxExecutions: 200 });
        if (certificate === null) return;
        compared++;
        expect(verify(scenario, certificate).problems).toEqual([]);
        const count = certificate.traces.length;
        if (count === 1) return;
        // Any set of traces may be missing but all of them.
        const bits = left % (2 ** Math.min(count, 30) - 2);
        const incomplete = without(certificate, (k) => (((bits + 1) >> (k % 30)) & 1) === 1);
        expect(verify(scenario, incomplete).problems.join()).toMatch(/a trace is missing/);
      }),
      { numRuns: 8, seed: 2026 },
    );
    expect(compared).toBeGreaterThan(5);
  });

  it('is the same if brute force finds the traces', () => {
    fc.assert(
      fc.property(programs(FEATURE_SETS.mixed!), (program) => {
        const scenario: Scenario = scenarioOf(program) as Scenario;
        const { certificate } = certify(scenario, 'the program', { maxExecutions: 100 });
        if (certificate === null) return;
        const collector = new TraceCollector();
        const session = new Session(scenario);
        if (!new TracePrefixes(session).explore(() => collector.add(session), 3_000)) return;
        const again = collector.certificate(scenario, 'the program', certificate.broken);
        const { traces: _, ...head } = certificate;
        expect(again).toMatchObject(head);
      }),
      { numRuns: 15, seed: 2026 },
    );
  });
});

describe('a certificate is refused', () => {
  const scenario = scenarios.find(({ name }) => name === 'extra-prefetch-v1') as Scenario;
  const right = certified(scenario);
  const [first, second, ...rest] = right.traces;
  const swapped = [second!, first!, ...rest];
  const cases: [string, Certificate, RegExp][] = [
    ['with other claims', { ...right, claims: [] }, /the claims are not those/],
    ['with another root', { ...right, root: first!.leaf }, /the root is not that of the leaves/],
    ['out of order', { ...right, traces: swapped, root: rootOf(swapped.map(({ leaf }) => leaf)) }, /out of order/],
    ['with no trace', without(right, () => true), /there is no trace/],
    ['with a schedule that stops early', change({ schedule: first!.schedule.replace(/ [^ ]+$/, '') }), /could go on/],
    ['with a foreign schedule', change({ schedule: second!.schedule }), /another leaf/],
    ['with an unreadable schedule', change({ schedule: '0*x' }), /cannot be read/],
    ['with a schedule that cannot run', change({ schedule: '7' }), /cannot go on there/],
    ['with a claim too many', change({ broken: ['I-OVL', ...(first!.broken ?? [])] }), /trace 1 does not break I-OVL/],
    ['that hides a broken claim', without(right, () => false), /./],
  ];
  function change(to: Partial<Certificate['traces'][number]>): Certificate {
    return { ...right, traces: [{ ...first!, ...to }, second!, ...rest] };
  }
  const hiding = right.traces.map(({ broken: _, ...trace }) => trace);
  cases.at(-1)![1] = { ...right, traces: hiding, broken: {} };
  cases.at(-1)![2] = /trace \d+ breaks I-FILL/;
  it.each(cases)('%s', (_name, certificate, problem) => {
    expect(verify(scenario, certificate).problems.join('\n')).toMatch(problem);
  });
});

describe('schedules in a certificate', () => {
  it('come back as they were', () => {
    const event = fc.tuple(fc.nat(4), fc.nat(2));
    fc.assert(
      fc.property(fc.array(event), (events) => {
        expect(decode(encode(events))).toEqual(events);
      }),
      { seed: 2026 },
    );
  });
});
