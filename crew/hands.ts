/** A crew as the hands of a hunt. */
import type { Hands } from '../hunt/hunt.js';
import type { HuntOptions, Shown, Small } from '../hunt/run.js';
import type { Crew } from './crew.js';
import type { ExamineInput, MinimiseInput } from './kinds/hunt.js';
import type { ProgramRef } from './task.js';

/** @param subject the design, by name */
export function handsOf(crew: Crew, program: ProgramRef, subject: string, options: HuntOptions): Hands {
  return {
    async examine(planned, signal) {
      const input: ExamineInput = { subject, options, planned };
      return (await crew.perform({ program, kind: 'hunt-examine', input }, signal)) as Shown | null;
    },
    async minimise(workload, claim, signal) {
      const input: MinimiseInput = { subject, workload, claim };
      return (await crew.perform({ program, kind: 'hunt-minimise', input }, signal)) as Small | null;
    },
  };
}
