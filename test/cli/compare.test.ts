/** `mazurka compare` as users run it, on designs of their own. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { file, mazurka } from '../support/command.js';

beforeAll(() => {
  file('zones.ts', design('zones', ''));
  file('impatient.ts', design('impatient', IMPATIENT));
  file('unsorted.ts', unsortedCopy());
});

/** Zones, with this in the class. */
const design = (name: string, body: string) => `
import { CpuZone2023, Mutex, alloc, allocatorScenario, type Steps, type VmapArea } from 'mazurka';

class Mine extends CpuZone2023 {${body}}

export const mine = allocatorScenario({
  name: '${name}',
  question: 'Is it any better?',
  source: 'a user',
  design: Mine,
  parameters: { cpus: 1, cvzSize: 8, window: 24 },
  threads: { a: { does: [alloc(2, 'a')] }, b: { does: [alloc(2, 'b')] } },
  claims: [],
});
`;

/** Who finds another allocation under way gives up. */
const IMPATIENT = `
  readonly #gate = new Mutex('gate');

  override *vmalloc(pages: number, align = 1): Steps<VmapArea | '-EBUSY' | '-ENOMEM'> {
    if (!(yield* this.#gate.tryLock())) return '-EBUSY';
    const va = yield* super.vmalloc(pages, align);
    yield* this.#gate.unlock();
    return va;
  }
`;

/** A copy of percpu-2005 in a file of its own, in which a block stays where it is when more of it is used. */
function unsortedCopy(): string {
  const source = readFileSync(new URL('../../model/designs/percpu-2005.ts', import.meta.url), 'utf8');
  const withoutBlocks = source.replace(/\/\*\*\n \* `struct pcpu_block`\..*?\n}\n/s, '');
  const sort = / {4}for \(let pos = blkhead\.before\(blkp\);.*?\n {4}}\n/s;
  const changed = withoutBlocks.replaceAll(/ from '\.[^']*'/g, " from 'mazurka'").replace(sort, '');
  return `import { allocPercpu, PcpuBlock, PERCPU_CLAIMS, percpuScenario } from 'mazurka';
${changed}
export const unsorted = percpuScenario({
  name: 'unsorted',
  question: 'Is it any better?',
  source: 'a user',
  design: PercpuAllocator2005,
  parameters: {},
  threads: { a: { does: [allocPercpu(1, 'a')] } },
  claims: PERCPU_CLAIMS,
});
`;
}

const ARGS = ['compare', 'zones.ts', 'impatient.ts', '--workloads', 'shipped', '--transpile-only'];

