/** A bounded channel: a ring of messages between threads, first in first out, as of Go or a `kfifo` with waiting. */
import { SharedObject } from '../../scheduler/object.js';
import { type Operation, Step, Violation } from '../../scheduler/step.js';
import { mightSleep } from './might-sleep.js';

const channel = (step: Pick<Step, 'object'>) => step.object as Channel<NonNullable<unknown>>;

const SEND: Operation<void> = {
  name: 'send',
  enabled: (step) => channel(step).hasRoom || channel(step).isClosed,
  perform: (step) => void channel(step).put(step.argument),
};
const TRY_SEND: Operation<boolean> = { name: 'try_send', perform: (step) => channel(step).put(step.argument) };
const RECEIVE: Operation<unknown> = {
  name: 'receive',
  enabled: (step) => channel(step).hasMessage || channel(step).isClosed,
  perform: (step) => channel(step).take(),
};
const TRY_RECEIVE: Operation<unknown> = { name: 'try_receive', perform: (step) => channel(step).take() };
const CLOSE: Operation<void> = { name: 'close', perform: (step) => channel(step).shut() };

/** A place of the ring that holds no message. */
const NOTHING = null;

/**
 * A send and a receive conflict only if they are about the same place of the ring. Messages are plain data, but not null,
 * which stands for none. Left out: channels without room, on which sender and receiver meet.
 */
export class Channel<T extends NonNullable<unknown>> extends SharedObject {
  readonly #ring: (T | typeof NOTHING)[];
  /** Places of the ring where the next message is put and taken. */
  #tail = 0;
  #head = 0;
  /** `close` has been performed. For properties. */
  isClosed = false;

  /** @param capacity messages that it can hold, at least 1 */
  constructor(name: string, capacity: number) {
    super(name);
    if (!(Number.isInteger(capacity) && capacity > 0))
      throw new RangeError(`channel ${name}: a capacity of ${capacity}; expected a whole number of at least 1`);
    this.#ring = new Array<T | typeof NOTHING>(capacity).fill(NOTHING);
  }

  /** Waits until there is room. On a closed channel: a violation. */
  send(message: T): Step<void> {
    mightSleep(`send(${this.name})`);
    return new Step(SEND, this, message);
  }
  /** False if there is no room. */
  trySend(message: T): Step<boolean> {
    return new Step(TRY_SEND, this, message);
  }
  /** Waits for a message; null if the channel is closed and all messages are taken. */
  receive(): Step<T | null> {
    mightSleep(`receive(${this.name})`);
    return new Step(RECEIVE, this) as Step<unknown> as Step<T | null>;
  }
  /** A message, or null if there is none. */
  tryReceive(): Step<T | null> {
    return new Step(TRY_RECEIVE, this) as Step<unknown> as Step<T | null>;
  }
  /** No message can be sent from now on. Twice: a violation. */
  close(): Step<void> {
    return new Step(CLOSE, this);
  }

  snapshot(): unknown {
    return [[...this.#ring], this.#head, this.#tail, this.isClosed];
  }

  /** Called by the operations. @internal */
  get hasRoom(): boolean {
    return this.#ring[this.#tail] === NOTHING;
  }
  /** @internal */
  get hasMessage(): boolean {
    return this.#ring[this.#head] !== NOTHING;
  }
  /** @internal */
  put(message: unknown): boolean {
    const { CLOSED, TAIL } = this.#places;
    const at = this.#tail;
    this.reads(CLOSED, CLOSED + 1);
    // Even where it is closed: before that the step may have waited for room.
    this.reads(TAIL, TAIL + 1);
    this.reads(at, at + 1);
    if (this.isClosed) throw new Violation('closed channel', `send(${this.name}), which is closed`);
    if (!this.hasRoom) return false;
    this.modifies(TAIL, TAIL + 1);
    this.modifies(at, at + 1);
    this.#ring[at] = message as T;
    this.#tail = (at + 1) % this.#ring.length;
    return true;
  }
  /** @internal */
  take(): T | null {
    const { CLOSED, HEAD } = this.#places;
    const at = this.#head;
    const message = this.#ring[at]!;
    if (message === NOTHING) {
      this.reads(HEAD, HEAD + 1);
      this.reads(at, at + 1);
      this.reads(CLOSED, CLOSED + 1);
      return null;
    }
    this.modifies(HEAD, HEAD + 1);
    this.modifies(at, at + 1);
    this.#ring[at] = NOTHING;
    this.#head = (at + 1) % this.#ring.length;
    return message;
  }
  /** @internal */
  shut(): void {
    const { CLOSED } = this.#places;
    this.modifies(CLOSED, CLOSED + 1);
    if (this.isClosed) throw new Violation('closed channel', `close(${this.name}), which is closed already`);
    this.isClosed = true;
  }

  /** Behind those of the ring. */
  get #places() {
    const { length } = this.#ring;
    return { HEAD: length, TAIL: length + 1, CLOSED: length + 2 };
  }
}
