/** What the posted patches and the merged code make of a number of CPUs. Pages of 4 KiB. */
import { describe, expect, it } from 'vitest';
import { ONE_BYTE, scaledNodes, scaledPools, scaledZones } from '../../model/scaling.js';

const CPUS = [1, 2, 3, 4, 6, 8, 64, 512, 1024, 4096];
const by = <T>(scaled: (possibleCpus: number) => T) => CPUS.map(scaled);

describe('zones of v1 (9/9)', () => {
  it('grow by 100 pages for each power of two, up to 4 MiB at 1024 CPUs', () => {
    const sizes = by((possibleCpus) => scaledZones({ possibleCpus }).cvzSize);
    expect(sizes).toEqual([Number.POSITIVE_INFINITY, 200, 200, 300, 300, 400, 700, 1000, 1024, 1024]);
  });

  it('are off with 32 bits', () => {
    expect(scaledZones({ possibleCpus: 8, bits: 32 })).toEqual({ cpus: 8, cvzSize: Number.POSITIVE_INFINITY });
  });
});

describe('nodes of v2 (9/9)', () => {
  it('are one for two CPUs, from 1 to 255', () => {
    expect(by((possibleCpus) => scaledNodes({ possibleCpus }).nrNodes)).toEqual([1, 1, 1, 2, 3, 4, 32, 255, 255, 255]);
  });

  it('count the CPUs that are present, unless that is one', () => {
    expect(scaledNodes({ possibleCpus: 64, presentCpus: 8 }).nrNodes).toBe(4);
    expect(scaledNodes({ possibleCpus: 64, presentCpus: 1 }).nrNodes).toBe(32);
  });

  it('have 64 KiB, doubled for each power of two of the possible CPUs, up to 4 MiB', () => {
    const sizes = by((possibleCpus) => scaledNodes({ possibleCpus }).nodeSize);
    expect(sizes).toEqual([ONE_BYTE, ONE_BYTE, ONE_BYTE, 128, 128, 256, 1024, 1024, 1024, 1024]);
    expect(scaledNodes({ possibleCpus: 8, presentCpus: 4 }).nodeSize).toBe(256);
    expect(scaledNodes({ possibleCpus: 8, bits: 32 })).toEqual({ cpus: 8, nrNodes: 4, nodeSize: ONE_BYTE });
  });
});

describe('nodes of 6.9', () => {
  it('are one for each CPU, from 1 to 128, of 16 pages', () => {
    const pools = by((possibleCpus) => scaledPools({ possibleCpus }));
    expect(pools.map(({ nrNodes }) => nrNodes)).toEqual([1, 2, 3, 4, 6, 8, 64, 128, 128, 128]);
    expect(pools.map(({ zoneSize }) => zoneSize)).toEqual([ONE_BYTE, ...Array<number>(9).fill(16)]);
  });

  it('are one with 32 bits', () => {
    expect(scaledPools({ possibleCpus: 8, bits: 32 })).toEqual({ cpus: 8, nrNodes: 1, zoneSize: ONE_BYTE });
  });
});
