/** Large arrays of numbers as text, for checkpoints. */

/** Not imported: pages bundle the engine, and browsers have no such module. They take no checkpoints. */
const zlib = () => process.getBuiltinModule('node:zlib');

/** Compressed bytes of 32-bit integers, lowest byte first, in base64. */
export type Packed = string;

/** Most of it is zeros and repetition: the fastest compression finds that. */
const FAST = { level: 1 };

export function packed(numbers: Int32Array): Packed {
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  return zlib().deflateRawSync(bytes, FAST).toString('base64');
}

/** @returns with zeros behind: room for more, at least for 1024 in all */
export function unpacked(text: Packed): Int32Array<ArrayBuffer> {
  const bytes = zlib().inflateRawSync(Buffer.from(text, 'base64'));
  const numbers = new Int32Array(Math.max(1 << 10, bytes.length >> 1));
  new Uint8Array(numbers.buffer).set(bytes);
  return numbers;
}
