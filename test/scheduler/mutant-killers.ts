/** For each mutant of the engine the smallest program found that shows its fault. Found by fuzzing, shrunk by fast-check. */
import type { Mutation } from '../../scheduler/strategies/reversal.js';
import type { Program } from '../fuzz/program.js';

export const KILLERS: Readonly<Record<Exclude<keyof Mutation, 'trustForeign'>, Program>> = {
  // P5
  singlesOnly: {
    threads: [
      [
        {
          ifParity: null,
          instruction: {
            kind: 'read-write section',
            lock: 0,
            act: 'read',
            data: { kind: 'nothing', field: 0, value: 0 },
            inner: true,
            keepIfOdd: true,
          },
        },
      ],
      [
        {
          ifParity: null,
          instruction: {
            kind: 'read-write section',
            lock: 0,
            act: 'read',
            data: { kind: 'nothing', field: 0, value: 0 },
            inner: true,
            keepIfOdd: true,
          },
        },
      ],
      [
        { ifParity: null, instruction: { kind: 'store', word: 0, value: 1, plusRead: false } },
        {
          ifParity: null,
          instruction: {
            kind: 'read-write section',
            lock: 0,
            act: 'write',
            data: { kind: 'nothing', field: 0, value: 0 },
            inner: false,
            keepIfOdd: false,
          },
        },
      ],
    ],
    claimsWords: false,
  },
  // P1
  noBlockedRaces: {
    threads: [
      [
        {
          ifParity: null,
          instruction: {
            kind: 'section',
            lock: 0,
            data: { kind: 'set', field: 0, value: 0 },
            inner: 'none',
            keepIfOdd: false,
          },
        },
      ],
      [
        {
          ifParity: null,
          instruction: {
            kind: 'section',
            lock: 0,
            data: { kind: 'set', field: 0, value: 0 },
            inner: 'none',
            keepIfOdd: false,
          },
        },
      ],
      [
        {
          ifParity: null,
          instruction: {
            kind: 'section',
            lock: 0,
            data: { kind: 'set', field: 0, value: 0 },
            inner: 'nested lock',
            keepIfOdd: false,
          },
        },
        { ifParity: null, instruction: { kind: 'store', word: 0, value: 0, plusRead: false } },
      ],
      [
        {
          ifParity: null,
          instruction: {
            kind: 'section',
            lock: 1,
            data: { kind: 'set', field: 0, value: 0 },
            inner: 'nested lock',
            keepIfOdd: false,
          },
        },
      ],
    ],
    claimsWords: false,
  },
  // P2
  cutWakeupSequences: {
    threads: [
      [
        {
          ifParity: null,
          instruction: {
            kind: 'section',
            lock: 0,
            data: { kind: 'set', field: 0, value: 0 },
            inner: 'nested lock',
            keepIfOdd: false,
          },
        },
      ],
      [
        {
          ifParity: null,
          instruction: {
            kind: 'section',
            lock: 0,
            data: { kind: 'set', field: 0, value: 0 },
            inner: 'load',
            keepIfOdd: false,
          },
        },
      ],
      [{ ifParity: null, instruction: { kind: 'add', word: 0 } }],
      [
        {
          ifParity: null,
          instruction: {
            kind: 'section',
            lock: 1,
            data: { kind: 'merge', field: 0, value: 0 },
            inner: 'load',
            keepIfOdd: true,
          },
        },
      ],
    ],
    claimsWords: false,
  },
  // P3
  keepOutcomes: {
    threads: [
      [{ ifParity: null, instruction: { kind: 'try section', lock: 0, data: { kind: 'carve', field: 0, value: 1 } } }],
      [
        {
          ifParity: null,
          instruction: {
            kind: 'section',
            lock: 0,
            data: { kind: 'set', field: 0, value: 0 },
            inner: 'none',
            keepIfOdd: false,
          },
        },
      ],
      [{ ifParity: null, instruction: { kind: 'try section', lock: 0, data: { kind: 'set', field: 0, value: 0 } } }],
      [
        {
          ifParity: null,
          instruction: {
            kind: 'section',
            lock: 1,
            data: { kind: 'set', field: 0, value: 0 },
            inner: 'none',
            keepIfOdd: false,
          },
        },
      ],
    ],
    claimsWords: false,
  },
  // P4
  skipPrefixRaces: {
    threads: [
      [
        {
          ifParity: null,
          instruction: {
            kind: 'section',
            lock: 0,
            data: { kind: 'set', field: 0, value: 0 },
            inner: 'none',
            keepIfOdd: false,
          },
        },
        { ifParity: null, instruction: { kind: 'try section', lock: 0, data: { kind: 'set', field: 0, value: 0 } } },
        {
          ifParity: null,
          instruction: {
            kind: 'section',
            lock: 1,
            data: { kind: 'set', field: 0, value: 0 },
            inner: 'none',
            keepIfOdd: false,
          },
        },
      ],
      [
        {
          ifParity: null,
          instruction: {
            kind: 'section',
            lock: 1,
            data: { kind: 'set', field: 0, value: 0 },
            inner: 'none',
            keepIfOdd: false,
          },
        },
      ],
      [
        {
          ifParity: null,
          instruction: {
            kind: 'section',
            lock: 0,
            data: { kind: 'list take', field: 0, value: 0 },
            inner: 'none',
            keepIfOdd: false,
          },
        },
        { ifParity: 1, instruction: { kind: 'try section', lock: 0, data: { kind: 'set', field: 0, value: 0 } } },
      ],
    ],
    claimsWords: false,
  },
  // no pitfall of the list: a lock step raced with releases
  releaseRaces: {
    threads: [
      [
        {
          ifParity: null,
          instruction: {
            kind: 'section',
            lock: 0,
            data: { kind: 'set', field: 0, value: 0 },
            inner: 'none',
            keepIfOdd: false,
          },
        },
      ],
      [
        {
          ifParity: null,
          instruction: {
            kind: 'section',
            lock: 0,
            data: { kind: 'set', field: 0, value: 0 },
            inner: 'none',
            keepIfOdd: false,
          },
        },
      ],
      [
        {
          ifParity: null,
          instruction: {
            kind: 'section',
            lock: 0,
            data: { kind: 'set', field: 0, value: 0 },
            inner: 'nested lock',
            keepIfOdd: false,
          },
        },
        { ifParity: null, instruction: { kind: 'store', word: 0, value: 0, plusRead: false } },
      ],
      [
        {
          ifParity: null,
          instruction: {
            kind: 'section',
            lock: 0,
            data: { kind: 'set', field: 0, value: 0 },
            inner: 'none',
            keepIfOdd: false,
          },
        },
      ],
    ],
    claimsWords: false,
  },
  // P6, for locks
  breakAtFirstFeasible: {
    threads: [
      [
        {
          ifParity: null,
          instruction: {
            kind: 'section',
            lock: 0,
            data: { kind: 'set', field: 0, value: 0 },
            inner: 'load',
            keepIfOdd: false,
          },
        },
        { ifParity: null, instruction: { kind: 'store', word: 0, value: 0, plusRead: false } },
      ],
      [
        {
          ifParity: null,
          instruction: {
            kind: 'section',
            lock: 0,
            data: { kind: 'set', field: 0, value: 0 },
            inner: 'none',
            keepIfOdd: false,
          },
        },
      ],
    ],
    claimsWords: false,
  },
  // P9
  sleepByThreadOnly: {
    threads: [
      [{ ifParity: null, instruction: { kind: 'choose' } }],
      [
        { ifParity: null, instruction: { kind: 'choose' } },
        {
          ifParity: null,
          instruction: {
            kind: 'section',
            lock: 0,
            data: { kind: 'set', field: 0, value: 0 },
            inner: 'none',
            keepIfOdd: true,
          },
        },
      ],
      [{ ifParity: null, instruction: { kind: 'load', word: 0 } }],
      [
        {
          ifParity: null,
          instruction: {
            kind: 'section',
            lock: 0,
            data: { kind: 'set', field: 1, value: 0 },
            inner: 'none',
            keepIfOdd: false,
          },
        },
      ],
    ],
    claimsWords: false,
  },
};
