/** Module hooks for users' files; run in the loader's own thread. `mazurka` means this very copy of the library. */
import type { LoadHook, ResolveHook } from 'node:module';
import { type CreateOptions, create, createEsmHooks } from 'ts-node';

export interface HooksData {
  /** URL of the folder with the library's entries. */
  readonly library: string;
  readonly options: CreateOptions;
}

let hooks: { resolve: ResolveHook; load: LoadHook };
let library: string;

export function initialize(data: HooksData): void {
  library = data.library;
  hooks = createEsmHooks(create(data.options)) as unknown as typeof hooks;
}

const OURS = /^mazurka(\/[a-z-]+)?$/;

function entry(specifier: string): string {
  return `${library}${specifier === 'mazurka' ? 'index' : specifier.slice('mazurka/'.length)}.js`;
}

export const resolve: ResolveHook = (specifier, context, next) =>
  OURS.test(specifier) ? { url: entry(specifier), shortCircuit: true } : hooks.resolve(specifier, context, next);

export const load: LoadHook = async (url, context, next) => {
  try {
    return await hooks.load(url, context, next);
  } catch (error) {
    // ts-node's own error does not survive the way to the main thread: only a plain one does.
    const text = (error as { diagnosticText?: string }).diagnosticText;
    const plain = new Error(text === undefined ? String((error as Error).message) : `it does not type-check\n${text}`);
    plain.stack = plain.message;
    throw plain;
  }
};
