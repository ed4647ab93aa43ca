/**
 * `always` and `sometimes` claims in every state that some order of a trace passes, without keeping any writes in order.
 *
 * Such a state is what a consistent cut of the trace leaves: events with all that they follow. A claim can tell two cuts
 * apart only if they differ in events that write what it reads, so of those it is asked once, in the smallest cut that has
 * them. A cut that other traces have too is asked once for all of them.
 */
import { EventNumbers } from './event-numbers.js';
import { Execution } from './execution.js';
import { PASS, READ } from './object.js';
import { ask, type Property } from './property.js';
import type { Session } from './session.js';
import { ExactStore } from './states/state-store.js';
import { asking } from './watched-claims.js';

/** What is known of one claim. */
interface Claim {
  readonly property: Property;
  /** Ids of the objects that it was seen to read. */
  readonly reads: Set<number>;
  /** Cuts in which it was asked, by the last event of each thread, and the answers. */
  cuts: ExactStore;
  answers: (string | null)[];
}

/** Events of each thread, from its first one on. */
type Cut = Int32Array;

export class Cuts {
  readonly #session: Session;
  readonly #claims: readonly Claim[];
  #beginning = 0;
  #numbers!: EventNumbers;
  /** An execution at some cut, which a larger one can go on from. */
  #standing: { readonly execution: Execution; readonly cut: Cut } | null = null;
  /** Cuts in which a claim was asked. */
  asked = 0;

  constructor(session: Session) {
    this.#session = session;
    this.#claims = session.watched.claims.map((property) => ({
      property,
      reads: new Set(),
      cuts: new ExactStore(),
      answers: [],
    }));
  }

  /** The session is at the end of an execution: notes what breaks in some order of its trace. */
  look(): void {
    const session = this.#session;
    if (session.beginnings !== this.#beginning) this.#begin();
    for (let j = 0; j < session.path.depth; j++) this.#numbers.note(session.path, j);
    for (const claim of this.#claims) {
      let known: number;
      do {
        known = claim.reads.size;
        this.#walk(claim);
      } while (claim.reads.size > known);
    }
    this.#standing = null;
    session.execution.activate();
  }

  /** What was learned in between changed the events. */
  #begin(): void {
    this.#beginning = this.#session.beginnings;
    this.#numbers = new EventNumbers(this.#session.path.stride);
    this.asked = 0;
    for (const claim of this.#claims) {
      claim.cuts = new ExactStore();
      claim.answers = [];
    }
  }

  /** Asks the claim in every cut of the path that it can tell from the others. */
  #walk(claim: Claim): void {
    const { path } = this.#session;
    const { stride, clocks, nth } = path;
    const writes = this.#writesOf(claim);
    /** By thread: how many of the writes come first. */
    const from = new Int32Array(stride);
    const stack: { readonly cut: Cut; readonly done: Int32Array }[] = [{ cut: new Int32Array(stride), done: from }];
    const seen = new ExactStore();
    seen.add(from, stride);
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      this.#look(claim, at.cut);
      for (let p = 0; p < stride; p++) {
        const event = writes[p]![at.done[p]!];
        if (event === undefined) continue;
        const row = event * stride;
        const isNext = writes.every((all, q) => {
          const next = all[at.done[q]!];
          return q === p || next === undefined || nth[next]! >= clocks[row + q]!;
        });
        if (!isNext) continue;
        const done = at.done.slice();
        done[p]!++;
        if (seen.add(done, stride) >= 0) continue;
        const cut = at.cut.map((count, q) => Math.max(count, clocks[row + q]!));
        stack.push({ cut, done });
      }
    }
  }

  /** By thread, in order: the events that write what the claim reads. */
  #writesOf({ reads }: Claim): number[][] {
    const { path } = this.#session;
    const writes: number[][] = Array.from({ length: path.stride }, () => []);
    for (let j = 0; j < path.depth; j++) {
      let isWrite = false;
      path.footprints.forEach(path.footprint[j]!, (object, mode) => {
        isWrite ||= mode !== READ && mode !== PASS && reads.has(object);
      });
      if (isWrite) writes[path.thread[j]!]!.push(j);
    }
    return writes;
  }

  #look(claim: Claim, cut: Cut): void {
    const session = this.#session;
    const number = this.#numbers.numberOfCut(claim.cuts, session.path, cut);
    if (number === claim.answers.length) {
      const { context, booted } = this.#at(cut);
      const { answer, read } = asking(context, () => ask(claim.property, booted.world, session.watched.applied));
      for (const object of read) claim.reads.add(object);
      claim.answers.push(answer);
      this.asked++;
    }
    const answer = claim.answers[number]!;
    if (claim.property.mode === 'sometimes') {
      if (answer === null) session.watched.reach(claim.property);
    } else if (answer !== null) session.foundInCut(claim.property.name, answer, [...cut]);
  }

  /** An execution in which just these events have happened. */
  #at(cut: Cut): Execution {
    const { path, shared } = this.#session;
    const standing = this.#standing;
    const isAhead = standing?.cut.every((count, p) => count <= cut[p]!) === true;
    const execution = isAhead ? standing!.execution : new Execution({ ...shared, gates: null });
    const before = isAhead ? standing!.cut : new Int32Array(path.stride);
    execution.activate();
    for (let j = 0; j < path.depth; j++) {
      const thread = path.thread[j]!;
      if (path.nth[j]! < before[thread]! || path.nth[j]! >= cut[thread]!) continue;
      execution.perform(thread, path.alternative[j]!);
      this.#session.steps++;
    }
    execution.context.reported = null;
    this.#standing = { execution, cut };
    return execution;
  }
}
