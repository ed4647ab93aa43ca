import type { CallObserver } from '../model/tracepoints.js';
import { type Claim, violate } from './claim.js';

/** I-FIT: for workloads that leave room for all they ask for, in whatever order. */
export const callsSucceed: Claim<null, unknown, CallObserver> = {
  name: 'I-FIT',
  statement: 'Every call succeeds: there is room and memory for all that is asked for.',
  attach: () => ({
    state: null,
    observer: {
      returned(result) {
        if (result === null) violate('I-FIT', 'a call fails, but there is room and memory for all that is asked for');
      },
    },
  }),
};
