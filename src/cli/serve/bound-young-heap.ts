import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { guarded } from '../../errors.js';

/** What the space for young objects may take, in bytes. */
const ENOUGH = 8_000_000;

/**
 * Keeps V8's space for young objects at 8 to 16 MB. Under load V8 lets it grow to 48 MB, which it keeps, and reports are
 * stored no faster for it. V8 has no other way to set it once it runs, and the command cannot choose how it is started.
 * Does nothing in a runtime that cannot do this.
 */
export function boundYoungHeap(): void {
  guarded(() => {
    // The space grows when garbage is collected.
    const observer = new PerformanceObserver(() => {
      if ((guarded(sizeOfYoungSpace) ?? Infinity) < ENOUGH) return;
      observer.disconnect();
      guarded(() => setFlagsFromString('--semi-space-growth-factor=1'));
    });
    observer.observe({ entryTypes: ['gc'] });
  });
}

function sizeOfYoungSpace(): number | undefined {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size;
}
