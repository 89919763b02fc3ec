// @ts-check
// A backend of your own sends reports to another place: here as lines of JSON, for a collector that reads them.
import { TelemetryClient } from '@community-scripts/telemetry';

/**
 * @param {(line: string) => void} write
 * @returns {import('@community-scripts/telemetry/backend').Backend}
 */
export function jsonLines(write) {
  return {
    name: 'json-lines',
    // A retry would write a second line.
    repeatable: { create: false, update: false },
    async create(record, { signal }) {
      signal.throwIfAborted();
      write(JSON.stringify({ event: 'create', ...record }));
      return { result: 'accepted' };
    },
    async update({ random_id, patch }, { signal }) {
      signal.throwIfAborted();
      write(JSON.stringify({ event: 'update', random_id, ...patch }));
      return { result: 'accepted' };
    },
  };
}

const telemetry = new TelemetryClient({ consent: 'yes', backend: jsonLines(console.log) });
const { random_id } = await telemetry.create({ type: 'pve', nsapp: 'post-install' });
await telemetry.update({ random_id, status: 'failed', exit_code: 100 });
