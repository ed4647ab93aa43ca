import { describe, expect, it } from 'vitest';
import { toyByRange } from '../../bench/programs/toy.js';
import { Asides } from '../../scheduler/asides.js';
import { Session } from '../../scheduler/session.js';

describe('what was found out aside', () => {
  it('is remembered, whatever the answer', () => {
    const asides = new Asides<number>();
    expect(asides.get('a')).toBeUndefined();
    expect(asides.set('a', -1)).toBe(-1);
    asides.set('b', 0);
    expect([asides.get('a'), asides.get('b'), asides.get('c')]).toEqual([-1, 0, undefined]);
    asides.clear();
    expect(asides.get('a')).toBeUndefined();
  });

  it('is forgotten when much more was asked since, but not what was asked of late', () => {
    const asides = new Asides<number>();
    for (let k = 0; k < 10_000; k++) asides.set(`${k}`, k);
    expect(asides.get('0')).toBeUndefined();
    for (let k = 10_000 - 4096; k < 10_000; k++) expect(asides.get(`${k}`)).toBe(k);
  });
});

describe('a probe', () => {
  it('is run once and counted as often as it is asked', () => {
    let boots = 0;
    const toy = toyByRange(2, 1);
    const boot = () => {
      boots++;
      return toy.boot();
    };
    const session = new Session({ ...toy, boot });
    session.restart();
    if (session.restartNeeded) session.restart(); // sections are plain data: now it knows
    boots = 0;
    const first = session.probe([0, 0, 1, 0], 0, 0);
    expect(first).toBeGreaterThan(0);
    expect(boots).toBe(1);
    expect(session.probe([0, 0, 1, 0], 0, 0)).toBe(first);
    expect(boots).toBe(1);
    expect([session.probes, session.steps]).toEqual([2, 4]);
    expect(session.probe([0, 0], 1, 0)).not.toBe(first);
    expect(session.alternativesAfter([0, 0], 1)).toEqual([0]);
    expect(boots).toBe(3);
    session.restart(); // what was learned since may make it another event
    boots = 0;
    expect(session.probe([0, 0, 1, 0], 0, 0)).toBe(first);
    expect(boots).toBe(1);
  });
});
