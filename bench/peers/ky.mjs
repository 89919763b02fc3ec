import ky from 'ky';
import { aBeginning, anEnd, RECORDS } from './payloads.mjs';

export async function connect(url) {
  return {
    async lifecycle() {
      const { id } = await ky.post(`${url}${RECORDS}`, { json: aBeginning() }).json();
      await ky.patch(`${url}${RECORDS}/${id}`, { json: anEnd }).json();
    },
  };
}
