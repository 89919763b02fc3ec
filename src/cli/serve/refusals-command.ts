import { isTelemetryError } from '../../errors.js';
import { complain, hasNoReader, print } from '../output.js';
import type { Asked } from '../parse-command-line.js';
import { table } from '../records/table.js';
import { openExistingStore } from './open-store.js';
import { refusalsSettings } from './serve-settings.js';

/** Exit codes: the store could not be read; the command line is invalid. */
const [FAILED, USAGE] = [1, 2] as const;

/** Prints what a collector has refused, the newest first, from its store: a table, or with --json a line for each. */
export async function refusals({ values }: Asked): Promise<number> {
  try {
    const { store: from, limit } = refusalsSettings(values);
    const store = await openExistingStore(from);
    try {
      const refused = await store.refusals(limit);
      if (values.json === true) {
        for (const refusal of refused) if (!hasNoReader()) await print(JSON.stringify(refusal));
      } else {
        const rows = refused.map(({ at, reason, body }) => [at, `${reason}  ${body}`]);
        await print(table([['at', 'reason, body'], ...rows], process.stdout.columns).join('\n'));
      }
    } finally {
      await store.close();
    }
    return 0;
  } catch (error) {
    if (!isTelemetryError(error)) throw error;
    await complain(error.message, 'bad');
    return error.code === 'invalid-options' ? USAGE : FAILED;
  }
}
