/**
 * Checks a certificate by itself: shares with the explorations what a program does (Execution) and nothing of how
 * they find traces, order events or count. What it shows:
 *
 * 1. each schedule is a whole execution of this scenario, its trace has that leaf, no trace comes twice, and the leaves
 *    have that root;
 * 2. each trace breaks the claims that it is said to break and no others;
 * 3. there are no other traces. For take an event and all that follows from it out of a trace: whatever may run then
 *    must begin some trace of the certificate. Where a thread has to wait then, what it waits for is taken out as well.
 *    Were there a trace that is not in the certificate, look at the one in it that begins like it for longest (that is,
 *    shares the largest cut p with it), and at the next event e after p: e's thread does something else there, or
 *    later, or never, because of events outside p. Each of them can be taken out, and then it comes earlier: in some
 *    trace of the certificate, with fewer of them before it, until there are none and p with e begins one.
 */
import seedrandom from 'seedrandom';
import { DATA_RACE } from '../detectors/data-race.js';
import { DEADLOCK, stuckThreads } from '../detectors/deadlock.js';
import { FORGOTTEN_UNLOCK } from '../detectors/forgotten-unlock.js';
import { Execution, type Shared } from '../execution.js';
import { ACCESS_INTS, ACQUIRE, LocksetTable, ObjectIds, PASS, READ, UPDATE, WHOLE, WRITE } from '../object.js';
import { ask, type Property } from '../property.js';
import type { Scenario } from '../scenario.js';
import { sealed } from '../sealed.js';
import { brokenClaim, type Step, standsForThread } from '../step.js';
import { type Certificate, decode, labelsOf, leafOf, rootOf } from './certificate.js';
import { claimsOf } from './trace-collector.js';

export interface VerifyOptions {
  /** Of so many traces, chosen at random, (3) is checked. Default: of all. */
  readonly sample?: number;
  readonly seed?: string;
}

export interface Verification {
  /** Traces run again. */
  readonly traces: number;
  /** Traces of which (3) was checked. */
  readonly closed: number;
  /** Claims broken according to the certificate that this check does not look for itself. */
  readonly unchecked: readonly string[];
  /** What is wrong with the certificate; empty: nothing. At most a few. */
  readonly problems: readonly string[];
}

/** Ints of an access as Context records it: object, mode, low, high, lockset, plain. */
type Accesses = readonly (readonly number[])[];

/** An event that has just happened. */
interface Performed {
  readonly thread: number;
  readonly alternative: number;
  /** See ThreadOfTrace. */
  readonly named: number | string;
  readonly accesses: Accesses;
  /** The thread whose end it waited for, and the one that it created; -1: none. */
  readonly joined: number;
  readonly spawned: number;
}

/** An event and its past. */
interface Event extends Performed {
  /** By thread: how many of its events happen before this one or are it; absent: none. */
  readonly after: number[];
  /** Equal for events with equal pasts, in whatever traces. */
  readonly id: number;
}

/** Above all object ids: what `always` claims read. */
const CLAIM = 0x40000000;
/** Claims without code of the scenario's that are looked at here. */
const OURS = [DEADLOCK, FORGOTTEN_UNLOCK, DATA_RACE];
const MAX_PROBLEMS = 5;

export function verify(scenario: Scenario, certificate: Certificate, options: VerifyOptions = {}): Verification {
  return sealed(() => new Verifier(scenario, certificate).verify(options));
}

class Verifier {
  readonly #scenario: Scenario;
  readonly #properties: readonly Property[];
  readonly #certificate: Certificate;
  readonly #shared: Shared;
  /** By claim: objects that it reads. */
  readonly #watched: Set<number>[];
  readonly #ids = new Map<string, number>();
  /** By id of an event: the traces that have it, by number. */
  readonly #holders: number[][] = [];
  readonly #seenCuts = new Set<string>();
  readonly #unchecked = new Set<string>();
  readonly problems: string[] = [];

