/** Files that commands write, and why one cannot be written. */
import { accessSync, appendFileSync, constants, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from '../program/usage-error.js';

const OUT = '--out <file>';

/** Whether `--out` can be written; null: there is none. To be asked before the work that it is for. Throws UsageError. */
export function requireOut(out: string | undefined): string | null {
  if (out === undefined) return null;
  const path = String(out);
  requireWritable(path);
  return path;
}

/** The same for a file that is named otherwise. @param option how to name one */
export function requireWritable(path: string, option = OUT): void {
  outOr(path, option, () => {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
    accessSync(found === undefined ? `${dirname(path)}/` : path, constants.W_OK);
  });
}

/** What `--out` is for, over what is there. Throws UsageError. @param option how else the file was named */
export function writeOut(path: string, text: string, option = OUT): void {
  outOr(path, option, () => writeFileSync(path, text));
}

/** The same behind what is there. */
export function appendOut(path: string, text: string, option: string): void {
  outOr(path, option, () => appendFileSync(path, text));
}

/** The same for a file that must not be there yet: nothing of the user's is overwritten. Throws UsageError. */
export function writeNew(path: string, text: string): void {
  outOr(path, OUT, () => writeFileSync(path, text, { flag: 'wx' }));
}

/** All of the file or nothing: whoever is killed meanwhile leaves the old one. Throws what the file system says. */
export function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

function outOr(path: string, option: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const why = REASONS[code] ?? `cannot be written (${(error as Error).message})`;
    throw new UsageError(`${path} ${why}; name another file: ${option}`);
  }
}

/** By the code of the system's error. */
const REASONS: Readonly<Record<string, string>> = {
  EEXIST: 'is there already',
  EISDIR: 'is a folder',
  ENOENT: 'is in a folder that is not there',
  ENOTDIR: 'is in something that is no folder',
  EACCES: 'may not be written',
  EROFS: 'may not be written',
};
