/** Module hooks for users' files; run in the loader's own thread. `mazurka` means this very copy of the library. */
import { createRequire, type LoadHook, type ResolveHook } from 'node:module';
import type { CreateOptions } from 'ts-node';

export interface HooksData {
  /** URL of the folder with the library's entries. */
  readonly library: string;
  readonly options: CreateOptions;
}

interface Hooks {
  readonly resolve: ResolveHook;
  readonly load: LoadHook;
}

let data: HooksData;
let made: Hooks | null = null;

export function initialize(given: HooksData): void {
  data = given;
}

/** Those of ts-node: made when the first file comes that may need them, for the compiler takes half a second to load. */
function hooks(): Hooks {
  if (made === null) {
    // Not import(): that would come back to these hooks, and wait for itself.
    const { create, createEsmHooks } = createRequire(import.meta.url)('ts-node') as typeof import('ts-node');
    made = createEsmHooks(create(data.options)) as unknown as Hooks;
  }
  return made;
}

/** A user's TypeScript, or JavaScript that may be taken for CommonJS; not that of packages. */
const isForTsNode = (url = '') =>
  /\.([mc]?ts|js)$/.test(url) && !url.startsWith(data.library) && !url.includes('/node_modules/');

const OURS = /^mazurka(\/[a-z-]+)?$/;

function entry(specifier: string): string {
  return `${data.library}${specifier === 'mazurka' ? 'index' : specifier.slice('mazurka/'.length)}.js`;
}

export const resolve: ResolveHook = (specifier, context, next) => {
  if (OURS.test(specifier)) return { url: entry(specifier), shortCircuit: true };
  const isFromUs = context.parentURL?.startsWith(data.library) === true;
  if (isFromUs || (!isForTsNode(specifier) && !isForTsNode(context.parentURL))) return next(specifier, context);
  return hooks().resolve(specifier, context, next);
};

export const load: LoadHook = async (url, context, next) => {
  if (!isForTsNode(url)) return next(url, context);
  try {
    // Whatever the nearest package.json says: CommonJS is not loaded.
    return await hooks().load(url, { ...context, format: 'module' }, next);
  } catch (error) {
    // ts-node's own error does not survive the way to the main thread: only a plain one does.
    const text = (error as { diagnosticText?: string }).diagnosticText;
    const plain = new Error(text === undefined ? String((error as Error).message) : `it does not type-check\n${text}`);
    plain.stack = plain.message;
    throw plain;
  }
};