  constructor(scenario: Scenario, certificate: Certificate) {
    this.#scenario = scenario;
    this.#certificate = certificate;
    this.#properties = scenario.properties ?? [];
    this.#watched = this.#properties.map(() => new Set());
    this.#shared = {
      scenario,
      facts: { observed: new Set(), observedNames: new Set(certificate.observed), plainData: false },
      locksets: new LocksetTable(),
      ids: new ObjectIds(),
      threadIds: new Map(),
      trackData: true,
      accesses: new Int32Array(64 * ACCESS_INTS),
      fuse: true,
      gates: null,
    };
  }

  verify({ sample = Infinity, seed = '1' }: VerifyOptions): Verification {
    const { traces, claims, root } = this.#certificate;
    let closed = 0;
    if (claims.join() !== claimsOf(this.#scenario).join()) this.#problem('the claims are not those of the scenario');
    if (rootOf(traces.map(({ leaf }) => leaf)) !== root) this.#problem('the root is not that of the leaves');
    if (traces.length === 0) this.#problem('there is no trace');
    for (let k = 1; k < traces.length; k++)
      if (traces[k]!.leaf <= traces[k - 1]!.leaf) this.#problem(`trace ${k + 1} is out of order, or comes twice`);
    // What the claims read decides which events commute: first all of it, then the traces.
    for (let k = 0; k < traces.length && this.problems.length === 0; k++) this.#watch(k);
    const runs: Event[][] = [];
    const broken = new Map<string, number>();
    for (let k = 0; k < traces.length && this.problems.length === 0; k++) runs.push(this.#check(k, broken));
    if (this.problems.length === 0) {
      for (const [claim, count] of broken)
        if (this.#certificate.broken[claim] !== count) this.#problem(`${claim} breaks in ${count} traces`);
      for (const claim of Object.keys(this.#certificate.broken).filter((each) => !broken.has(each)))
        if (this.#isChecked(claim)) this.#problem(`${claim} breaks in no trace`);
        else this.#unchecked.add(claim);
      for (const k of chosen(traces.length, sample, seed)) {
        if (this.problems.length >= MAX_PROBLEMS) break;
        this.#close(runs[k]!);
        closed++;
      }
    }
    return { traces: runs.length, closed, unchecked: [...this.#unchecked].sort(), problems: this.problems };
  }

  #problem(what: string): void {
    if (this.problems.length < MAX_PROBLEMS && !this.problems.includes(what)) this.problems.push(what);
  }

  /** By thread. */
  #labelOf: string[] = [];

  #labels(execution: Execution): string[] {
    const { threads, daemons } = execution.booted;
    const booted = Object.keys(threads).length + Object.keys(daemons ?? {}).length;
    if (this.#labelOf.length < booted + this.#shared.threadIds.size)
      this.#labelOf = labelsOf(Object.keys({ ...threads, ...daemons }), this.#shared.threadIds);
    return this.#labelOf;
  }

  #numberOf(thread: number): number {
    return this.#certificate.threads.indexOf(this.#labelOf[thread]!);
  }

  #scheduleOf(trace: number): [number, number][] {
    const schedule = decode(this.#certificate.traces[trace]!.schedule);
    if (schedule === null) this.#problem(`the schedule of trace ${trace + 1} cannot be read`);
    return schedule ?? [];
  }

  /** Boots and runs the first events (the thread's number in the certificate, alternative), looking at nothing. */
  #at(schedule: readonly (readonly [number, number])[]): Execution {
    const execution = new Execution(this.#shared);
    for (const [number, alternative] of schedule) {
      const thread = this.#ready(execution, number, alternative);
      if (thread < 0) break;
      execution.perform(thread, this.#there(execution, thread, alternative));
    }
    execution.context.reported = null;
    return execution;
  }

  /** The thread of that number, if it can go on in this way; -1, and a problem, if not. */
  #ready(execution: Execution, number: number, alternative: number): number {
    const label = this.#certificate.threads[number];
    const thread = label === undefined ? -1 : this.#labels(execution).indexOf(label);
    const ways = execution.ways(thread);
    if (ways.length > 0 && ways.includes(this.#there(execution, thread, alternative))) return thread;
    this.#problem(`a schedule asks for ${label ?? `thread ${number}`}, which cannot go on there`);
    return -1;
  }

  /** An alternative of the certificate, that of a thread by its number there, as it is called in this execution. */
  #there(execution: Execution, thread: number, alternative: number): number {
    if (!standsForThread(execution.threads[thread]!.pending!.operation, alternative)) return alternative;
    return this.#labels(execution).indexOf(this.#certificate.threads[alternative - 1] ?? '') + 1;
  }

  /** The reverse of `#there`. */
  #here(execution: Execution, thread: number, there: number): number {
    if (!standsForThread(execution.threads[thread]!.pending!.operation, there)) return there;
    return this.#numberOf(there - 1) + 1;
  }

  /** Performs one event. Null, and a problem, if it cannot happen. */
  #step(execution: Execution, number: number, alternative: number): Performed | null {
    const thread = this.#ready(execution, number, alternative);
    if (thread < 0) return null;
    const pending = execution.threads[thread]!.pending!;
    const there = this.#there(execution, thread, alternative);
    const joined = pending.operation.joins?.(pending) ?? -1;
    const { context } = execution;
    context.length = 0;
    context.recording = true;
    execution.perform(thread, there);
    context.recording = false;
    const accesses = recorded(execution);
    for (const [p, watched] of this.#watched.entries()) {
      const { perRange } = this.#properties[p]!;
      for (const [object, mode, low, high] of [...accesses])
        if (mode !== READ && mode !== PASS && watched.has(object!))
          accesses.push([CLAIM + p, WRITE, perRange ? low! : 0, perRange ? high! : WHOLE, 0, 0]);
    }
    const named = standsForThread(pending.operation, there) ? this.#labelOf[there - 1]! : there;
    return { thread, alternative, named, accesses, joined, spawned: execution.spawned };
  }

  /** Notes what the `always` and `sometimes` claims read on the way. */
  #watch(trace: number): void {
    const execution = this.#at([]);
    for (const next of [null, ...this.#scheduleOf(trace)]) {
      if (next !== null && this.#step(execution, ...next) === null) return;
      for (const [p, { mode }] of this.#properties.entries())
        if (mode !== 'atEnd') for (const [object] of this.#ask(execution, p).accesses) this.#watched[p]!.add(object!);
    }
  }

  #ask(execution: Execution, p: number): { readonly answer: string | null; readonly accesses: Accesses } {
    const { context, booted } = execution;
    context.length = 0;
    context.recording = true;
    const answer = ask(this.#properties[p]!, booted.world);
    context.recording = false;
    return { answer, accesses: recorded(execution) };
  }

  /** Runs a trace again: its events with their pasts; compares leaf, end and broken claims with what is said of it. */
  #check(trace: number, broken: Map<string, number>): Event[] {
    const { leaf, broken: stated = [] } = this.#certificate.traces[trace]!;
    const name = `trace ${trace + 1}`;
    const execution = this.#at([]);
    const events: Event[] = [];
    const found = new Set<string>();
    this.#findBroken(execution, found);
    for (const [number, alternative] of this.#scheduleOf(trace)) {
      const performed = this.#step(execution, number, alternative);
      if (performed === null) return events;
      events.push(this.#ordered(events, performed, found));
      this.#findBroken(execution, found);
    }
    const labels = this.#labels(execution);
    const isOver = !labels.some((_, t) => execution.isEnabled(t));
    if (!isOver) this.#problem(`${name} ends although some thread could go on`);
    if ([...found].every((claim) => claim === DATA_RACE)) this.#findBrokenAtEnd(execution, found);
    const threads = labels.map((label, t) => ({ label, events: events.filter(({ thread }) => thread === t) }));
    if (leafOf(threads) !== leaf) this.#problem(`${name} has another leaf`);
    for (const { id } of events) (this.#holders[id] ??= []).push(trace);
    for (const claim of found) if (!stated.includes(claim)) this.#problem(`${name} breaks ${claim}`);
    for (const claim of stated) {
      broken.set(claim, (broken.get(claim) ?? 0) + 1);
      if (found.has(claim)) continue;
      if (this.#isChecked(claim)) this.#problem(`${name} does not break ${claim}`);
      else this.#unchecked.add(claim);
    }
    return events;
  }

  #isChecked(claim: string): boolean {
    return OURS.includes(claim) || this.#properties.some(({ name }) => name === claim);
  }

  /** Claims that the newest event has broken. */
  #findBroken(execution: Execution, found: Set<string>): void {
    const { context, failure } = execution;
    for (const error of [context.reported, failure]) if (error !== null) found.add(brokenClaim(error, '').claim);
    context.reported = null;
    for (const [p, { name, mode }] of this.#properties.entries())
      if (mode === 'always' && this.#ask(execution, p).answer !== null) found.add(name);
  }

  #findBrokenAtEnd(execution: Execution, found: Set<string>): void {
    if (stuckThreads(execution).length > 0) found.add(DEADLOCK);
    else if (execution.context.held.some((locks) => locks !== undefined && locks.length > 0))
      found.add(FORGOTTEN_UNLOCK);
    else
      for (const [p, { name, mode }] of this.#properties.entries())
        if (mode === 'atEnd' && this.#ask(execution, p).answer !== null) found.add(name);
  }

  /** The event with its past: after its thread's last one, its creation, the end it joined, and what it conflicts with. */
  #ordered(before: readonly Event[], performed: Performed, races?: Set<string>): Event {
    const { thread, named, accesses, joined } = performed;
    const after: number[] = [];
    const follow = (event: Event | undefined) => {
      event?.after.forEach((count, p) => {
        after[p] = Math.max(after[p] ?? 0, count);
      });
    };
    const previous = before.findLast((event) => event.thread === thread || event.spawned === thread);
    const direct: number[] = previous === undefined ? [] : [previous.id];
    follow(previous);
    if (joined >= 0) follow(before.findLast((event) => event.thread === joined));
    for (let k = before.length - 1; k >= 0; k--) {
      const earlier = before[k]!;
      if ((after[earlier.thread] ?? 0) >= earlier.after[earlier.thread]!) continue;
      if (!earlier.accesses.some((one) => accesses.some((other) => conflict(one, other)))) continue;
      if (earlier.accesses.some((one) => accesses.some((other) => this.#race(one, other)))) races?.add(DATA_RACE);
      direct.push(earlier.id);
      follow(earlier);
    }
    after[thread] = (previous?.thread === thread ? previous.after[thread]! : 0) + 1;
    const key = `${this.#labelOf[thread]}=${named} ${joined} ${direct.sort((a, b) => a - b).join(' ')}`;
    const id = this.#ids.get(key) ?? this.#ids.size;
    this.#ids.set(key, id);
    return { ...performed, after, id };
  }

  /** Plain data of one place, and no lock in common. */
  #race(one: readonly number[], other: readonly number[]): boolean {
    if (one[5] !== 1 || other[5] !== 1 || !conflict(one, other)) return false;
    return !this.#shared.locksets.exclude(one[4]!, other[4]!);
  }

  /** (3) for every event of a trace. */
  #close(events: readonly Event[]): void {
    const whole = new Set(events.keys());
    this.#closeCut(events, whole);
    for (const k of events.keys()) this.#closeCut(events, without(events, whole, k));
  }

  /** @param cut indices of events, with all that they follow */
  #closeCut(events: readonly Event[], cut: ReadonlySet<number>): void {
    const left = [...cut].sort((a, b) => a - b).map((k) => events[k]!);
    const last = lastIds(left);
    const key = last.join(' ');
    if (this.#seenCuts.has(key)) return;
    this.#seenCuts.add(key);
    const schedule = left.map(({ thread, alternative }) => [this.#numberOf(thread), alternative] as const);
    const execution = this.#at(schedule);
    for (const [thread, each] of execution.threads.entries()) {
      const pending = each?.pending;
      execution.activate();
      if (pending == null) continue;
      if (execution.isEnabled(thread)) this.#closeThread(left, schedule, last, thread, execution.alternatives(thread));
      else for (const k of blockers(events, cut, thread, pending)) this.#closeCut(events, without(events, cut, k));
    }
  }

  /** The thread can go on after these events: each way it may go must begin a trace. */
  #closeThread(
    left: readonly Event[],
    schedule: readonly (readonly [number, number])[],
    last: readonly number[],
    thread: number,
    alternatives: readonly number[],
  ): void {
    for (const there of alternatives) {
      const execution = this.#at(schedule);
      const step = `${execution.threads[thread]!.name}: ${execution.threads[thread]!.pending}`;
      const performed = this.#step(execution, this.#numberOf(thread), this.#here(execution, thread, there));
      if (performed === null) return;
      if (this.#isHeld([...last, this.#ordered(left, performed).id])) continue;
      this.#problem(`a trace is missing: after ${schedule.length} events of another one ${step} can come next`);
    }
  }

  /** Does one trace have all these events? */
  #isHeld(ids: readonly number[]): boolean {
    const lists = ids.map((id) => this.#holders[id] ?? []).sort((a, b) => a.length - b.length);
    const [rarest = [], ...others] = lists;
    return rarest.some((trace) => others.every((list) => includesSorted(list, trace)));
  }
}

/** Do two accesses not commute? */
function conflict(one: readonly number[], other: readonly number[]): boolean {
  if (one[0] !== other[0] || one[2]! >= other[3]! || other[2]! >= one[3]!) return false;
  const isLooking = (mode: number | undefined) => mode === READ || mode === PASS;
  return !((isLooking(one[1]) && isLooking(other[1])) || (one[1] === UPDATE && other[1] === UPDATE));
}

function recorded({ context: { accesses, length } }: Execution): number[][] {
  return Array.from({ length: length / ACCESS_INTS }, (_, k) => [
    ...accesses.subarray(k * ACCESS_INTS, (k + 1) * ACCESS_INTS),
  ]);
}

/** The cut without an event and all that follows from it. */
function without(events: readonly Event[], cut: ReadonlySet<number>, k: number): Set<number> {
  const { thread, after } = events[k]!;
  return new Set([...cut].filter((each) => (events[each]!.after[thread] ?? 0) < after[thread]!));
}

/** Events that keep a thread waiting: for a lock the one that took it last, else all that changed what it waits on. */
function blockers(events: readonly Event[], cut: ReadonlySet<number>, thread: number, step: Step<unknown>): number[] {
  const { operation, object } = step;
  if (operation.joins !== undefined) return [];
  const waitsOn = operation.waitsOn?.(step) ?? (object === null ? [] : [object]);
  const isLock = operation.acquires === true;
  const found = [...cut].filter((k) => {
    const { thread: other, accesses } = events[k]!;
    const matters = ([id, mode]: readonly number[]) =>
      waitsOn.some((each) => each.id === id) && (isLock ? (mode! & ACQUIRE) !== 0 : mode !== READ);
    return other !== thread && accesses.some(matters);
  });
  return isLock ? found.slice(-1) : found;
}

/** By thread, the last event. */
function lastIds(events: readonly Event[]): number[] {
  const ids: number[] = [];
  for (const { thread, id } of events) ids[thread] = id;
  return ids.filter((id) => id !== undefined);
}

/** Of the numbers below `count`, in order: `sample` ones at random. */
function chosen(count: number, sample: number, seed: string): number[] {
  const numbers = Array.from({ length: count }, (_, k) => k);
  if (sample >= count) return numbers;
  const random = seedrandom.alea(seed);
  for (let k = 0; k < sample; k++) {
    const other = k + Math.floor(random() * (count - k));
    [numbers[k], numbers[other]] = [numbers[other]!, numbers[k]!];
  }
  return numbers.slice(0, sample).sort((a, b) => a - b);
}

function includesSorted(list: readonly number[], wanted: number): boolean {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return list[low] === wanted;
}
