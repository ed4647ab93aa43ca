/** `mazurka keep`: a failure as a scenario file, to be checked again and again. */
import { dirname, relative, resolve } from 'node:path';
import { workloadLines } from '../hunt/workload-text.js';
import { exportOf } from '../program/load.js';
import { EXIT } from '../program/usage-error.js';
import { type Failure, requireFailure, subjectOfFailure } from './failure-file.js';
import { identifier, requireKebab } from './kebab.js';
import { writeNew } from './write.js';

export interface KeepOptions {
  readonly out?: string;
  readonly name?: string;
  readonly holds?: boolean;
  readonly transpileOnly?: boolean;
}

/** Returns the exit code. */
export async function keep(path: string, options: KeepOptions): Promise<number> {
  const failure = requireFailure(path);
  await subjectOfFailure(failure, path, options.transpileOnly ?? false);
  const plain = `${failure.design}-${failure.claim}`.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const name = requireKebab('--name', options.name === undefined ? plain : String(options.name));
  const out = String(options.out ?? `${name}.ts`);
  const from =
    failure.file === null
      ? null
      : {
          name: await exportOf(failure.file, failure.design, options.transpileOnly ?? false),
          path: importPath(out, failure.file),
        };
  writeNew(out, scenarioText(failure, name, from, options.holds === true));
  process.stdout.write(`${out}: run it with mazurka check ${out}\n`);
  return EXIT.asExpected;
}

function importPath(out: string, file: string): string {
  const path = relative(dirname(resolve(out)), resolve(file));
  return path.startsWith('.') ? path : `./${path}`;
}

function scenarioText(
  { design, claim, workload, claims, schedule }: Failure,
  name: string,
  from: { readonly name: string; readonly path: string } | null,
  holds: boolean,
): string {
  const mine = from === null ? `await shippedDesign(${text(design)})` : `subjectOf(${text(design)}, ${from.name})`;
  const imports =
    from === null
      ? ["import { defineScenario, shippedDesign } from 'mazurka';"]
      : ["import { defineScenario, subjectOf } from 'mazurka';", `import { ${from.name} } from ${text(from.path)};`];
  const kept = schedule.replace(/^\S+/, name);
  const expect = holds ? "{ verdict: 'holds' }" : `{ verdict: 'violated', by: ${text(claim)} }`;
  return `/**
 * ${claim} ${holds ? 'was once broken' : 'is broken'} by:
 *
${workloadLines(workload)
  .map((line) => ` *     ${line}`)
  .join('\n')}
 */
${imports.join('\n')}

const design = ${mine};

export const ${identifier(name)}Scenario = defineScenario({
  ...design.scenario(${text(name)}, ${indented(workload)}, ${JSON.stringify(claims)}),
  question: ${text(`Does this workload break ${claim}?`)},
  source: ${text(`kept from a failure of ${design}`)},
  // The execution that broke it: it is followed first, also when the design has changed.
  schedules: [
    ${text(kept)},
  ],
  expect: ${expect},
});
`;
}

/** A JavaScript literal. */
function text(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
}

function indented(data: unknown): string {
  return JSON.stringify(data, null, 2).replaceAll('\n', '\n  ');
}
