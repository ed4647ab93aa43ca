/** The known pitfalls of these algorithms, as faults put in on purpose, and what notices each. */
import { readFileSync } from 'node:fs';
import type { Mutation } from '../../scheduler/strategies/reversal.js';
import type { Mutant } from './operators.js';
import { ROOT } from './workshop.js';

export interface Pitfall {
  /** P1 to P13; none: found here. */
  readonly id: string;
  readonly what: string;
  /** A switch of the engine's, some text to be replaced in a source file, or nothing that could be put in. */
  readonly fault: Exclude<keyof Mutation, 'trustForeign'> | SourceFault | null;
  /** Of a fault in the source, the smallest program that shows it, in words; without a fault, where it is dealt with. */
  readonly note?: string;
}

export interface SourceFault {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/** The source fault as a mutant. The text must occur exactly once. */
export function planted({ file, before, after: text }: SourceFault): Mutant {
  const source = readFileSync(new URL(file, ROOT), 'utf8');
  const start = source.indexOf(before);
  if (start < 0 || source.indexOf(before, start + 1) >= 0)
    throw new Error(`${file}: expected "${before}" exactly once, to be replaced by "${text}"`);
  const line = source.slice(0, start).split('\n').length;
  const end = start + before.length;
  return { file, operator: 'planted', line, within: '', before, after: text, start, end, text };
}

export const PITFALLS: readonly Pitfall[] = [
  { id: 'P1', what: 'no race reversal for threads that are blocked at the end', fault: 'noBlockedRaces' },
  { id: 'P2', what: 'wakeup sequences cut to what the second event follows from', fault: 'cutWakeupSequences' },
  { id: 'P3', what: 'outcome of a try-lock or cmpxchg kept at its new place', fault: 'keepOutcomes' },
  { id: 'P4', what: 'races skipped whose second event was replayed', fault: 'skipPrefixRaces' },
  { id: 'P5', what: 'a writer put before single readers only, who together keep it out', fault: 'singlesOnly' },
  { id: 'P6', what: 'search for the acquisition behind a release stops too early', fault: 'breakAtFirstFeasible' },
  { id: '', what: 'a waiting step put before releases too', fault: 'releaseRaces' },
  {
    id: 'P7',
    what: 'spawned threads numbered in the order of their creation',
    fault: {
      file: 'scheduler/execution.ts',
      before: 'const key = parent.index * 0x10000 + parent.children++;',
      after: 'const key = this.threads.length + 0 * parent.children++;',
    },
    note: 'two threads that each spawn one that stores; one of the two has stored before',
  },
  {
    id: 'P8',
    what: '`always` claims asked on traces whose order they can tell apart',
    fault: {
      file: 'scheduler/watched-claims.ts',
      before: 'context.access(PROPERTY_PLACE + p, WRITE, whole ? 0 : low, whole ? WHOLE : high, 0);',
      after: 'void [whole, low, high];',
    },
    note: '`x = 1` beside `y = 1`, claim: never `x = 1` with `y = 0`',
  },
  { id: 'P9', what: 'sleeping steps known by their thread only, not by its choice', fault: 'sleepByThreadOnly' },
  {
    id: 'P10',
    what: 'number of executions of source DPOR taken for an oracle',
    fault: null,
    note: 'compared are its traces (`compareOthers`); its executions only with published figures',
  },
  {
    id: 'P11',
    what: 'hidden nondeterminism goes unnoticed',
    fault: {
      file: 'scheduler/session.ts',
      before: 'this.#diverged(k, pending ?? null);',
      after: 'continue;',
    },
    note: 'two threads of which every second boot reads where the first wrote',
  },
  {
    id: 'P12',
    what: 'conflicts that depend on no outcome taken for granted, by parsimonious DPOR',
    fault: null,
    note: 'not one of the strategies; the like for optimal DPOR is P3',
  },
  {
    id: 'P13',
    what: 'wrong conflict table: a cmpxchg that stores says that it reads',
    fault: {
      file: 'model/sync/atomic-word.ts',
      before: 'if (found === old) {\n      this.modifies();',
      after: 'if (found === old) {\n      this.reads();',
    },
    note: '`cmpxchg(x, 0, 1)` beside `read(x)`',
  },
];
