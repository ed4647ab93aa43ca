/**
 * `always` and `sometimes` claims: asked after every event that writes what they read, and such events are kept in order
 * against each other, so that no reduction skips a state that a claim could see.
 */
import type { SavedSession } from './checkpoint.js';
import type { Execution } from './execution.js';
import type { Findings } from './findings.js';
import { ACCESS_INTS, type Context, PASS, READ, WHOLE, WRITE } from './object.js';
import { ask, type Property } from './property.js';
import type { Scenario } from './scenario.js';

/** Ids of the places that keep writes to one property's footprint in order; above all object ids. */
const PROPERTY_PLACE = 0x40000000;

/** Claims are bits of a number. */
const MAX_CLAIMS = 30;

export class WatchedClaims {
  /** All of them, also if somebody else asks them. */
  readonly claims: readonly Property[];
  /** Those that are asked here. */
  readonly #asked: readonly Property[];
  readonly #properties: readonly Property[];
  /** Objects that they were seen to read: bit p for claim p. Outlasts explorations. */
  readonly #reads = new Map<number, number>();
  readonly #reached = new Set<Property>();
  /** Claims, `atEnd` too, with a trigger that fired. */
  readonly applied = new Set<Property>();
  /** Claims, as bits, of which the newest event wrote what they read. */
  written = 0;

  /** @param inCuts they are asked by somebody else: see Cuts */
  constructor({ name, properties = [] }: Scenario, inCuts: boolean) {
    this.#properties = properties;
    this.claims = properties.filter((property) => property.mode !== 'atEnd');
    this.#asked = inCuts ? [] : this.claims;
    if (this.#asked.length > MAX_CLAIMS)
      throw new Error(`${name}: more than ${MAX_CLAIMS} always/sometimes properties`);
  }

  save(): Pick<SavedSession, 'watched' | 'reached' | 'applied'> {
    const indices = (claims: ReadonlySet<Property>) => [...claims].map((claim) => this.#properties.indexOf(claim));
    return { watched: [...this.#reads], reached: indices(this.#reached), applied: indices(this.applied) };
  }

  /** Knows what the saved ones were seen to read. */
  learn({ watched }: Pick<SavedSession, 'watched'>): void {
    for (const [object, claims] of watched) this.#reads.set(object, claims);
  }

  /** Goes on where they were saved. */
  resume({ reached, applied }: Pick<SavedSession, 'reached' | 'applied'>): void {
    for (const index of reached) this.#reached.add(this.#properties[index]!);
    for (const index of applied) this.applied.add(this.#properties[index]!);
  }

  /** The exploration begins again. */
  forget(): void {
    this.#reached.clear();
    this.applied.clear();
  }

  /** `sometimes` claims whose state no execution has reached so far. */
  get unreached(): readonly Property[] {
    return this.claims.filter((property) => property.mode === 'sometimes' && !this.#reached.has(property));
  }

  /** The `sometimes` claim's state was reached. */
  reach(claim: Property): void {
    this.#reached.add(claim);
  }

  /** Of the event whose accesses were just recorded: if it writes what a claim reads, it also writes the claim's own place. */
  orderWrites(context: Context): void {
    if (this.#reads.size === 0) return;
    const recorded = context.length;
    this.written = 0;
    for (let at = 0; at < recorded; at += ACCESS_INTS) {
      const mode = context.accesses[at + 1]!;
      const readers = mode === READ || mode === PASS ? 0 : (this.#reads.get(context.accesses[at]!) ?? 0);
      if (readers === 0) continue;
      this.written |= readers;
      const low = context.accesses[at + 2]!;
      const high = context.accesses[at + 3]!;
      for (let p = 0; p < this.#asked.length; p++) {
        if ((readers & (1 << p)) === 0) continue;
        const whole = !this.#asked[p]!.perRange;
        context.access(PROPERTY_PLACE + p, WRITE, whole ? 0 : low, whole ? WHOLE : high, 0);
      }
    }
  }

  /** Asks every claim where nothing has happened yet. */
  checkAll(execution: Execution, findings: Findings): void {
    this.#ask(-1, execution, findings, -1);
  }

  /**
   * Asks those of which event `at`, the newest, wrote what they read.
   * @returns true if a claim was seen to read something new: other events have to be kept in order
   */
  check(execution: Execution, findings: Findings, at: number): boolean {
    return this.written !== 0 && this.#ask(this.written, execution, findings, at);
  }

  #ask(which: number, { context, booted }: Execution, findings: Findings, at: number): boolean {
    let hasLearned = false;
    for (let p = 0; p < this.#asked.length; p++) {
      if ((which & (1 << p)) === 0) continue;
      const property = this.#asked[p]!;
      const { answer, read } = asking(context, () => ask(property, booted.world, this.applied));
      for (const object of read) {
        const before = this.#reads.get(object) ?? 0;
        if ((before & (1 << p)) !== 0) continue;
        this.#reads.set(object, before | (1 << p));
        hasLearned = true;
      }
      if (property.mode === 'sometimes') {
        if (answer === null) this.reach(property);
      } else if (answer !== null) findings.add({ claim: property.name, message: answer, at });
    }
    return hasLearned;
  }
}

/** What a claim answers, and the ids of the objects that it reads for that. */
export function asking<T>(context: Context, ask: () => T): { readonly answer: T; readonly read: readonly number[] } {
  context.length = 0;
  context.recording = true;
  try {
    const answer = ask();
    return { answer, read: context.objectsAccessedSince(0) };
  } finally {
    context.recording = false;
  }
}
