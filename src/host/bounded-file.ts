import type { FileHandle } from 'node:fs/promises';
import { builtin } from './builtin.js';

/** The beginning of a file. */
export interface BoundedRead {
  readonly bytes: Uint8Array;
  /** Whether `bytes` is all of it. */
  readonly isWhole: boolean;
}

/**
 * Reads the beginning of a regular file, including files in `/proc` and `/sys`, whose size is 0.
 * Follows links. Never rejects. Does not open a FIFO or a device, so it cannot block.
 *
 * @param maxBytes - Maximum number of bytes to read.
 * @returns `undefined` if the file is missing, not a regular file, or not readable.
 */
export async function readBounded(path: string, maxBytes: number): Promise<BoundedRead | undefined> {
  return withRegularFile(path, async (file) => {
    // One byte more shows whether the file is longer.
    const bytes = await readAt(file, 0, maxBytes + 1);
    return { bytes: bytes.subarray(0, maxBytes), isWhole: bytes.length <= maxBytes };
  });
}

/**
 * Reads the end of a regular file, under the same rules as {@link readBounded}.
 *
 * @param maxBytes - Maximum number of bytes to read.
 * @returns `undefined` if the file is missing, not a regular file, or not readable.
 */
export async function readEnd(path: string, maxBytes: number): Promise<Uint8Array | undefined> {
  return withRegularFile(path, async (file) => {
    const { size } = await file.stat();
    return readAt(file, Math.max(0, size - maxBytes), maxBytes);
  });
}

async function withRegularFile<T>(path: string, read: (file: FileHandle) => Promise<T>): Promise<T | undefined> {
  const { constants, open, stat } = builtin('node:fs/promises');
  try {
    // Check before opening: opening a FIFO blocks until its other end is open, and opening a device can trigger it.
    if (!(await stat(path)).isFile()) return undefined;
    // The file may have been replaced by a FIFO since; with O_NONBLOCK, opening one does not block.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      return (await file.stat()).isFile() ? await read(file) : undefined;
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}

async function readAt(file: FileHandle, position: number, maxBytes: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(maxBytes);
  let length = 0;
  while (length < maxBytes) {
    const { bytesRead } = await file.read(buffer, length, maxBytes - length, position + length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  // A copy, so that the large buffer can be freed.
  return buffer.slice(0, length);
}
