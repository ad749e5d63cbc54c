import { KrausError } from '@kraus/core';

const PAGE = 65536;
const ALIGNMENT = 64;
/** Highest byte that kernels may use: the whole 32-bit space but its last page. */
const LIMIT = 65535 * PAGE;

/** Sizes are rounded up to 8 steps an octave, at least 64 bytes, so that freed pieces fit again. */
export function sizeClass(bytes: number): number {
  if (bytes <= 512) return Math.max(ALIGNMENT, Math.ceil(bytes / ALIGNMENT) * ALIGNMENT);
  const step = 2 ** (Math.floor(Math.log2(bytes)) - 3);
  return Math.ceil(bytes / step) * step;
}

/**
 * Allocator in a shared WebAssembly memory: size classes with free lists on top of a bump pointer. Memory grows on demand
 * and is never given back; freed pieces are used again in last-in-first-out order (they are still in cache).
 */
export class Heap {
  /** Bytes now in use by callers, after rounding. */
  used = 0;
  private top: number;
  private readonly free = new Map<number, number[]>();
  private bytes: Uint8Array;

  /** @param base first free byte of the memory (`__heap_base` of the module linked against it) */
  constructor(
    readonly memory: WebAssembly.Memory,
    base: number,
  ) {
    this.top = Math.ceil(base / ALIGNMENT) * ALIGNMENT;
    this.bytes = new Uint8Array(memory.buffer);
  }

  /** The memory's present buffer (a new object after each growth; older ones stay valid). */
  get buffer(): ArrayBufferLike {
    return this.bytes.buffer;
  }

  /** Bytes of the WebAssembly memory. */
  get size(): number {
    return this.bytes.length;
  }

  /** Address of at least `bytes` bytes, aligned to 64. Contents are arbitrary. Throws when 4 GiB are used up. */
  allocate(bytes: number): number {
    const size = sizeClass(bytes);
    this.used += size;
    const address = this.free.get(size)?.pop();
    if (address !== undefined) return address;
    const start = this.top;
    const end = start + size;
    if (end > LIMIT) {
      this.used -= size;
      throw new KrausError(
        'sim/out-of-memory',
        `The WebAssembly memory is full: ${bytes} bytes asked for with ${this.used} in use (the limit is 4 GiB); use a smaller batch or model.`,
      );
    }
    if (end > this.bytes.length) this.grow(end);
    this.top = end;
    return start;
  }

  /** Gives back what {@link allocate} gave for the same number of bytes. */
  release(address: number, bytes: number): void {
    const size = sizeClass(bytes);
    this.used -= size;
    const list = this.free.get(size);
    if (list) list.push(address);
    else this.free.set(size, [address]);
  }

  private grow(end: number): void {
    const wanted = Math.min(LIMIT, Math.max(end, Math.ceil(this.bytes.length * 1.5)));
    try {
      this.memory.grow(Math.ceil((wanted - this.bytes.length) / PAGE));
    } catch {
      try {
        this.memory.grow(Math.ceil((end - this.bytes.length) / PAGE));
      } catch (cause) {
        throw new KrausError(
          'sim/out-of-memory',
          `The WebAssembly memory cannot grow to ${end} bytes on this machine.`,
          {
            cause,
          },
        );
      }
    }
    this.bytes = new Uint8Array(this.memory.buffer);
  }
}
