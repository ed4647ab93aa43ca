import { decodeVnId, encodeVnId } from '../../model/designs/vmap-node-2023.js';
import { defineScenario } from '../../scheduler/scenario.js';
import { bugOn, type Steps } from '../../scheduler/step.js';

/** `U8_MAX` nodes, [0:254], says the patch; flags in bits 0-7 must survive and not matter. */
const IDS = 255;
const LOW_FLAGS = [0, 1, 0xff];

/** I-ENC at both ends of its range and everywhere between; sequential. */
export const vnIdRange = defineScenario({
  name: 'vn-id-range',
  question: 'Is decode_vn_id(encode_vn_id(n)) = n for every id, and is "none" never a node?',
  source: 'seed 004, encode_vn_id and decode_vn_id',
  expect: { verdict: 'holds', traces: 1 },
  boot: () => ({
    world: null,
    threads: {
      *checker(): Steps {
        for (const low of LOW_FLAGS) {
          bugOn(decodeVnId(low) !== -1, `flags ${low} without a tag decode to ${decodeVnId(low)}`);
          for (let id = 0; id < IDS; id++) {
            const decoded = decodeVnId(encodeVnId(id) | low);
            bugOn(decoded !== id, `node ${id} with flags ${low} decodes to ${decoded}`);
          }
        }
      },
    },
  }),
});
