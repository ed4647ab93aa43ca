/** Samplers by name, and the portfolio of them. */
import type { Session } from '../session.js';
import { Pct } from './pct.js';
import { Pos } from './pos.js';
import type { Profile } from './profile.js';
import { RandomWalk } from './random-walk.js';
import type { Random, Sampler } from './sampler.js';
import { Surw } from './surw.js';
import { Urw } from './urw.js';

export const SAMPLERS = ['portfolio', 'pos', 'surw', 'pct', 'urw', 'walk'] as const;

/** Who chooses what goes next in a random execution: one sampler, or several in turns. */
export type SamplerName = (typeof SAMPLERS)[number];

/** What is sampled, and how. */
export interface SamplerOptions {
  /** Default `portfolio`: POS, SURW, PCT of depth 2 and 3, URW and a random walk take turns. */
  readonly sampler?: SamplerName;
  /** Of `pct`: how many ordered pairs of events it looks for; at least 1. Default 3. */
  readonly depth?: number;
  /** Names of the objects whose events `surw` orders uniformly. Default: the one with the most conflicts. */
  readonly objects?: readonly string[];
}

/** Of `pct`. */
export const DEFAULT_DEPTH = 3;

/** The samplers that take turns. */
export function samplersOf(
  { sampler = 'portfolio', depth = DEFAULT_DEPTH, objects = [] }: SamplerOptions,
  session: Session,
  random: Random,
  profile: Profile,
): readonly Sampler[] {
  const make = {
    pos: () => new Pos(session, random),
    surw: () => new Surw(session, random, profile, objects),
    pct: (of = depth) => new Pct(session, random, profile, of),
    urw: () => new Urw(session, random, profile),
    walk: () => new RandomWalk(random),
  };
  if (sampler !== 'portfolio') return [make[sampler]()];
  return [make.pos(), make.surw(), make.pct(2), make.pct(3), make.urw(), make.walk()];
}
