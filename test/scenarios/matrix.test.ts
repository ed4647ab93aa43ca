/** docs/DESIGNS.md is what `npm run matrix` writes. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { matrixMarkdown, type RowView } from '../../report/matrix-markdown.js';
import { scenarios } from '../../scenarios/catalogue.js';
import { allocatorScenario, type BuiltScenario } from '../../scenarios/define.js';
import { designs, genericScenarios } from '../../scenarios/designs.js';
import { CLAIM_ORDER, matrixRow } from '../../scenarios/matrix.js';
import { replay } from '../../scheduler/replay.js';
import { parseSchedule } from '../../scheduler/schedule.js';

const rows: RowView[] = [];

describe('the matrix of designs against claims', () => {
  it.each(designs)('$name can be explored, and what is violated replays', (design) => {
    const row = matrixRow(design);
    rows.push(row);
    const known = [...scenarios, ...genericScenarios(design, design.claims)];
    for (const [claim, { outcome, witness }] of row.cells) {
      if (outcome !== 'violated') continue;
      const scenario = known.find(({ name }) => name === witness?.scenario);
      expect(scenario, `${design.name}: ${claim} has a counterexample`).toBeDefined();
      // Claims that break in the same event hide each other: look at this one alone.
      const { madeFrom } = scenario as BuiltScenario;
      const alone = allocatorScenario({ ...madeFrom, claims: madeFrom.claims.filter(({ name }) => name === claim) });
      const { findings } = replay(alone, parseSchedule(witness!.counterexample.schedule));
      expect(findings.map((finding) => finding.claim)).toContain(witness!.counterexample.claim);
    }
  });

  it('is written in docs/DESIGNS.md', () => {
    const document = readFileSync(new URL('../../docs/DESIGNS.md', import.meta.url), 'utf8');
    expect(matrixMarkdown(rows, CLAIM_ORDER)).toBe(document);
  });
});
