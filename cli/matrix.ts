/** `mazurka matrix`: designs against claims. */

import { EXIT, UsageError } from '../program/usage-error.js';
import { matrixLine, matrixMarkdown } from '../report/matrix-markdown.js';
import { CLAIM_ORDER, type MatrixRow, matrixRows } from '../scenarios/matrix.js';
import { requireOut, writeOut } from './write.js';

export interface MatrixOptions {
  readonly json?: boolean;
  /** Markdown file to write. */
  readonly out?: string;
}

/** Returns the exit code: finding violations is what it is for. */
export async function matrix(wanted: readonly string[], options: MatrixOptions): Promise<number> {
  const { json = false } = options;
  const unknown = wanted.find((each) => !matrixRows.some(({ name }) => name.startsWith(each)));
  if (unknown !== undefined) {
    const names = matrixRows.map(({ name }) => name).join('; ');
    throw new UsageError(`there is no design "${unknown}"; there are ${names}`);
  }
  const chosen =
    wanted.length === 0 ? matrixRows : matrixRows.filter(({ name }) => wanted.some((each) => name.startsWith(each)));
  const out = requireOut(options.out);
  if (out !== null && wanted.length > 0) throw new UsageError('--out writes the whole matrix: name no designs');
  const rows: MatrixRow[] = [];
  for (const { explore } of chosen) {
    const row = explore();
    rows.push(row);
    if (!json) process.stdout.write(`${matrixLine(row)}\n`);
  }
  if (json) {
    const data = rows.map((row) => ({ ...row, cells: Object.fromEntries(row.cells) }));
    process.stdout.write(`${JSON.stringify(data, null, 2)}\n`);
  }
  if (out !== null) writeOut(out, matrixMarkdown(rows, CLAIM_ORDER));
  return EXIT.asExpected;
}
