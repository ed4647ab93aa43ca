import { describe, expect, it } from 'vitest';
import { clashesIn, heldBy, holdingOf } from '../../report/held-ranges.js';
import { scenarios } from '../../scenarios/catalogue.js';
import { walk } from '../../scheduler/follow.js';
import { briefly, stage } from '../../scheduler/standing.js';
import { statesOf } from '../../viewer/states.js';

describe('ranges that objects hold', () => {
  it('are read from texts and from entries with start and end, also in parts of an object', () => {
    const contents = {
      free: ['[0,2)', '[6,8) flags 0x100', 'deleted'],
      lazy: [{ start: 2, end: 4, flags: 0 }, null],
      mm: { mapped: ['[3,5)'], count: 1 },
      cache: { start: 8, end: 9 },
      lock: 'a',
    };
    expect([...heldBy(contents)]).toEqual([
      [
        'free',
        [
          [0, 2],
          [6, 8],
        ],
      ],
      ['lazy', [[2, 4]]],
      ['mm mapped', [[3, 5]]],
    ]);
  });

  it('are free, busy or what else the object is named for', () => {
    const names = {
      free_vmap_area: 'free',
      free_vmap_area_list: 'free',
      'pool.free': 'free',
      'cvz[1].free': 'node',
      'vn[0].free': 'node',
      'vn[0].pool[3]': 'node',
      'vn[0].busy': 'busy',
      vmap_area_root: 'busy',
      'vn[0].lazy': 'lazy',
      'va->flags': 'lazy',
      vmap_purge_list: 'lazy',
      'vn[2].purge_list': 'purging',
      local_purge_list: 'purging',
      'init_mm mapped': 'mapped',
      'init_mm stale': 'stale',
      slots: 'other',
    };
    expect(Object.fromEntries(Object.keys(names).map((name) => [name, holdingOf(name)]))).toEqual(names);
  });

  it('clash where two give out the same pages, or what is lazy is free', () => {
    const clashes = (contents: Record<string, string[]>) =>
      clashesIn(heldBy(contents)).map(({ range, holders }) => `${holders.join(' ')} ${range}`);
    expect(clashes({ 'a.busy': ['[0,4)'], 'b.busy': ['[2,6)', '[8,9)'] })).toEqual(['a.busy b.busy 2,4']);
    expect(clashes({ free: ['[0,4)'], 'vn[0].free': ['[3,5)'] })).toEqual(['free vn[0].free 3,4']);
    expect(clashes({ free: ['[0,4)'], 'vn[0].lazy': ['[0,1)'] })).toEqual(['free vn[0].lazy 0,1']);
    expect(clashes({ vmap_area_root: ['[0,4)'], vmap_purge_list: ['[0,4)'] })).toEqual([]);
    expect(clashes({ free: ['[0,4)'], local_purge_list: ['[0,4)'], 'init_mm mapped': ['[0,4)'] })).toEqual([]);
  });

  it('do not clash in any shipped scenario that holds, one thread after another', () => {
    const clashing = scenarios
      .filter(({ expect: expected }) => expected?.verdict === 'holds')
      .flatMap((scenario) => {
        const brief = briefly(scenario);
        const states = statesOf(stage(brief, walk(brief, new Map())));
        const found = states.flatMap((state) => clashesIn(heldBy(state)).flatMap(({ holders }) => holders));
        return found.length === 0 ? [] : [`${scenario.name}: ${[...new Set(found)].join(', ')}`];
      });
    expect(clashing).toEqual([]);
  });
});
