/** One hash over all code that decides what a scenario does: the package's and the user's. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const PARTS = ['scheduler', 'model', 'properties', 'scenarios'];

/** @param file the user's scenario file, or null for a shipped scenario */
export async function programHash(file: string | null): Promise<string> {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const hash = createHash('sha256');
  for (const part of PARTS) {
    const names = await readdir(join(root, part), { recursive: true });
    for (const name of names.filter((each) => /(?<!\.d)\.[jt]s$/.test(each)).sort())
      hash.update(`${part}/${name}\n${await digest(join(root, part, name))}\n`);
  }
  if (file !== null)
    for (const path of (await imported(resolve(file))).sort())
      hash.update(`${relative(dirname(resolve(file)), path)}\n${await digest(path)}\n`);
  return hash.digest('hex');
}

async function digest(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}

/** The file and all that it imports by relative paths. */
async function imported(file: string, found: string[] = []): Promise<string[]> {
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
