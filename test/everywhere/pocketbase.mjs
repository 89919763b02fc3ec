// @ts-check
// The PocketBase of the tests that has been started for this program: `../support/pocketbase.ts` starts one itself.
import { describe } from './vitest.mjs';

const url = 'document' in globalThis ? new URL(location.href).searchParams.get('server') : process.argv[2];
const records = `${url}/api/collections/_dev_telemetry_data/records`;

export const describeOnPocketBase = describe;

export function usePocketBase() {
  return () => ({
    url,
    async records() {
      const answer = await fetch(`${records}?perPage=500`);
      return (await answer.json()).items;
    },
  });
}

/** The server has the migration. */
export function openToDeletes() {
  return '';
}
