/** `mazurka new`: what it writes is a design that works, and that notices what is done to it. */
import { describe, expect, it } from 'vitest';
import { newDesignScenario } from '../../cli/new-design.js';
import { explore } from '../../scheduler/explore.js';
import { file, mazurka, read } from '../support/command.js';

describe('mazurka new', () => {
  it('writes a design that passes, purges and survives a hunt', () => {
    expect(mazurka('new', 'lazy-tree')).toEqual({
      status: 0,
      stdout: 'lazy-tree.ts: run it with mazurka check lazy-tree.ts\n',
      stderr: '',
    });
    expect(read('lazy-tree.ts')).toMatch(/class LazyTree [\s\S]*const lazyTreeScenario [\s\S]*name: 'lazy-tree'/);
    expect(read('lazy-tree.ts')).not.toMatch(/new-?design/i);
    const { status, stdout } = mazurka('check', 'lazy-tree.ts');
    expect([status, stdout.split('\n')[0]]).toEqual([0, expect.stringMatching(/^ok {2}lazy-tree +holds /)]);
    const hunt = mazurka('hunt', 'lazy-tree.ts', '--runs', '20', '--quiet');
    expect(hunt.stdout).toContain('nothing found');
    expect(hunt.status).toBe(0);
  });

  it('is about interleavings: there are some, and in one of them an allocation has to purge', () => {
    const { properties = [], ...rest } = newDesignScenario;
    let purges = 0;
    const verdict = explore({
      ...rest,
      properties,
      boot() {
        const booted = newDesignScenario.boot();
        booted.world.allocator.trace.attach({ purgedForAllocation: () => void purges++ });
        return booted;
      },
    });
    expect(verdict).toMatchObject({ outcome: 'holds', counts: { executions: 26 } });
    expect(purges).toBeGreaterThan(0);
  });

  it.each([
    ['its lock', /.*vmapAreaLock\.(un)?lock\(\).*\n/g, 'data race'],
    ['its flush', /.*translation\.flush.*\n/, 'I-TLB'],
    ['what it gives back', /.*freeVmapArea\.merge.*\n/, 'I-CONS'],
    ['its count', /.*vmapLazyNr\.sub.*\n/, 'I-LAZY'],
    ['its busy tree', /.*vmapArea\.insert.*\n/, 'I-FIND'],
  ])('writes a design that fails without %s', (_what, lines, claim) => {
    mazurka('new', 'careless');
    file('broken.ts', read('careless.ts').replace(lines, ''));
    const { status, stdout } = mazurka('check', 'broken.ts');
    expect(stdout).toContain(`violation: ${claim} in careless, with`);
    expect(stdout).toContain("replay: mazurka replay --file broken.ts 'careless ");
    expect(status).toBe(1);
  });

  it('writes where it is told to, any name that can be one, and nothing twice', () => {
    expect(mazurka('new', 'class', '--out', 'other.ts').status).toBe(0);
    expect(mazurka('check', 'other.ts').stdout).toMatch(/^ok {2}class /);
    file('mine.ts', 'mine');
    expect(mazurka('new', 'mine')).toMatchObject({
      status: 2,
      stderr: 'mazurka: mine.ts is there already; name another file: --out <file>\n',
    });
    expect(read('mine.ts')).toBe('mine');
  });

  it.each([
    ['MyAllocator', 'found "MyAllocator", expected a name in kebab-case'],
    ['3-trees', 'found "3-trees", expected a name in kebab-case'],
    ['../tree', 'found "../tree", expected a name in kebab-case'],
    ['allocator', '"allocator" is a name of the library; choose another, such as my-allocator'],
    ['spin-lock', '"spin-lock" is a name of the library'],
  ])('refuses the name %s', (name, message) => {
    const { status, stderr } = mazurka('new', name);
    expect(stderr).toContain(`mazurka: mazurka new: ${message}`);
    expect(status).toBe(2);
  });
});
