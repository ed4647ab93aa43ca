/**
 * `npm run smallest`: for every shipped violation the smallest workload and interleaving, and its critical race, to the end of
 * docs/FOUND.md. `npm run smallest -- large` begins with random workloads of four threads and twenty operations around each, and
 * prints how far they come down.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { decide, THOROUGH } from '../hunt/decide.js';
import { type Minimised, minimiseWorkload } from '../hunt/minimise.js';
import { sizeText, workloadLines } from '../hunt/workload-text.js';
import { type Draft, draftOf, drafts, workloadOf } from '../hunt/workloads.js';
import { raceSentences } from '../report/race-text.js';
import { scenarios } from '../scenarios/catalogue.js';
import { isMade, type Subject, subjectOf, type Workload } from '../scenarios/subject.js';
import { explain } from '../scheduler/explain/explain.js';
import type { Scenario } from '../scheduler/scenario.js';
import { parseSchedule } from '../scheduler/schedule.js';
import { expectedClaims } from '../scheduler/verdict.js';

/** What is behind this line is written by the command. */
export const MARK = '## The smallest of each';

interface Violation {
  readonly name: string;
  readonly claim: string;
  readonly subject: Subject;
  readonly workload: Workload;
}

/** Every shipped scenario that is violated, with the first claim that it expects to break. */
export const VIOLATIONS: readonly Violation[] = scenarios.flatMap((scenario) => {
  const [claim] = expectedClaims(scenario);
  if (claim === undefined || !isMade(scenario)) return [];
  const subject = subjectOf(scenario.name, scenario);
  return [{ name: scenario.name, claim, subject, workload: subject.workload! }];
});

const cell = (text: string) => text.replaceAll('|', '\\|');

/** The line of the table. */
export function violationLine({ name, claim, subject, workload }: Violation): string {
  const found = minimiseWorkload(subject, workload, claim, name);
  if (found === null) return `| \`${name}\` | ${claim} | only in an execution without end | | | | |`;
  const { preemptions, events, neighbours, schedule, claims } = found;
  const small: Scenario = subject.scenario(name, found.workload, claims);
  const race = raceSentences(explain(small, parseSchedule(schedule), { claim })).join(' ');
  const open = neighbours.unknown === 0 ? '' : ` (${neighbours.unknown} not known)`;
  const proven = (number: number, is: boolean) => `${number}${is ? '' : ' (not proven)'}`;
  return `| ${[
    `\`${name}\``,
    claim,
    `\`${workloadLines(found.workload).join('`<br>`')}\``,
    `${neighbours.hold}${open}`,
    proven(preemptions, found.fewestPreemptions),
    proven(events, found.fewestEvents),
    race,
  ]
    .map(cell)
    .join(' | ')} |`;
}

function write(): void {
  const path = 'docs/FOUND.md';
  const [before] = readFileSync(path, 'utf8').split(`\n${MARK}\n`) as [string];
  const head = [
    MARK,
    '',
    'Written by `npm run smallest`. The smallest workload that still breaks the claim: `before` is what happens before the threads',
    'begin; all workloads that are one step smaller keep the claim (a race: or break it without a preemption), so many were asked.',
    'Then the fewest preemptions with which it breaks and, with these, the fewest events: all traces that need no more were looked at.',
    '',
    '| scenario | claim | smallest workload | smaller ones that hold | preemptions | events | critical race |',
    '| --- | --- | --- | --- | --- | --- | --- |',
  ];
  writeFileSync(path, `${[before.trimEnd(), '', ...head, ...VIOLATIONS.map(violationLine)].join('\n')}\n`);
}

const LARGE = { threads: 4, operations: 5 };

/** A workload of four threads and some twenty operations that holds the given one; null if none was found that fails. */
function enlarged({ subject, workload, claim, name }: Violation): Workload | null {
  const given = draftOf(subject, workload);
  if (given.threads.some(({ forever }) => forever === true)) return null;
  for (let seed = 1; seed <= 20; seed++) {
    const noise = fc.sample(drafts(subject, LARGE), { seed, numRuns: 12 }).flatMap((draft: Draft) => draft.threads);
    const threads = Array.from({ length: LARGE.threads }, (_, k) => {
      const { does = [], cpu = 0 } = given.threads[k] ?? {};
      const more = noise.slice(3 * k, 3 * k + 9).flatMap((thread) => thread.does);
      return { cpu, does: [...does, ...more].slice(0, Math.max(LARGE.operations, does.length)), forever: false };
    });
    const large = workloadOf({ ...given, threads }, true);
    const { answer } = decide(subject.scenario(name, large, [claim]), claim, { ...THOROUGH, states: 0 });
    if (answer === 'breaks') return large;
  }
  return null;
}

function comeDown(): void {
  for (const violation of VIOLATIONS) {
    const { name, claim, subject } = violation;
    const large = enlarged(violation);
    if (large === null) {
      process.stdout.write(`${name}: no such workload was found to break ${claim}\n`);
      continue;
    }
    const started = process.hrtime.bigint();
    const found: Minimised | null = minimiseWorkload(subject, large, claim, name);
    const seconds = Number(process.hrtime.bigint() - started) / 1e9;
    const to =
      found === null
        ? 'not made small'
        : `${sizeText(found.workload)}, ${found.preemptions} preemptions, ${found.asked} asked, ${found.neighbours.unknown} not known`;
    process.stdout.write(`${name} (${claim}): ${sizeText(large)} -> ${to}, ${seconds.toFixed(1)} s\n`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv[2] === 'large') comeDown();
  else write();
}
