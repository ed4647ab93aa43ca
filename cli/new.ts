/** `mazurka new`: a design and a scenario to begin with, which is new-design.ts with the names that are asked for. */
import { readFileSync } from 'node:fs';
import { EXIT, UsageError } from '../program/usage-error.js';
import { identifier, requireKebab } from './kebab.js';
import { packageFile } from './package-file.js';
import { writeNew } from './write.js';

export interface NewOptions {
  readonly out?: string;
}

/** Returns the exit code. */
export function create(name: string, options: NewOptions): number {
  const text = named(requireKebab('mazurka new', String(name)));
  const out = String(options.out ?? `${name}.ts`);
  writeNew(out, text);
  process.stdout.write(`${out}: run it with mazurka check ${out}\n`);
  return EXIT.asExpected;
}

/** new-design.ts for another name, as a file outside of the package. Throws UsageError for a name that it imports. */
function named(name: string): string {
  const template = readFileSync(packageFile('cli/new-design.ts'), 'utf8');
  const camel = identifier(name);
  const pascal = camel.replace(/^./, (letter) => letter.toUpperCase());
  const imported = /^import \{(.*?)\} from /ms.exec(template)![1]!.match(/\w+/g)!;
  if ([pascal, `${camel}Scenario`].some((each) => imported.includes(each)))
    throw new UsageError(`mazurka new: "${name}" is a name of the library; choose another, such as my-${name}`);
  return template
    .replace("'../index.js'", "'mazurka'")
    .replaceAll('NewDesign', pascal)
    .replaceAll('newDesign', camel)
    .replaceAll('new-design', name);
}
