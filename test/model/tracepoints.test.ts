import { describe, expect, it } from 'vitest';
import { Tracepoints } from '../../model/tracepoints.js';
import { currentContext } from '../../scheduler/object.js';
import { Session } from '../../scheduler/session.js';

/** Runs it in a world. */
function inWorld(look: () => void): void {
  const boot = () => {
    look();
    return { world: {}, threads: {} };
  };
  new Session({ name: 'tracepoints', question: '?', source: 'test', boot }).boot();
}

describe('tracepoints', () => {
  it('tell every listener that has them, in the order in which they came, as claims', () => {
    const heard: string[] = [];
    inWorld(() => {
      const trace = new Tracepoints();
      trace.emit('purged');
      trace.attach({ purged: () => void heard.push(`first, ghost: ${currentContext().ghost}`) });
      trace.attach({ missed: (node) => void heard.push(`missed ${node}`) });
      trace.attach({ purged: () => void heard.push('second'), missed: (node) => void heard.push(`and ${node}`) });
      trace.emit('purged');
      trace.emit('missed', 3);
      trace.emit('purgeFrees');
    });
    expect(heard).toEqual(['first, ghost: true', 'second', 'missed 3', 'and 3']);
  });

  it('refuse a listener whose methods they cannot list', () => {
    class Listener {
      purged(): void {}
    }
    inWorld(() => expect(() => new Tracepoints().attach(new Listener())).toThrow(/object literal/));
  });
});
