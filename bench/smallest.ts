/**
 * `npm run smallest`: for every shipped violation the smallest workload and interleaving, and its critical race, to the end of
 * docs/FOUND.md. `npm run smallest -- large` begins with random workloads of four threads and twenty operations around each, and
 * writes docs/SHRINKING.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { decide, THOROUGH } from '../hunt/decide.js';
import { minimiseWorkload } from '../hunt/minimise.js';
import { sizeText, workloadLines } from '../hunt/workload-text.js';
import { draftOf, drafts, workloadOf } from '../hunt/workloads.js';
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

/** A workload of four threads with five operations each that begins with the given one; null if none was found that fails. */
function enlarged({ subject, workload, claim, name }: Violation): Workload | null {
  const given = draftOf(subject, workload);
  if (given.threads.some(({ forever }) => forever === true)) return null;
  for (let seed = 1; seed <= 20; seed++) {
    const noise = fc.sample(drafts(subject, LARGE), { seed, numRuns: 40 }).flatMap((each) => each.threads);
    const more = noise.flatMap(({ does }) => does);
    const threads = Array.from({ length: LARGE.threads }, (_, k) => given.threads[k] ?? { cpu: k % 2, does: [] });
    let large: Workload = workload;
    for (const [k, operation] of more.entries()) {
      // In turn, behind what the thread does already, and only what makes sense there.
      const at = k % LARGE.threads;
      const { does } = threads[at]!;
      if (does.length >= LARGE.operations) continue;
      const longer = threads.with(at, { ...threads[at]!, does: [...does, operation], forever: false });
      const candidate = workloadOf({ ...given, threads: longer });
      if (operationsOf(candidate) <= operationsOf(large)) continue;
      threads[at] = longer[at]!;
      large = candidate;
    }
    const { answer } = decide(subject.scenario(name, large, [claim]), claim, { ...THOROUGH, states: 0 });
    if (answer === 'breaks') return large;
  }
  return null;
}

function operationsOf({ threads }: Workload): number {
  return Object.values(threads).reduce((sum, { does }) => sum + does.length, 0);
}

/** Writes docs/SHRINKING.md; prints how long each took, which is not the same everywhere. */
function comeDown(): void {
  const lines: string[] = [];
  let slowest = 0;
  for (const violation of VIOLATIONS) {
    const { name, claim, subject } = violation;
    const large = enlarged(violation);
    if (large === null) {
      lines.push(`| \`${name}\` | ${claim} | none was found that fails | | | | |`);
      continue;
    }
    const started = process.hrtime.bigint();
    const found = minimiseWorkload(subject, large, claim, name);
    const seconds = Number(process.hrtime.bigint() - started) / 1e9;
    slowest = Math.max(slowest, seconds);
    process.stdout.write(`${name}: ${seconds.toFixed(1)} s\n`);
    const cells =
      found === null
        ? ['not made small', '', '', '']
        : [sizeText(found.workload), found.preemptions, found.asked, found.neighbours.unknown];
    lines.push(`| ${[`\`${name}\``, claim, sizeText(large), ...cells].join(' | ')} |`);
  }
  process.stdout.write(`slowest: ${slowest.toFixed(1)} s\n`);
  const head = [
    '# From a large failing workload to the smallest',
    '',
    'Written by `npm run smallest -- large`. Each shipped violation in a workload of four threads with five operations each, most of them',
    'random, and what comes out of it: the smallest workload, the fewest preemptions that it needs, how many workloads were asked for on',
    'the way, and of how many neighbours of the result it is not known whether they hold. The smallest failure need not be the one of the',
    'scenario: only the claim is the same, and that it is a race if it was one.',
    '',
    '| scenario | claim | from | to | preemptions | asked | not known |',
    '| --- | --- | --- | --- | --- | --- | --- |',
  ];
  writeFileSync('docs/SHRINKING.md', `${[...head, ...lines].join('\n')}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv[2] === 'large') comeDown();
  else write();
}
