/** Files that must not be there yet: nothing of the user's is overwritten. */
import { writeFileSync } from 'node:fs';
import { UsageError } from './usage-error.js';

/** Throws UsageError if it is there, or cannot be written. */
export function writeNew(path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: 'wx' });
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw new UsageError(
      isThere
        ? `${path} is there already; name another file: --out <file>`
        : `--out ${path}: ${(error as Error).message}`,
    );
  }
}

/** Throws UsageError unless the name is in kebab-case. */
export function requireKebab(option: string, name: string): string {
  if (/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) return name;
  throw new UsageError(`${option}: found "${name}", expected a name in kebab-case, such as free-then-reuse`);
}

/** 'free-then-reuse' as an identifier: freeThenReuse. */
export function identifier(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
