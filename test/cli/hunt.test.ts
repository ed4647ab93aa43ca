/** Hunting, making small and keeping, as users run it. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folder, mazurka } from '../support/command.js';

const MINE = `
import { allocatorScenario, alloc, CpuZone2023, ZONE_CLAIMS } from 'mazurka';

export const mine = allocatorScenario({
  name: 'mine',
  question: 'Is a zone filled twice?',
  source: 'a test',
  design: CpuZone2023,
  parameters: { cpus: 1, window: 24, cvzSize: 8 },
  threads: { a: { does: [alloc(2, 'a')] }, b: { does: [alloc(1, 'b')] }, c: { does: [alloc(1, 'c')] } },
  claims: ZONE_CLAIMS,
});
`;

describe('a failure', () => {
  it('of a file is made small, replayed, explained, kept and checked', () => {
    writeFileSync(join(folder, 'mine.ts'), MINE);
    const small = mazurka('minimise', 'mine', '--file', 'mine.ts', '--out', 'failure.json');
    expect(small).toMatchObject({ status: 0, stderr: '' });
    expect(small.stdout).toContain('made small from 3 threads with 3 operations to 2 threads with 2 operations');
    expect(small.stdout).toContain('fewest preemptions: 1 (proven)');

    expect(mazurka('replay', 'failure.json').stdout).toContain('violation: I-FILL');
    expect(mazurka('explain', 'failure.json').stdout).toContain('fill_in_progress');

    expect(mazurka('keep', 'failure.json', '--name', 'two-fills')).toMatchObject({ status: 0 });
    expect(readFileSync(join(folder, 'two-fills.ts'), 'utf8')).toContain("subjectOf('mine', mine)");
    expect(mazurka('check', 'two-fills.ts')).toMatchObject({ status: 0 });
    expect(mazurka('keep', 'failure.json', '--name', 'two-fills')).toMatchObject({ status: 2 });

    // Not repaired: the kept execution says so at once.
    expect(mazurka('keep', 'failure.json', '--name', 'repaired', '--holds')).toMatchObject({ status: 0 });
    const again = mazurka('check', 'repaired.ts');
    expect(again.status).toBe(1);
    expect(again.stdout).toContain('execution 1 of those kept breaks it');
  });

  it('that is none, or of no workload, is refused', () => {
    writeFileSync(join(folder, 'broken.json'), '{"schema":"mazurka-failure/1","design":7}');
    const refused = mazurka('replay', 'broken.json');
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain('broken.json: field design: found 7, expected the name of a design');
    expect(mazurka('minimise', 'extra-prefetch-v2')).toMatchObject({ status: 2 });
    expect(mazurka('minimise', 'extra-prefetsch').stderr).toContain('Did you mean');
  });

  it('is followed by names where it no longer fits, unless that is refused', () => {
    const line = 'extra-prefetch-v2 b:2:RB_EMPTY_ROOT(cvz[0].free) a:1:begin';
    const followed = mazurka('replay', line);
    expect(followed.status).toBe(0);
    expect(followed.stdout).toContain('the schedule does not fit any more');
    expect(followed.stdout).toContain('no claim is broken');
    expect(mazurka('replay', line, '--strict')).toMatchObject({ status: 2 });
  });
});

describe('a hunt', () => {
  const args = ['hunt', 'busy-list, no lock, no flush', '--threads', '2', '--operations', '2', '--max-traces', '200'];

  it('keeps what it finds in a folder, and goes on from there', () => {
    const first = mazurka(...args, '--runs', '25', '--corpus', 'kept');
    expect(first.status).toBe(1);
    expect(first.stdout).toContain('replay: mazurka replay kept/failures/1-');
    const [failure] = readdirSync(join(folder, 'kept/failures'));
    expect(mazurka('replay', `kept/failures/${failure}`).stdout).toContain('violation');
    expect(readdirSync(join(folder, 'kept/workloads')).length).toBeGreaterThan(2);

    mazurka(...args, '--runs', '5', '--corpus', 'kept');
    mazurka(...args, '--runs', '30', '--corpus', 'through');
    const state = (name: string) => JSON.parse(readFileSync(join(folder, name, 'hunt.json'), 'utf8'));
    expect(state('kept')).toEqual(state('through'));
  });

  it('refuses a folder that is of another hunt, or damaged', () => {
    const other = mazurka(...args, '--seed', '2', '--corpus', 'kept');
    expect(other.status).toBe(2);
    expect(other.stderr).toContain('kept/hunt.json: it is the hunt');
    writeFileSync(join(folder, 'kept/hunt.json'), '{"schema":');
    expect(mazurka(...args, '--corpus', 'kept')).toMatchObject({ status: 2 });
  });

  it('of another program begins with what was kept', () => {
    const path = join(folder, 'through/hunt.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"program":"\w+"/, '"program":"0"'));
    const kept = readdirSync(join(folder, 'through/workloads')).length;
    const { stdout } = mazurka(...args, '--runs', '1', '--corpus', 'through', '--json');
    const { counts } = JSON.parse(stdout) as { counts: Record<string, number> };
    expect(counts.proven! + counts.sampled! + counts.broken! + counts.none!).toBe(kept + 1);
  });

  it('says which designs there are', () => {
    const { status, stderr } = mazurka('hunt', 'cpu-zone-2032');
    expect(status).toBe(2);
    expect(stderr).toContain('Did you mean cpu-zone-2023');
  });
});
