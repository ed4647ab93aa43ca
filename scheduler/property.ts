/**
 * Properties: named claims about a world. `always` holds in every reachable state, `sometimes` in at least one
 * (else the scenario is vacuous), `atEnd` in every final state.
 */

import { NondeterminismError } from './nondeterminism.js';
import { ScenarioError } from './scenario-error.js';

/** A named claim about a world. Made by `always`, `sometimes` and `atEnd`. */
export interface Property<W = unknown> {
  /** What a verdict calls it when it breaks. */
  readonly name: string;
  /** When it is asked. */
  readonly mode: 'always' | 'sometimes' | 'atEnd';
  /**
   * `always`, `atEnd`: null if the claim holds in this state, else a sentence: what, who, where.
   * `sometimes`: null if the state was reached (that is: not null means "not here").
   * Reads shared objects only; changes nothing.
   */
  check(world: W): string | null;
  /**
   * The claim is about each page (or other unit of a range) by itself: the state of one page never depends on
   * another's. Then only writes to the same range are kept in order, which is far cheaper.
   */
  readonly perRange: boolean;
  /** If present, the claim is only about states in which this is true. */
  trigger?(world: W): boolean;
}

/**
 * What the claim says of this state: null also if it is not about it. Throws ScenarioError if its own code does.
 * @param applied gets the property if it has a trigger and is about it
 */
export function ask<W>(property: Property<W>, world: W, applied?: Set<Property<W>>): string | null {
  try {
    if (property.trigger !== undefined) {
      if (!property.trigger(world)) return null;
      applied?.add(property);
    }
    return property.check(world);
  } catch (error) {
    if (error instanceof NondeterminismError) throw error;
    throw new ScenarioError(`the claim "${property.name}"`, error);
  }
}

// A property made inside a scenario's literal cannot infer the world that boot() builds there: without an annotation on
// the check's parameter it is `any`, with one it is checked.
// biome-ignore lint/suspicious/noExplicitAny: see above
type AnyWorld = any;

/** What a claim is about. */
export interface TriggerOption<W> {
  /** See Property.trigger. A claim whose trigger never fires says nothing: the verdict tells. */
  readonly trigger?: (world: W) => boolean;
}

/** Options of `always`. */
export interface PropertyOptions<W = AnyWorld> extends TriggerOption<W> {
  /** See Property.perRange; default false. */
  readonly perRange?: boolean;
}

/**
 * The claim holds after every event of every interleaving. What the check reads is recorded; events that write any
 * of it are kept in order against each other, so that the reduction cannot skip a state that the check could see.
 */
export function always<W = AnyWorld>(
  name: string,
  check: (world: W) => string | null,
  { perRange = false, trigger }: PropertyOptions<W> = {},
): Property<AnyWorld> {
  return { name, mode: 'always', check, perRange, ...(trigger === undefined ? {} : { trigger }) };
}

/** Some interleaving reaches a state where the condition is true; guards against vacuous verdicts. */
export function sometimes<W = AnyWorld>(name: string, condition: (world: W) => boolean): Property<AnyWorld> {
  return { name, mode: 'sometimes', check: (world: W) => (condition(world) ? null : 'not here'), perRange: false };
}

/** The claim holds whenever every thread has ended or waits for ever. */
export function atEnd<W = AnyWorld>(
  name: string,
  check: (world: W) => string | null,
  { trigger }: TriggerOption<W> = {},
): Property<AnyWorld> {
  return { name, mode: 'atEnd', check, perRange: false, ...(trigger === undefined ? {} : { trigger }) };
}
