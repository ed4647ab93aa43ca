/** The workloads one step smaller than a given one. */
import type { AnyOperation, Subject } from '../scenarios/subject.js';
import type { Draft } from './workloads.js';

/** Parameters of which less is simpler, and the least that makes sense. */
const LEAST: Readonly<Record<string, number>> = {
  window: 1,
  migrations: 0,
  slabFailures: 0,
  kasanFailures: 0,
  pageFailures: 0,
  pageTableFailures: 0,
};

/**
 * Without one thread; without one operation; with the first operation of a thread done before the threads begin; with
 * another CPU or parameter the default, or one number one less (a parameter also half way to the least). The largest steps come first.
 */
export function* smaller({ parameters: own }: Subject, draft: Draft): Generator<Draft> {
  const { parameters, setup, threads } = draft;
  for (const k of threads.keys()) if (threads.length > 1) yield { ...draft, threads: without(threads, k) };
  for (const [k, thread] of threads.entries())
    for (const j of thread.does.keys())
      yield { ...draft, threads: threads.with(k, { ...thread, does: without(thread.does, j) }) };
  for (const k of setup.keys()) yield { ...draft, setup: without(setup, k) };
  for (const [k, thread] of threads.entries()) {
    const [first, ...rest] = thread.does;
    if (first === undefined || threads.length === 1) continue;
    yield { ...draft, setup: [...setup, first], threads: threads.with(k, { ...thread, does: rest }) };
  }
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined && !(name in own)) yield { ...draft, parameters: { ...parameters, [name]: undefined } };
  for (const [k, thread] of threads.entries())
    if (thread.cpu !== 0) yield { ...draft, threads: threads.with(k, { ...thread, cpu: 0 }) };
  for (const [k, thread] of threads.entries())
    for (const [j, operation] of thread.does.entries())
      for (const less of lesser(operation))
        yield { ...draft, threads: threads.with(k, { ...thread, does: thread.does.with(j, less) }) };
  for (const [k, operation] of setup.entries())
    for (const less of lesser(operation)) yield { ...draft, setup: setup.with(k, less) };
  for (const [name, least] of Object.entries(LEAST)) {
    const value = parameters[name] ?? (own as Record<string, unknown>)[name];
    if (typeof value !== 'number') continue;
    for (const less of new Set([Math.floor((value + least) / 2), value - 1]))
      if (less >= least && less < value) yield { ...draft, parameters: { ...parameters, [name]: less } };
  }
}

/** The operation with one number smaller. */
function* lesser(operation: AnyOperation): Generator<AnyOperation> {
  const { pages = 0, size = 0, align = 0, offset = 0 } = operation as unknown as Partial<Record<string, number>>;
  const but = (change: Partial<Record<string, number>>) => ({ ...operation, ...change }) as AnyOperation;
  if (pages > 1) yield but({ pages: pages - 1 });
  if (size > 1) yield but({ size: size - 1 });
  if (align > 1) yield but({ align: Math.floor(align / 2) });
  if (offset > 0) yield but({ offset: offset - 1 });
}

function without<T>(list: readonly T[], at: number): T[] {
  return list.toSpliced(at, 1);
}
