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
  { claim, race, reason }: Pick<Explanation, 'claim' | 'race' | 'reason'>,
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
  return [`Critical ${found}.`, `If ${otherwise}, ${claim} holds${evidence(race, claim)}${undecided}.`];
}

/** How far that is known. */
function evidence({ proof }: CriticalRace, claim: string): string {
  if (proof === null) return ' in the nearest execution';
  const { same, reversed } = proof;
  const here = `otherwise it is broken in ${same.broken} of ${same.traces}`;
  if (isCause(proof)) return ` in ${all(reversed.traces)} of that kind; ${here}`;
  return ` in the nearest execution, but ${claim} is broken in ${reversed.broken} of ${all(reversed.traces)} of that kind too; ${here}`;
}

function all(traces: number): string {
  return traces === 1 ? 'the one trace' : `all ${traces} traces`;
}
