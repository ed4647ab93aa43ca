/** The critical race of an explanation in sentences: both orders, by thread, step and source line. */
import { type CriticalRace, type Explanation, isCause, type RacePoint } from '../scheduler/explain/explanation.js';
import { count, relative } from './trace-text.js';

export interface RaceTextOptions {
  /** Name the source line that asks for each step. */
  readonly where?: boolean;
  /** Paths are shown relative to this folder. */
  readonly folder?: string;
}

/** Two sentences: what comes first where it fails, and what happens otherwise. One that says why, if there is no race. */
export function raceSentences(
  { race, reason }: Pick<Explanation, 'race' | 'reason'>,
  options: RaceTextOptions = {},
): string[] {
  if (race === null) return [`No critical race: ${reason}.`];
  const undecided = reason === null ? '' : ` (${reason})`;
  const { kind, first, second, detour } = race;
  const at = ({ where }: RacePoint) =>
    options.where === true && where !== null ? ` (${relative(where, options.folder ?? '')})` : '';
  const named = ({ thread, step }: RacePoint) => `${thread}'s ${step}`;
  const earlier = first.map((point) => named(point) + at(point)).join(' and ');
  const away = detour === 0 ? '' : `, ${count(detour, 'reversed race')} away from this execution`;
  const toCome = second.event === null ? ', which is still to come' : '';
  const [found, otherwise] =
    kind === 'order'
      ? [`race${away}: ${earlier} comes before ${named(second)}${at(second)}${toCome}`, `${named(second)} comes first`]
      : [`choice${away}: ${earlier} gives ${first[0]!.result}`, `it gives ${second.result}`];
  return [`Critical ${found}.`, `If ${otherwise}, this does not happen${evidence(race)}${undecided}.`];
}

/** How far that is known. */
function evidence({ proof }: CriticalRace): string {
  if (proof === null) return ' in the nearest execution';
  const { same, reversed } = proof;
  const here = `otherwise in ${same.broken} of ${same.traces}`;
  const never = reversed.traces === 1 ? 'not in the one trace' : `in none of the ${reversed.traces} traces`;
  if (isCause(proof)) return `: ${never} with that; ${here}`;
  return ` in the nearest execution, but in ${reversed.broken} of the ${count(reversed.traces, 'trace')} with that; ${here}`;
}
