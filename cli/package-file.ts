/** Files of the package that are not compiled. */
import { readFileSync } from 'node:fs';

/** A file by its path in the package, from the sources and from dist/. */
export function packageFile(path: string): URL {
  const isCompiled = new URL('.', import.meta.url).pathname.endsWith('/dist/cli/');
  return new URL(isCompiled ? `../../${path}` : `../${path}`, import.meta.url);
}

/** Of this package. */
export function packageVersion(): string {
  return (JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string }).version;
}
