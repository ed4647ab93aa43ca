/** Hashes of all code that decides what a scenario does: the package's and the user's. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const PARTS = ['scheduler', 'model', 'properties', 'scenarios'];
/** What else takes part where several threads or machines work on one thing. */
const CREW_PARTS = [...PARTS, 'hunt', 'program', 'crew'];

/** One hash over everything. @param file the user's scenario file, or null for a shipped scenario */
export async function programHash(file: string | null): Promise<string> {
  const hash = createHash('sha256').update(await listing(PARTS));
  if (file !== null)
    for (const path of (await sourceFiles(file)).sort())
      hash.update(`${relative(dirname(resolve(file)), path)}\n${await digest(path)}\n`);
  return hash.digest('hex');
}

/** Of the package alone: what all members of a crew must have in common. */
export async function packageHash(): Promise<string> {
  return createHash('sha256')
    .update(await listing(CREW_PARTS))
    .digest('hex');
}

async function listing(parts: readonly string[]): Promise<string> {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const lines: string[] = [];
  for (const part of parts) {
    const names = await readdir(join(root, part), { recursive: true });
    for (const name of names.filter((each) => /(?<!\.d)\.[jt]s$/.test(each)).sort())
      lines.push(`${part}/${name}\n${await digest(join(root, part, name))}\n`);
  }
  return lines.join('');
}

/** SHA-256 of a file, in hex. */
export async function digest(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}

/** Absolute paths of the file and of all that it imports by relative paths. */
export async function sourceFiles(file: string): Promise<string[]> {
  return imported(resolve(file), []);
}

async function imported(file: string, found: string[]): Promise<string[]> {
  if (found.includes(file)) return found;
  found.push(file);
  const { default: ts } = await import('typescript'); // half a second, which only users' files are worth
  const { importedFiles } = ts.preProcessFile(await readFile(file, 'utf8'), true, true);
  for (const { fileName } of importedFiles.filter(({ fileName: name }) => name.startsWith('.'))) {
    const path = resolve(dirname(file), fileName);
    const candidates = [path, `${path}.ts`, path.replace(/\.js$/, '.ts'), path.replace(/\.mjs$/, '.mts')];
    const target = candidates.find((each) => ts.sys.fileExists(each));
    if (target !== undefined) await imported(target, found);
  }
  return found;
}