describe('mazurka compare', () => {
  it('ends with 1 if the second design does what the first never does, and its schedule can be shown', () => {
    const { status, stdout } = mazurka(...ARGS);
    expect(stdout).toContain('impatient does not refine zones in 1 workload: of its 3 outcomes zones has all but');
    expect(stdout).toMatch(/\nregression: impatient does what zones never does\n$/);
    expect(status).toBe(1);
    const schedule = /^replay: mazurka compare zones.ts impatient.ts --replay '(.*)'$/m.exec(stdout)![1]!;
    const shown = mazurka('compare', 'zones.ts', 'impatient.ts', '--transpile-only', '--replay', schedule);
    expect(shown).toMatchObject({ status: 0, stderr: '' });
    expect(shown.stdout).toContain('mutex_trylock(gate) = false');
    expect(shown.stdout).toMatch(/\nno claim is broken\noutcome: a: alloc a \w+; b: alloc b \w+\n$/);
    const foreign = mazurka('compare', 'zones.ts', 'impatient.ts', '--transpile-only', '--replay', 'nothing a:1:begin');
    expect(foreign).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('the comparison has no scenario "nothing"'),
    });
  });

  it('ends with 0 if it does not; a design that is derived from a shipped one makes its claims', () => {
    const { status, stdout } = mazurka(
      'compare',
      'cpu-zone-2023',
      'zones.ts',
      '--workloads',
      'generic',
      '--format',
      'json',
      '--transpile-only',
    );
    expect(status).toBe(0);
    const found = JSON.parse(stdout);
    expect(found).toMatchObject({
      schema: 2,
      names: { a: 'cpu-zone-2023', b: 'zones' },
      refines: true,
      lost: [],
      isComplete: true,
    });
    expect(found.claims.find(({ claim }: { claim: string }) => claim === 'I-FILL').cells).toMatchObject({
      a: { outcome: 'violated' },
      b: { outcome: 'violated', witness: { counterexample: { preemptions: 1 } } },
    });
    expect(found.costs.a).toEqual(found.costs.b);
    const { schedule } = found.claims.find(({ claim }: { claim: string }) => claim === 'I-FILL').cells.b.witness
      .counterexample;
    const shown = mazurka('compare', 'cpu-zone-2023', 'zones.ts', '--transpile-only', '--replay', schedule);
    expect(shown).toMatchObject({ status: 0, stderr: '', stdout: expect.stringMatching(/\nI-FILL: .*extra prefetch/) });
  });

  it('compares a per-CPU allocator with a changed copy of it', () => {
    const { status, stdout, stderr } = mazurka('compare', 'percpu-2005', 'unsorted.ts', '--workloads', 'generic');
    expect(stderr).toBe('');
    expect(stdout).toMatch(/\nI-SORT +holds +NO +lost\n/);
    expect(stdout).toMatch(/\nregression: unsorted breaks I-SORT\n$/);
    expect(status).toBe(1);
    const schedule = /^unsorted breaks I-SORT.*\n.*\n.* --replay '(.*)'$/m.exec(stdout)![1]!;
    const shown = mazurka('compare', 'percpu-2005', 'unsorted.ts', '--transpile-only', '--replay', schedule);
    expect(shown).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining('\nI-SORT: ') });
  });

  it('tells addresses if asked to', () => {
    const { stdout } = mazurka(
      'compare',
      'zones.ts',
      'zones.ts',
      '--workloads',
      'shipped',
      '--addresses',
      '--transpile-only',
    );
    expect(stdout).toContain('zones refines zones in 1 workload: all its 4 outcomes are among those of zones');
  });

  it('ends with 3 if a bound was reached', () => {
    const { status, stdout } = mazurka(...ARGS, '--max-executions', '1', '--max-states', '3');
    expect(status).toBe(3);
    expect(stdout).toMatch(/\nno regression found, but a bound was reached\n$/);
  });

  it('writes Markdown', () => {
    const { stdout } = mazurka(...ARGS, '--format', 'markdown');
    expect(stdout).toMatch(/^# impatient against zones\n/);
    expect(stdout).toContain('\n| claim | zones | impatient |  |\n');
  });

  it('ends with 2 for what it cannot compare', () => {
    const refused = (...args: string[]) => {
      const { status, stdout, stderr } = mazurka('compare', ...args);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      return stderr;
    };
    expect(refused('cpu-zone-2023', 'percpu-2005')).toContain(
      'compare: cpu-zone-2023 is a page allocator, percpu-2005 is a per-CPU allocator: they have no operation in common; name two of one kind',
    );
    expect(refused('unsorted.ts', 'zones.ts', '--transpile-only')).toContain(
      'unsorted is a per-CPU allocator, zones is a page allocator',
    );
    expect(refused('cpu-zone-2023', 'busy-list')).toContain('is several designs');
    expect(refused('cpu-zone-2023', 'vmap-node-2023', '--workloads', 'some')).toContain(
      '--workloads: expected generic, shipped, all; found some',
    );
    expect(refused('cpu-zone-2023', 'vmap-node-2023', '--format', 'yaml')).toContain(
      '--format: expected text, markdown, json; found yaml',
    );
    expect(refused('cpu-zone-2023', 'vmap-node-2023', '--max-states', '0')).toContain(
      '--max-states: expected a whole number above 0',
    );
  });
});
