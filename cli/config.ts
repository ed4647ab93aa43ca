/** mazurka.config.ts: defaults of a folder, as if they stood on the command line. */
import { existsSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import * as v from 'valibot';
import { isFile, loadDefault } from '../program/load.js';
import { UsageError } from '../program/usage-error.js';
import { isRecord } from '../report/record.js';
import { kebab } from './kebab.js';
import { didYouMean } from './near.js';

/** An option of a command, as cac has it. */
export interface KnownOption {
  /** In camelCase. */
  readonly name: string;
  readonly isBoolean?: boolean;
  /** Declared as `--no-name`. */
  readonly negated: boolean;
}

export interface KnownCommand {
  readonly name: string;
  readonly options: readonly KnownOption[];
}

/** What is to be added to a command line, and where that comes from. */
export interface Defaults {
  readonly words: readonly string[];
  readonly file: string;
}

const NAMES = ['ts', 'mts', 'js', 'mjs'].map((extension) => `mazurka.config.${extension}`);

/** The commands that a configuration may be about; see Config in ../config.ts. */
const CONFIGURED = ['check', 'hunt', 'minimise', 'explain', 'compare', 'mutate'];

/** What is said on the command line, which goes before a configuration. */
export interface Said {
  readonly command: string;
  readonly words: readonly string[];
  /** `--config`: a path, if it is among the words; false is none. */
  readonly config: string | false;
  readonly transpileOnly?: boolean;
  /** Whether it says what to check. */
  readonly hasNames: boolean;
}

/** Defaults for the command; null if there is no configuration. Throws UsageError, naming the file and the field. */
export async function defaultsFor(said: Said, commands: readonly KnownCommand[]): Promise<Defaults | null> {
  if (said.config === false) return null;
  const file = isGiven('config', said.words) ? String(said.config) : NAMES.find((name) => existsSync(name));
  if (file === undefined) return null;
  const config = requireConfig(await loadDefault(file, said.transpileOnly ?? false), file, commands);
  const { options: known } = commands.find(({ name }) => name === said.command)!;
  const options = CONFIGURED.includes(said.command) ? (config[said.command] as Values | undefined) : undefined;
  const scenarios = said.command === 'check' && !said.hasNames ? (config.scenarios ?? []) : [];
  return {
    file,
    words: [
      ...scenarios.map((each) => (isFile(each) ? relative('', resolve(dirname(file), each)) : each)),
      ...Object.entries(options ?? {}).flatMap(([name, value]) =>
        isGiven(name, said.words) ? [] : wordsOf(known.find((each) => each.name === name)!, value),
      ),
    ],
  };
}

type Value = string | number | boolean;
type Values = Readonly<Record<string, Value>>;
type Config = { readonly scenarios?: readonly string[] } & { readonly [command: string]: unknown };

function isGiven(name: string, words: readonly string[]): boolean {
  const forms = [name, kebab(name), `no-${kebab(name)}`].map((form) => `--${form}`);
  return words.some((word) => forms.includes(word.split('=', 1)[0]!));
}

function wordsOf(option: KnownOption, value: Value): string[] {
  const name = kebab(option.name);
  if (option.isBoolean !== true) return [`--${name}=${value}`];
  if (value === option.negated) return []; // as it is anyway
  return [option.negated ? `--no-${name}` : `--${name}`];
}

const SCENARIOS = v.array(v.pipe(v.string(), v.nonEmpty()));

/** Throws UsageError for what is no configuration. */
function requireConfig(value: unknown, file: string, commands: readonly KnownCommand[]): Config {
  const wrong = (field: string, what: string) => new UsageError(`${file}: field ${field}: ${what}`);
  if (!isRecord(value))
    throw new UsageError(`${file}: expected an export such as: export default defineConfig({ check: { time: 60 } })`);
  for (const [field, content] of Object.entries(value)) {
    if (field === 'scenarios') {
      if (v.is(SCENARIOS, content)) continue;
      throw wrong(field, "expected names of scenarios and files, such as ['two-zones', './my-design.ts']");
    }
    if (!CONFIGURED.includes(field))
      throw wrong(field, `there are only scenarios, ${CONFIGURED.join(', ')}.${didYouMean(field, CONFIGURED)}`);
    if (!isRecord(content)) throw wrong(field, 'expected options, such as { time: 60 }');
    const { options } = commands.find(({ name }) => name === field)!;
    for (const [name, found] of Object.entries(content)) {
      const option = options.find((each) => each.name === name);
      const names = options.map((each) => each.name);
      if (option === undefined)
        throw wrong(`${field}.${name}`, `mazurka ${field} has no such option.${didYouMean(name, names)}`);
      const expected = option.isBoolean === true ? 'true or false' : 'a text or a number';
      const types = option.isBoolean === true ? ['boolean'] : ['string', 'number'];
      if (!types.includes(typeof found) || found === '')
        throw wrong(`${field}.${name}`, `expected ${expected}, found ${JSON.stringify(found)}`);
    }
  }
  return value as Config;
}
