import { crc32, inflateRawSync } from 'node:zlib';
import { KrausError } from '@kraus/core';

/** No member may unpack to more than this many bytes (2^31): larger sizes are wrong or hostile. */
const MAX_MEMBER = 2 ** 31;
const UNKNOWN_32 = 0xffffffff;

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly flags: number;
  readonly crc: number;
  readonly packed: number;
  readonly unpacked: number;
  readonly offset: number;
}

/** The members of a zip archive by name; each is unpacked and checked (CRC-32) when it is asked for. */
export interface ZipArchive {
  readonly names: readonly string[];
  /** @throws KrausError `data/no-such-member`, `data/damaged`, `data/unsupported-zip` */
  read(name: string): Uint8Array;
}

/**
 * Opens a zip archive (stored and deflated members, zip64) held in memory. Sizes come from the central directory, never
 * from the local headers, which some writers leave at zero. Format: PKWARE APPNOTE 6.3, sections 4.3 and 4.5.3.
 *
 * @throws KrausError `data/not-zip`, `data/damaged`
 */
export function openZip(bytes: Uint8Array, where: string): ZipArchive {
  const entries = readDirectory(bytes, where);
  return {
    names: [...entries.keys()],
    read(name) {
      const entry = entries.get(name);
      if (entry === undefined) {
        throw new KrausError(
          'data/no-such-member',
          `${where} has no '${name}'; it has ${[...entries.keys()].join(', ')}.`,
        );
      }
      return unpack(bytes, entry, where);
    },
  };
}

function readDirectory(bytes: Uint8Array, where: string): Map<string, Entry> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { offset, count } = findDirectory(view, where);
  const entries = new Map<string, Entry>();
  let at = offset;
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50) throw damaged(where, `directory entry ${i}`);
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const end = at + 46 + nameLength + extraLength + view.getUint16(at + 32, true);
    if (end > bytes.length) throw damaged(where, `directory entry ${i}`);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    const sizes = {
      unpacked: view.getUint32(at + 24, true),
      packed: view.getUint32(at + 20, true),
      offset: view.getUint32(at + 42, true),
    };
    widen(sizes, view, at + 46 + nameLength, extraLength, where);
    entries.set(name, {
      name,
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      ...sizes,
    });
    at = end;
  }
  return entries;
}

/** Finds the end record (searched backwards over a comment of at most 65,535 bytes), in its zip64 form where needed. */
function findDirectory(view: DataView, where: string): { offset: number; count: number } {
  const last = view.byteLength - 22;
  for (let at = last; at >= Math.max(0, last - 65_535); at--) {
    if (view.getUint32(at, true) !== 0x06054b50) continue;
    if (at + 22 + view.getUint16(at + 20, true) !== view.byteLength) continue;
    const count = view.getUint16(at + 10, true);
    const offset = view.getUint32(at + 16, true);
    if (count !== 0xffff && offset !== UNKNOWN_32) return { offset, count };
    if (at < 20 || view.getUint32(at - 20, true) !== 0x07064b50) return { offset, count };
    const end64 = readSize(view, at - 12, where);
    if (end64 + 56 > view.byteLength || view.getUint32(end64, true) !== 0x06064b50)
      throw damaged(where, 'zip64 end record');
    return { count: readSize(view, end64 + 32, where), offset: readSize(view, end64 + 48, where) };
  }
  throw new KrausError('data/not-zip', `${where} is not a zip archive, or its end is cut off. Get the file again.`);
}

/** Replaces sizes of 0xffffffff by those of the zip64 extra field, which lists only what did not fit, in this order. */
function widen(
  sizes: { unpacked: number; packed: number; offset: number },
  view: DataView,
  start: number,
  length: number,
  where: string,
): void {
  const end = start + length;
  for (let at = start; at + 4 <= end; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let field = at + 4;
    for (const key of ['unpacked', 'packed', 'offset'] as const) {
      if (sizes[key] !== UNKNOWN_32) continue;
      if (field + 8 > end) throw damaged(where, 'zip64 sizes');
      sizes[key] = readSize(view, field, where);
      field += 8;
    }
  }
}

function readSize(view: DataView, at: number, where: string): number {
  if (at < 0 || at + 8 > view.byteLength) throw damaged(where, 'a 64-bit size');
  const size = Number(view.getBigUint64(at, true));
  if (!Number.isSafeInteger(size)) throw damaged(where, 'a 64-bit size');
  return size;
}

function unpack(bytes: Uint8Array, entry: Entry, where: string): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const what = `member '${entry.name}'`;
  if ((entry.flags & 1) !== 0) {
    throw new KrausError('data/unsupported-zip', `${where}: ${what} is encrypted; unpack it with its password first.`);
  }
  if (entry.unpacked > MAX_MEMBER) throw damaged(where, `${what} (it claims ${entry.unpacked} bytes)`);
  if (entry.offset + 30 > bytes.length || view.getUint32(entry.offset, true) !== 0x04034b50) throw damaged(where, what);
  const start = entry.offset + 30 + view.getUint16(entry.offset + 26, true) + view.getUint16(entry.offset + 28, true);
  if (start + entry.packed > bytes.length) throw damaged(where, what);
  const packed = bytes.subarray(start, start + entry.packed);
  let data: Uint8Array;
  if (entry.method === 0) {
    data = packed;
  } else if (entry.method === 8) {
    try {
      const out = inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.unpacked) });
      data = new Uint8Array(out.buffer, out.byteOffset, out.byteLength);
    } catch (cause) {
      throw damaged(where, what, cause);
    }
  } else {
    throw new KrausError(
      'data/unsupported-zip',
      `${where}: ${what} is packed by method ${entry.method}; only stored and deflated members are read.`,
    );
  }
  if (data.length !== entry.unpacked || crc32(data) !== entry.crc) throw damaged(where, what);
  return data;
}

function damaged(where: string, what: string, cause?: unknown): KrausError {
  return new KrausError('data/damaged', `${where}: the zip archive is damaged at ${what}. Get the file again.`, {
    cause,
  });
}
