/**
 * Shows the faults of source DPOR that the other killers do not show. Whether a try-lock gets its lock decides what else
 * it conflicts with, so what is planned for it must hold what comes behind it too. Found by fuzzing, shrunk by fast-check.
 */
import type { Program } from '../fuzz/program.js';

export const SOURCE_KILLER: Program = {
  threads: [
    [
      { ifParity: null, instruction: { kind: 'try section', lock: 0, data: { kind: 'set', field: 0, value: 0 } } },
      { ifParity: 1, instruction: { kind: 'try section', lock: 0, data: { kind: 'insert', field: 0, value: 0 } } },
    ],
    [
      { ifParity: null, instruction: { kind: 'is locked', lock: 0, data: { kind: 'set', field: 0, value: 0 } } },
      {
        ifParity: 1,
        instruction: {
          kind: 'section',
          lock: 1,
          data: { kind: 'set', field: 0, value: 0 },
          inner: 'none',
          keepIfOdd: false,
        },
      },
    ],
    [{ ifParity: null, instruction: { kind: 'try section', lock: 1, data: { kind: 'merge', field: 0, value: 0 } } }],
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
      { ifParity: 1, instruction: { kind: 'try section', lock: 0, data: { kind: 'set', field: 0, value: 0 } } },
    ],
  ],
  claimsWords: false,
  claimsPages: false,
};

const store = (word: 0 | 1): Program['threads'][number] => [
  { ifParity: null, instruction: { kind: 'store', word, value: 1, plusRead: false } },
];

/** Two stores that only together keep a thread waiting. */
export const JOINT_KILLER: Program = {
  threads: [store(0), store(1), [{ ifParity: null, instruction: { kind: 'await sum', word: 0, value: 0 } }]],
  claimsWords: false,
};
