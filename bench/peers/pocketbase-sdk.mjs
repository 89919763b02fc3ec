import PocketBase from 'pocketbase';
import { aBeginning, anEnd } from './payloads.mjs';

export async function connect(url) {
  const records = new PocketBase(url).autoCancellation(false).collection('_dev_telemetry_data');
  return {
    async lifecycle() {
      const { id } = await records.create(aBeginning());
      await records.update(id, anEnd);
    },
    page: async (perPage) => (await records.getList(1, perPage, { sort: 'created,id', skipTotal: true })).items,
    allRecords: () => records.getFullList(),
  };
}
