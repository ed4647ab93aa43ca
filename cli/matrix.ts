/** `mazurka matrix`: designs against claims. */
import { writeFile } from 'node:fs/promises';
import { matrixLine, matrixMarkdown } from '../report/matrix-markdown.js';
import { designs } from '../scenarios/designs.js';
import { CLAIM_ORDER, type MatrixRow, matrixRow } from '../scenarios/matrix.js';
import { EXIT, UsageError } from './usage-error.js';

export interface MatrixOptions {
  readonly json?: boolean;
  /** Markdown file to write. */
  readonly out?: string;
}

/** Returns the exit code: finding violations is what it is for. */
export async function matrix(wanted: readonly string[], { json = false, out }: MatrixOptions): Promise<number> {
  const chosen =
    wanted.length === 0 ? designs : designs.filter(({ name }) => wanted.some((each) => name.startsWith(each)));
  if (chosen.length === 0)
    throw new UsageError(
      `there is no design "${wanted.join(' ')}"; there are ${designs.map(({ name }) => name).join('; ')}`,
    );
  if (out !== undefined && wanted.length > 0) throw new UsageError('--out writes the whole matrix: name no designs');
  const rows: MatrixRow[] = [];
  for (const design of chosen) {
    const row = matrixRow(design);
    rows.push(row);
    if (!json) process.stdout.write(`${matrixLine(row)}\n`);
  }
  if (json) {
    const data = rows.map((row) => ({ ...row, cells: Object.fromEntries(row.cells) }));
    process.stdout.write(`${JSON.stringify(data, null, 2)}\n`);
  }
  if (out !== undefined) {
    try {
      await writeFile(out, matrixMarkdown(rows, CLAIM_ORDER));
    } catch (error) {
      throw new UsageError(`--out ${out}: ${(error as Error).message}`);
    }
  }
  return EXIT.asExpected;
}
