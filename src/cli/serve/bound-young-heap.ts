import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { guarded } from '../../errors.js';

/** What the space for young objects may take, in bytes. */
const ENOUGH = 8_000_000;
const LOOK_MS = 100;

/**
 * Keeps V8's space for young objects at 8 to 16 MB. Under load V8 lets it grow to 48 MB, which it keeps, and reports are
 * stored no faster for it. V8 has no other way to set it once it runs, and the command cannot choose how it is started.
 * Does nothing in a runtime that cannot do this.
 */
export function boundYoungHeap(): void {
  const timer = setInterval(() => {
    const size = guarded(sizeOfYoungSpace) ?? Infinity;
    if (size < ENOUGH) return;
    clearInterval(timer);
    guarded(() => setFlagsFromString('--semi-space-growth-factor=1'));
  }, LOOK_MS);
  timer.unref();
}

function sizeOfYoungSpace(): number | undefined {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size;
}
