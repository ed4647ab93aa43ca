/** The compiled command as users run it: in a process of its own, in a folder of the test file's own. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

export const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** Removed when the test file is through. */
export const folder = mkdtempSync(join(tmpdir(), 'mazurka-'));
afterAll(() => rmSync(folder, { recursive: true }));

export function mazurka(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, FORCE_COLOR: '' },
  });
  return { status, stdout, stderr };
}

/** Writes a file into the folder. Returns the name. */
export function file(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return name;
}

/** The text of a file of the folder. */
export function read(name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}
