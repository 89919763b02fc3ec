import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';

/** The beginning of a file. */
export interface BoundedRead {
  readonly bytes: Uint8Array;
  /** Whether `bytes` is all of it. */
  readonly isWhole: boolean;
}

/**
 * Reads the beginning of a regular file, files of `/proc` and `/sys` included, which say that they
 * are empty. Follows links. Never rejects, and waits for nobody: a FIFO or a device is not opened.
 *
 * @param maxBytes - Most bytes that are read.
 * @returns `undefined` where there is none, it is no regular file, or it may not be read.
 */
export async function readBounded(path: string, maxBytes: number): Promise<BoundedRead | undefined> {
  return withRegularFile(path, async (file) => {
    // One more, to see whether there is more.
    const bytes = await readAt(file, 0, maxBytes + 1);
    return { bytes: bytes.subarray(0, maxBytes), isWhole: bytes.length <= maxBytes };
  });
}

/**
 * Reads the end of a regular file, as {@link readBounded} reads its beginning.
 *
 * @param maxBytes - Most bytes that are read.
 * @returns `undefined` where there is none, it is no regular file, or it may not be read.
 */
export async function readEnd(path: string, maxBytes: number): Promise<Uint8Array | undefined> {
  return withRegularFile(path, async (file) => {
    const { size } = await file.stat();
    return readAt(file, Math.max(0, size - maxBytes), maxBytes);
  });
}

async function withRegularFile<T>(path: string, read: (file: FileHandle) => Promise<T>): Promise<T | undefined> {
  try {
    // Before opening, since opening alone waits for a FIFO's other end, and can set off a device.
    if (!(await stat(path)).isFile()) return undefined;
    // In case it became one since: where the runtime passes this on, opening waits for nobody.
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
  // A copy, so that what is kept of a small file is small.
  return buffer.slice(0, length);
}
