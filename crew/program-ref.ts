/** How a program is named in tasks. */
import { dirname, relative, sep } from 'node:path';
import { digest, packageHash, sourceFiles } from '../program/program-hash.js';
import type { ProgramRef, UserProgram } from './task.js';

/** @param file the user's scenario file; null for what is shipped */
export async function programRef(file: string | null): Promise<ProgramRef> {
  return { package: await packageHash(), user: file === null ? null : await userProgram(file) };
}

async function userProgram(file: string): Promise<UserProgram> {
  const [entry, ...others] = await sourceFiles(file);
  const paths = [entry!, ...others];
  let folder = dirname(entry!);
  while (!paths.every((path) => path.startsWith(folder + sep) || folder === dirname(folder))) folder = dirname(folder);
  const sources: Record<string, string> = {};
  for (const path of paths.sort()) sources[relative(folder, path)] = await digest(path);
  return { folder, file: relative(folder, entry!), sources };
}
