/** Workloads: every one that is generated makes sense, and every shipped one can be made smaller. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generate } from '../../hunt/generate.js';
import { smaller } from '../../hunt/smaller.js';
import { sizeText, workloadLines } from '../../hunt/workload-text.js';
import { draftOf, drafts, workloadOf } from '../../hunt/workloads.js';
import { scenarios } from '../../scenarios/catalogue.js';
import { type AnyOperation, isMade, subjectOf, type Workload } from '../../scenarios/subject.js';
import { shippedDesign, subjects } from '../../scenarios/subjects.js';
import { explore } from '../../scheduler/explore.js';
import { ScenarioError } from '../../scheduler/scenario-error.js';

/** What each thread gives back, by name; the set-up's areas by 'before'. */
function givenBack({ setup = [], threads }: Workload): string[] {
  const names: string[] = [];
  const look = (who: string, operations: readonly AnyOperation[], before: ReadonlySet<string>) => {
    const own = new Set<string>();
    for (const operation of operations) {
      if ('as' in operation) own.add(operation.as);
      if (operation.kind !== 'free' && operation.kind !== 'unmap_ram') continue;
      const [area = ''] = operation.area.split('.');
      names.push(own.has(area) || !before.has(area) ? `${who} ${operation.area}` : `before ${operation.area}`);
    }
    return own;
  };
  const before = look('before', setup, new Set());
  for (const [name, { does }] of Object.entries(threads)) look(name, does, before);
  return names;
}

describe('a workload', () => {
  for (const subject of [subjects[0]!, shippedDesign('vmap-node-2023')])
    it(`that is generated for ${subject.name} gives back only what there is`, () => {
      fc.assert(
        fc.property(drafts(subject, { threads: 4, operations: 5 }), fc.boolean(), (draft, repair) => {
          const workload = workloadOf(draft, repair);
          expect(workloadOf(draftOf(subject, workload))).toEqual(workload);
          for (const { does } of Object.values(workload.threads)) {
            const held = new Set<string>();
            for (const operation of does) {
              if (operation.kind === 'alloc') {
                expect(held.has(operation.as)).toBe(false);
                held.add(operation.as);
              } else if ('area' in operation && operation.kind === 'free') held.delete(operation.area);
            }
          }
          const shared = givenBack(workload).filter((name) => name.startsWith('before'));
          const again = shared.filter((name, k) => shared.indexOf(name) !== k);
          // The same name twice is right only where it was made twice.
          const made = (workload.setup ?? [])
            .filter((operation) => 'as' in operation)
            .map((o) => `before ${(o as { as: string }).as}`);
          for (const name of again) expect(made.filter((each) => name.startsWith(each)).length).toBeGreaterThan(1);
        }),
        { seed: 7, numRuns: 300 },
      );
    });

  it('of a shipped scenario is a draft, as it is, unless it is about a caller who frees twice', () => {
    for (const scenario of scenarios) {
      if (!isMade(scenario) || scenario.name.endsWith('-area-freed-twice')) continue;
      const subject = subjectOf(scenario.name, scenario);
      const draft = draftOf(subject, subject.workload!);
      expect(drafts(subject, {}, draft).canShrinkWithoutContext(draft), scenario.name).toBe(true);
      const bare = ({ setup = [], threads }: Workload) => [setup, Object.values(threads).map(({ does }) => does)];
      expect(bare(workloadOf(draft)), scenario.name).toEqual(bare(subject.workload!));
    }
  });

  it('is the same for the same seed, run and corpus, and another for another', () => {
    const subject = shippedDesign('cpu-zone-2023');
    const some = (seed: string, corpus: readonly Workload[] = []) =>
      Array.from({ length: 20 }, (_, run) => JSON.stringify(generate(subject, seed, run, corpus, {})));
    expect(some('1')).toEqual(some('1'));
    expect(some('2')).not.toEqual(some('1'));
    const kept = { threads: { a: { does: [{ kind: 'purge' } as const] } } };
    expect(some('1', [kept])).not.toEqual(some('1'));
  });

  it('that is generated can be explored, or its set-up fails', () => {
    const subject = shippedDesign('free-tree-2019, 5.18');
    let explored = 0;
    for (let run = 0; run < 40; run++) {
      const workload = generate(subject, 'x', run, [], { threads: 2, operations: 2 });
      if (Object.keys(workload.threads).length === 0) continue;
      try {
        explore(subject.scenario('generated', workload), { strategy: 'traces', maxExecutions: 20, brief: true });
        explored++;
      } catch (error) {
        expect(error).toBeInstanceOf(ScenarioError);
      }
    }
    expect(explored).toBeGreaterThan(25);
  });

  it('has smaller neighbours, each smaller: nothing goes round', () => {
    const subject = shippedDesign('two-allocs-no-lock');
    let draft = draftOf(subject, subject.workload!);
    let steps = 0;
    for (let next: typeof draft | undefined = draft; next !== undefined; steps++) {
      draft = next;
      next = [...smaller(subject, draft)].at(-1);
      expect(steps).toBeLessThan(1_000);
    }
    expect(draft.setup).toEqual([]);
    expect(draft.threads.every(({ does }) => does.length === 0) || draft.threads.length === 1).toBe(true);
  });

  it('is shown with the names of the kernel', () => {
    const { workload } = shippedDesign('two-allocs-no-lock');
    expect(workloadLines(workload!)).toEqual([
      'before: x = vmalloc(2); y = vmalloc(2); vfree(x)',
      'a:      a = vmalloc(1)',
      'b:      b = vmalloc(1)',
    ]);
    expect(sizeText(workload!)).toBe('2 threads with 2 operations after 3 before they begin');
  });
});
