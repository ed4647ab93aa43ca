/**
 * A certificate: what an exhaustive exploration by traces found, in a form that somebody else can check: every trace
 * by one of its schedules, and one hash over all of them that is the same on any machine.
 */
import { createHash } from 'node:crypto';

/** Raised when a reader of older certificates would misread new ones. */
export const CERTIFICATE_SCHEMA = 1;

export interface Certificate {
  readonly schema: typeof CERTIFICATE_SCHEMA;
  readonly scenario: string;
  /** Hash of the program that was explored, as its owner defines it. */
  readonly program: string;
  /** Claims that were looked at in each execution, with their modes. */
  readonly claims: readonly string[];
  /** Names of locks whose release is a step of its own; see Session.observedNames. */
  readonly observed: readonly string[];
  /** Threads by label: booted ones by name, the n-th child (from 0) of another as `parent/n`. Sorted. */
  readonly threads: readonly string[];
  /** How many traces break each claim. */
  readonly broken: Readonly<Record<string, number>>;
  /** Merkle root over the leaves of all traces, in ascending order. */
  readonly root: string;
  /** In the order of their leaves. */
  readonly traces: readonly CertifiedTrace[];
}

export interface CertifiedTrace {
  /** SHA-256 of the trace; see `leafOf`. */
  readonly leaf: string;
  /** One of its executions; see `encode`. */
  readonly schedule: string;
  /** Claims that it breaks. */
  readonly broken?: readonly string[];
}

/** One thread of a finished execution: its label, and of each of its events the alternative (a thread by its label) and the clock. */
export interface ThreadOfTrace {
  readonly label: string;
  /** `after[k]` counts the events of the k-th thread that happen before this one or are it. */
  readonly events: readonly { readonly named: number | string; readonly after: readonly number[] }[];
}

/**
 * The hash of a Mazurkiewicz trace: the same for equivalent executions and, but for collisions of SHA-256, only for
 * those. The clocks are in the order of `threads`; their order does not matter.
 */
export function leafOf(threads: readonly ThreadOfTrace[]): string {
  const order = [...threads.keys()].sort((a, b) => (threads[a]!.label < threads[b]!.label ? -1 : 1));
  const text = order
    .filter((p) => threads[p]!.events.length > 0)
    .map((p) => {
      const { label, events } = threads[p]!;
      const rows = events.map(({ named, after }) => {
        const clock = order.flatMap((q) => (after[q]! > 0 ? [`${threads[q]!.label}:${after[q]}`] : []));
        return `${named} ${clock.join(' ')}`;
      });
      return [`thread ${label}`, ...rows].join('\n');
    });
  return sha256('leaf', text.join('\n'));
}

/** Merkle root of the leaves as they come: pairs are hashed level by level, an odd one at the end moves up. */
export function rootOf(leaves: readonly string[]): string {
  if (leaves.length === 0) return sha256('empty', '');
  let level = [...leaves];
  while (level.length > 1) {
    const above: string[] = [];
    for (let k = 0; k < level.length; k += 2)
      above.push(k + 1 < level.length ? sha256('node', `${level[k]} ${level[k + 1]}`) : level[k]!);
    level = above;
  }
  return level[0]!;
}

/** The kind of what is hashed goes first, so that a leaf cannot pass for a node. */
function sha256(kind: 'leaf' | 'node' | 'empty', text: string): string {
  return createHash('sha256').update(`${kind}\n${text}`).digest('hex');
}

/** (thread, alternative) pairs, threads as numbers (in alternatives too, + 1), as one string: `0*3 1=2 0` is three events of 0, one of 1, one of 0. */
export function encode(events: readonly (readonly [number, number])[]): string {
  const runs: string[] = [];
  for (let k = 0; k < events.length; ) {
    const [thread, alternative] = events[k]!;
    let end = k + 1;
    while (end < events.length && events[end]![0] === thread && events[end]![1] === alternative) end++;
    runs.push(`${thread}${alternative === 0 ? '' : `=${alternative}`}${end === k + 1 ? '' : `*${end - k}`}`);
    k = end;
  }
  return runs.join(' ');
}

/** What `encode` wrote; null if it did not write this. */
export function decode(text: string): [number, number][] | null {
  const events: [number, number][] = [];
  for (const run of text === '' ? [] : text.split(' ')) {
    const found = /^(\d+)(?:=(\d+))?(?:\*(\d+))?$/.exec(run);
    if (found === null) return null;
    for (let k = Number(found[3] ?? 1); k > 0; k--) events.push([Number(found[1]), Number(found[2] ?? 0)]);
  }
  return events;
}

/** Labels of threads by their index; `children` are the indices of spawned ones by (parent, nth), see Shared.threadIds. */
export function labelsOf(names: readonly string[], children: ReadonlyMap<number, number>): string[] {
  const labels = [...names];
  // A parent is created, and gets its index, before its children.
  for (const [key, index] of children) labels[index] = `${labels[Math.floor(key / 0x10000)]}/${key % 0x10000}`;
  return labels;
}

/** An execution as the collector keeps it: thread indices are the session's. Plain data. */
export interface Collected {
  readonly leaf: string;
  /** Thread, alternative, and whether that is a thread. */
  readonly events: readonly (readonly [number, number, boolean])[];
  readonly broken: readonly string[];
}
