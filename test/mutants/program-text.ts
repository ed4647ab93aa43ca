/** Random programs in one line, threads side by side: `A(f=0); x=1 | B(list.take) if odd`. */
import type { Data, Guarded, Instruction, Program } from '../fuzz/program.js';

export function programText({ threads }: Program): string {
  return threads.map((code) => code.map(guardedText).join('; ')).join(' \\| ');
}

function guardedText({ ifParity, instruction }: Guarded): string {
  const guard = ifParity === null ? '' : ifParity === 1 ? ' if odd' : ' if even';
  return instructionText(instruction) + guard;
}

const LOCKS = ['A', 'B'];
const WORDS = ['x', 'y'];
const FIELDS = ['f', 'g'];

function instructionText(instruction: Instruction): string {
  switch (instruction.kind) {
    case 'section': {
      const data = dataText(instruction.data);
      const inner = { none: '', load: '; x', 'nested lock': `; ${LOCKS[1 - instruction.lock]}(${data})` };
      return `${LOCKS[instruction.lock]}(${data}${inner[instruction.inner]}${instruction.keepIfOdd ? '; kept if odd' : ''})`;
    }
    case 'try section':
      return `try ${LOCKS[instruction.lock]}(${dataText(instruction.data)})`;
    case 'is locked':
      return `is ${LOCKS[instruction.lock]} locked`;
    case 'store':
      return `${WORDS[instruction.word]}=${instruction.plusRead ? 'read+1' : instruction.value}`;
    case 'xchg':
    case 'cmpxchg':
    case 'await one':
    case 'await both':
      return `${instruction.kind} ${WORDS[instruction.word]}, ${instruction.value}`;
    case 'load':
    case 'add':
    case 'addReturn':
      return `${instruction.kind} ${WORDS[instruction.word]}`;
    case 'plain':
      return dataText(instruction.data);
    case 'spawn':
      return `spawn(${instruction.body.map(instructionText).join('; ')})${instruction.joins ? '; join' : ''}`;
    case 'slot':
      return `slot ${instruction.act}`;
    default:
      return instruction.kind;
  }
}

function dataText({ kind, field, value }: Data): string {
  if (kind === 'set') return `${FIELDS[field]}=${value}`;
  return kind === 'get' || kind === 'branch' ? `${kind} ${FIELDS[field]}` : kind;
}
