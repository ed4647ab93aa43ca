/**
 * Nothing from outside while a scenario is explored: clocks and random numbers throw. They are replaced for the whole of an
 * exploration, not for each event, so that this costs nothing.
 */
import { NondeterminismError } from './nondeterminism.js';
import { placeOf } from './scenario-error.js';

const ADVICE =
  'What happens must follow from the schedule alone. Write choose(n, what) for what may go several ways, and compute a ' +
  'workload from a fixed seed before boot()';

/** The first forbidden call of the exploration in progress: a scenario may have caught what it threw. */
let called: NondeterminismError | null = null;

/** Puts back what is replaced; null if nothing is. */
let open: (() => void) | null = null;

// biome-ignore lint/complexity/noBannedTypes: any function, to be left out of the stack
function forbid(name: string, caller: Function): never {
  const trace = new Error();
  Error.captureStackTrace(trace, caller);
  const error = new NondeterminismError(`${name} is called at ${placeOf(trace) ?? 'an unknown place'}. ${ADVICE}.`);
  called ??= error;
  throw error;
}

function forbidden(name: string): () => never {
  return function call() {
    return forbid(name, call);
  };
}

/** The Date with which a given time can still be written. */
function timelessDate(date: DateConstructor): DateConstructor {
  const handler: ProxyHandler<DateConstructor> = {
    apply: function apply() {
      return forbid('Date()', apply);
    },
    construct: function construct(target, given, newTarget) {
      return given.length === 0 ? forbid('new Date()', construct) : Reflect.construct(target, given, newTarget);
    },
  };
  return new Proxy(date, handler);
}

/** Browsers have no process. */
function processClock(): [holder: object, key: string, value: unknown][] {
  if (typeof process === 'undefined') return [];
  const hrtime = Object.assign(forbidden('process.hrtime'), { bigint: forbidden('process.hrtime.bigint') });
  return [[process, 'hrtime', hrtime]];
}

function seal(): void {
  const outside: readonly (readonly [holder: object, key: string, value: unknown])[] = [
    [Math, 'random', forbidden('Math.random')],
    [globalThis.Date, 'now', forbidden('Date.now')],
    [globalThis, 'Date', timelessDate(globalThis.Date)],
    [globalThis.performance, 'now', forbidden('performance.now')],
    ...processClock(),
    [globalThis.crypto, 'getRandomValues', forbidden('crypto.getRandomValues')],
    [globalThis.crypto, 'randomUUID', forbidden('crypto.randomUUID')],
  ];
  const before = outside.map(([holder, key]) => Object.getOwnPropertyDescriptor(holder, key));
  for (const [holder, key, value] of outside)
    Object.defineProperty(holder, key, { value, configurable: true, writable: true });
  open = () => {
    for (const [k, [holder, key]] of outside.entries())
      if (before[k] === undefined) Reflect.deleteProperty(holder, key);
      else Object.defineProperty(holder, key, before[k]);
    open = null;
  };
}

/** Runs code of scenarios. Throws NondeterminismError, which names the place, if it asks for the time or for chance. */
export function sealed<T>(run: () => T): T {
  if (open !== null) return run();
  called = null;
  seal();
  let result: T;
  try {
    result = run();
  } catch (error) {
    throw called ?? error;
  } finally {
    unseal();
  }
  if (called !== null) throw called;
  return result;
}

function unseal(): void {
  open?.();
}

/** The same function, for the sealed part to call what is none of the scenario's: it may look at the clock. */
export function unsealed<A extends unknown[], T>(call: (...given: A) => T): (...given: A) => T {
  return (...given) => {
    if (open === null) return call(...given);
    open();
    try {
      return call(...given);
    } finally {
      seal();
    }
  };
}
