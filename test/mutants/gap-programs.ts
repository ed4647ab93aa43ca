/** Programs that show faults which the random ones of the checks do not show. */
import type { DataKind, Guarded, Instruction, Program } from '../fuzz/program.js';

const always = (instruction: Instruction): Guarded => ({ ifParity: null, instruction });
const ifEven = (instruction: Instruction): Guarded => ({ ifParity: 0, instruction });
const store = (word: 0 | 1, value: number): Instruction => ({ kind: 'store', word, value, plusRead: false });
const slot = (act: 'pick' | 'load' | 'store', value = 0): Guarded => always({ kind: 'slot', act, value });

/** What a choice decides is plain code of the same event: the other choice does not touch what this one does. */
export const CHOICE_AND_PLAIN: Program = {
  threads: [
    [always({ kind: 'plain', data: { kind: 'carve', field: 0, value: 0 } })],
    [always({ kind: 'choose' }), ifEven({ kind: 'plain', data: { kind: 'merge', field: 0, value: 0 } })],
  ],
  claimsWords: false,
};

/** A thread has picked a slot, another marks one, and only then the first looks whether it is the same. */
export const SAME_SLOT: Program = {
  threads: [
    [slot('pick'), always({ kind: 'await one', word: 0, value: 1 }), slot('load'), ifEven(store(1, 1))],
    [slot('pick'), slot('store', 1), always(store(0, 1))],
  ],
  claimsWords: false,
};

const touch = (kind: 'set' | 'branch'): Instruction => ({ kind: 'plain', data: { kind, field: 0, value: 1 } });

const addReturn = always({ kind: 'addReturn', word: 0 });

/** What threads do before their first steps conflicts, and what follows from that comes to a third thread by a word. */
export const BEGINS_BUSY: Program = {
  threads: [
    [always(touch('set')), addReturn],
    [always(touch('set')), addReturn],
    [addReturn, always(touch('branch')), addReturn],
  ],
  claimsWords: false,
};

const section = (inner: 'none' | 'load' | 'nested lock', kind: DataKind = 'branch', lock: 0 | 1 = 0): Guarded =>
  always({ kind: 'section', lock, data: { kind, field: 0, value: 1 }, inner, keepIfOdd: false });

/** Writes in the event that gives the lock back; who waits for the lock can race with that only afterwards. */
export const WRITE_AFTER_UNLOCK: Program = {
  threads: [[section('none')], [section('load', 'nothing'), always(touch('set'))]],
  claimsWords: false,
};

/** Three alike that wait for the lock in turn, and one with more events than each of them: each orbit is visited once. */
export const QUEUE: Program = {
  threads: [[section('load')], [section('load')], [section('load')], [addReturn, addReturn, section('none')]],
  claimsWords: false,
};

/** A deadlock; who is blocked in it would touch, with the lock that it waits for, what another thread touches without. */
export const BLOCKED_AND_PLAIN: Program = {
  threads: [
    [section('nested lock', 'set')],
    [always({ kind: 'section', lock: 0, data: { kind: 'set', field: 1, value: 0 }, inner: 'none', keepIfOdd: false })],
    [always(touch('set'))],
    [section('nested lock', 'sign', 1)],
  ],
  claimsWords: false,
};
