import { verdictLine } from '../report/verdict-text.js';
import { scenarios } from '../scenarios/catalogue.js';
import { explore } from '../scheduler/explore.js';

for (const s of scenarios) {
  for (const strategy of ['traces', 'states'] as const) {
    const t0 = Date.now();
    try {
      const v = explore(s, { strategy });
      console.log(
        verdictLine(v, (Date.now() - t0) / 1000),
        v.counts.strategy === 'states' ? `${v.counts.executions} ${v.counts.events}` : '',
        v.unexpected,
      );
    } catch (e) {
      console.log(s.name, strategy, String((e as Error).stack).slice(0, 600));
    }
  }
}
