/** Hunting, making small and keeping, as users run it. */
import { existsSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SCHEMA_VERSION } from '../../report/verdict-json.js';
import { file, folder, mazurka, read } from '../support/command.js';

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

const SURPRISE = MINE.replace("name: 'mine',", "name: 'wrong', expect: { verdict: 'holds' },");

describe('a failure', () => {
  it('of a file is made small, replayed, explained, kept and checked', () => {
    file('mine.ts', MINE);
    const small = mazurka('minimise', 'mine', '--file', 'mine.ts', '--out', 'failure.json');
    expect(small).toMatchObject({ status: 0, stderr: '' });
    expect(small.stdout).toContain('made small from 3 threads with 3 operations to 2 threads with 2 operations');
    expect(small.stdout).toContain('fewest preemptions: 1 (proven)');

    expect(mazurka('replay', 'failure.json').stdout).toContain('violation: I-FILL');
    expect(mazurka('explain', 'failure.json').stdout).toContain('fill_in_progress');

    expect(mazurka('keep', 'failure.json', '--name', 'two-fills')).toMatchObject({ status: 0 });
    expect(read('two-fills.ts')).toContain("subjectOf('mine', mine)");
    expect(mazurka('check', 'two-fills.ts')).toMatchObject({ status: 0 });
    expect(mazurka('keep', 'failure.json', '--name', 'two-fills')).toMatchObject({ status: 2 });

    // Not repaired: the kept execution says so at once.
    expect(mazurka('keep', 'failure.json', '--name', 'repaired', '--holds')).toMatchObject({ status: 0 });
    const again = mazurka('check', 'repaired.ts');
    expect(again.status).toBe(1);
    expect(again.stdout).toContain('execution 1 of those kept breaks it');
  });

  it('of a shipped scenario is made small by claim, as JSON, and kept', () => {
    const { status, stdout } = mazurka(
      'minimise',
      'extra-prefetch-v1',
      '--claim',
      'I-FILL',
      '--json',
      '--out',
      's.json',
    );
    expect(status).toBe(0);
    const document = JSON.parse(stdout);
    const failure = JSON.parse(read('s.json'));
    expect(document).toMatchObject({ ...failure, schema: SCHEMA_VERSION, minimised: { claims: ['I-FILL'] } });
    expect(failure).toMatchObject({ design: 'extra-prefetch-v1', claim: 'I-FILL', file: null, claims: ['I-FILL'] });
    expect(mazurka('keep', 's.json', '--name', 'shipped')).toMatchObject({ status: 0 });
    expect(mazurka('check', 'shipped.ts').stdout).toContain('violated: I-FILL');
    const other = mazurka('minimise', 'extra-prefetch-v1', '--claim', 'I-FIL');
    expect(other).toMatchObject({ status: 2, stdout: '' });
    expect(other.stderr).toContain('I-FIL does not break and is none of its own claims. Did you mean I-FILL');
  });

  it('that nobody expected is not made small with --no-minimise', () => {
    file('wrong.mjs', SURPRISE);
    const small = 'fewest preemptions';
    expect(mazurka('check', 'wrong.mjs').stdout).toContain(small);
    const plain = mazurka('check', 'wrong.mjs', '--no-minimise');
    expect(plain.status).toBe(1);
    expect(plain.stdout).toContain('I-FILL');
    expect(plain.stdout).not.toContain(small);
  });

  it('that is none, or of no workload, is refused', () => {
    file('broken.json', '{"schema":"mazurka-failure/1","design":7}');
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
    expect(read('kept/hunt.json')).toBe(read('through/hunt.json'));
  });

  it('says everything as JSON, leaves failures as they were found, stops in time, and is quiet', () => {
    const once = [...args, '--no-minimise', '--runs', '25', '--json'];
    const { status, stdout, stderr } = mazurka(...once, '--seed', '1');
    expect([status, stderr]).toEqual([1, '']);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({ schema: SCHEMA_VERSION, file: null, seed: '1' });
    expect(document.clusters.length).toBeGreaterThan(0);
    for (const { minimised, found } of document.clusters) {
      expect(minimised).toBeNull();
      expect(found.schedule).toMatch(/^busy-list-no-lock-no-flush-hunt /);
    }
    const short = mazurka(...args, '--no-minimise', '--time', '0', '--quiet', '--seed', '2');
    expect(short.stdout).toContain(', seed 2: 1 workload');
    expect(short.stderr).toBe('');
  });

  it('calls what it keeps by the names that are there', () => {
    const [one] = JSON.parse(read('kept/hunt.json')).corpus as string[];
    renameSync(join(folder, 'kept/workloads', one!), join(folder, 'kept/workloads/mine.json'));
    file('kept/hunt.json', read('kept/hunt.json').replace(one!, 'mine.json'));
    mazurka(...args, '--runs', '1', '--corpus', 'kept');
    expect(read('kept/hunt.json')).toContain('"corpus":["mine.json"');
    expect(existsSync(join(folder, 'kept/workloads', one!))).toBe(false);
  });

  it('refuses a folder that is of another hunt, or damaged', () => {
    const other = mazurka(...args, '--seed', '2', '--corpus', 'kept');
    expect(other.status).toBe(2);
    expect(other.stderr).toContain('kept/hunt.json: it is of another hunt: seed is "1", not "2"; name another folder');
    file('kept/hunt.json', '{"schema":');
    expect(mazurka(...args, '--corpus', 'kept')).toMatchObject({ status: 2 });
  });

  it('of another program begins with what was kept, and stops in the middle of that, too', () => {
    const change = () => {
      file('through/hunt.json', read('through/hunt.json').replace(/"program":"\w+"/, '"program":"0"'));
    };
    change();
    const kept = readdirSync(join(folder, 'through/workloads')).length;
    const looked = (...more: string[]) => {
      const { stdout } = mazurka(...args, '--runs', '1', '--corpus', 'through', '--json', ...more);
      const { counts } = JSON.parse(stdout) as { counts: Record<string, number> };
      return counts.proven! + counts['proven before']! + counts.sampled! + counts.broken! + counts.none!;
    };
    expect(looked('--time', '0')).toBe(1);
    change();
    expect(looked('--time', '0')).toBe(1);
    expect(looked()).toBe(kept); // the rest of them, and one run
  });

  it('says which designs there are', () => {
    const { status, stderr } = mazurka('hunt', 'cpu-zone-2032');
    expect(status).toBe(2);
    expect(stderr).toContain('Did you mean cpu-zone-2023');
  });
});
