import { Agent } from 'node:http';
import axios from 'axios';
import { aBeginning, anEnd, RECORDS } from './payloads.mjs';

/** With connections that are kept, which axios leaves to its caller. */
export async function connect(url) {
  const httpAgent = new Agent({ keepAlive: true });
  const client = axios.create({ baseURL: `${url}${RECORDS}`, httpAgent });
  return {
    async lifecycle() {
      const { data } = await client.post('', aBeginning());
      await client.patch(`/${data.id}`, anEnd);
    },
    close: () => httpAgent.destroy(),
  };
}
