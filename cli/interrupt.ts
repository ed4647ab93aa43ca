/** What the thread of a command gets from that of the process: Ctrl-C, which only the latter hears, and what it writes to. */
import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { EXIT } from '../program/usage-error.js';

interface Output {
  readonly isTTY: boolean;
  readonly columns: number | undefined;
}

export interface ThreadData {
  /** How often Ctrl-C was pressed, and whether the command ends by itself then. */
  readonly signals: Int32Array;
  readonly stdout: Output;
  readonly stderr: Output;
}

/** Indices of `signals`. */
export const PRESSED = 0;
export const LISTENS = 1;

/** Null where a command runs in the thread of its caller: in tests. */
const data = workerData as ThreadData | null;

/** To be called before anything is written: lets the output know what it goes to, and writes it there itself. */
export function adoptTerminal(): void {
  if (data === null) return;
  Object.assign(process.stdout, data.stdout, writingTo(1));
  Object.assign(process.stderr, data.stderr, writingTo(2));
}

/** Milliseconds to wait for who reads slowly. */
const SLOW_MS = 5;

/**
 * A stream's methods. A thread's own would give one text to the thread of the process, and hold back the next until this one
 * pauses, which an exploration does not; and texts of the two streams would overtake each other.
 */
function writingTo(descriptor: 1 | 2) {
  const never = new Int32Array(new SharedArrayBuffer(4));
  const write = (bytes: Buffer) => {
    for (let at = 0; at < bytes.length; ) {
      try {
        at += writeSync(descriptor, bytes, at);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        // Whoever reads the output, head for one, may have seen enough.
        if (code === 'EPIPE') process.exit(EXIT.asExpected);
        if (code !== 'EAGAIN') throw error;
        Atomics.wait(never, 0, 0, SLOW_MS);
      }
    }
  };
  return {
    _writev: null,
    _write(chunk: string | Buffer, encoding: BufferEncoding, done: () => void) {
      write(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk);
      done();
    },
  };
}

/** From now on the command asks `isInterrupted` now and then; until it does so, Ctrl-C stops it at once. */
export function listen(): void {
  if (data !== null) Atomics.store(data.signals, LISTENS, 1);
}

/** True once Ctrl-C has been pressed: what is known is to be told, and then to end with `EXIT.interrupted`. */
export function isInterrupted(): boolean {
  return data !== null && Atomics.load(data.signals, PRESSED) > 0;
}

/** Shared memory whose first number is above 0 once Ctrl-C has been pressed, for other threads; null where there is none. */
export function pressed(): Int32Array | null {
  return data === null ? null : data.signals.subarray(PRESSED);
}

/** Milliseconds from one look at Ctrl-C to the next, where a command waits for others. */
const LOOK_EVERY_MS = 100;

/** Aborted once Ctrl-C has been pressed: for a command that waits. @param until no longer watched then */
export function interruption(until: AbortSignal): AbortSignal {
  const interrupted = new AbortController();
  const timer = setInterval(() => {
    if (isInterrupted()) interrupted.abort();
  }, LOOK_EVERY_MS);
  until.addEventListener('abort', () => clearInterval(timer));
  return interrupted.signal;
}
