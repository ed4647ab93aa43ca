/**
 * An explanation as trace events (the JSON array form of the Trace Event Format), for Perfetto and chrome://tracing: the
 * failing execution and the passing one as processes, their threads as threads. Time is the number of the event.
 */
import type { Explanation } from '../scheduler/explain/explanation.js';
import type { Trace } from '../scheduler/trace.js';

/** A trace event; `M` names, `X` lasts, `s` and `f` are the ends of an arrow, `i` is an instant. */
export interface ChromeTraceEvent {
  /** What is shown. */
  readonly name: string;
  /** What kind of event it is. */
  readonly ph: 'M' | 'X' | 's' | 'f' | 'i';
  /** The execution: 1 fails, 2 passes. */
  readonly pid: number;
  /** The thread, from 1. */
  readonly tid: number;
  /** Microseconds. */
  readonly ts: number;
  /** Microseconds; of what lasts. */
  readonly dur?: number;
  /** What kind of thing it is, to filter by. */
  readonly cat?: string;
  /** Of an arrow: both ends have the same. */
  readonly id?: number;
  /** Of an arrow's end: it belongs to the event around it. */
  readonly bp?: 'e';
  /** Of an instant: as high as its thread. */
  readonly s?: 't';
  /** What Perfetto shows of it when it is selected. */
  readonly args?: Readonly<Record<string, unknown>>;
}

/** Microseconds from one event to the next, and that an event lasts. */
const PERIOD = 10;
const DURATION = 8;

/** The events of both executions, and arrows between the two steps whose order decides. */
export function chromeTrace({ claim, message, trace, race }: Explanation): ChromeTraceEvent[] {
  const failing = race?.failing.trace ?? trace;
  const found = [...processOf(1, `failing: ${claim}`, failing, 0)];
  const last = failing.events.at(-1);
  if (last !== undefined)
    found.push({
      name: claim,
      ph: 'i',
      s: 't',
      cat: 'claim',
      pid: 1,
      tid: failing.threads.indexOf(last.thread) + 1,
      ts: last.index * PERIOD + DURATION,
      args: { message },
    });
  if (race !== null) found.push(...processOf(2, 'passing', race.passing.trace, found.length));
  return found;
}

/** @param firstId above all ids of arrows so far */
function processOf(pid: number, name: string, { threads, events }: Trace, firstId: number): ChromeTraceEvent[] {
  const tid = (thread: string) => threads.indexOf(thread) + 1;
  const named = (what: string, id: number, value: string) =>
    ({ name: what, ph: 'M', pid, tid: id, ts: 0, args: { name: value } }) as const;
  const found: ChromeTraceEvent[] = [
    named('process_name', 0, name),
    ...threads.map((thread) => named('thread_name', tid(thread), thread)),
  ];
  let id = firstId;
  for (const event of events) {
    const [step] = event.steps;
    const here = { pid, tid: tid(event.thread), cat: 'step' };
    const ts = event.index * PERIOD;
    found.push({
      name: step?.text ?? '',
      ph: 'X',
      ...here,
      ts,
      dur: DURATION,
      args: {
        event: event.index + 1,
        ...(step?.result === undefined ? {} : { result: step.result }),
        ...(step?.where[0] === undefined ? {} : { where: step.where[0] }),
        held: event.held,
        changes: event.changes,
      },
    });
    for (const index of event.follows) {
      id++;
      const flow = { name: 'happens before', cat: 'order', id, pid } as const;
      const earlier = events[index]!;
      found.push({ ...flow, ph: 's', tid: tid(earlier.thread), ts: index * PERIOD + DURATION / 2 });
      found.push({ ...flow, ph: 'f', bp: 'e', tid: tid(event.thread), ts: ts + DURATION / 2 });
    }
  }
  return found;
}
