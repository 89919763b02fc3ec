import { request } from 'undici';
import { aBeginning, anEnd, RECORDS } from './payloads.mjs';

/** undici's `request`, which is its fastest simple call. */
export async function connect(url) {
  const send = async (method, path, body) => {
    const headers = { 'Content-Type': 'application/json' };
    const answer = await request(`${url}${RECORDS}${path}`, { method, headers, body: JSON.stringify(body) });
    if (answer.statusCode !== 200) throw new Error(`${method} answered ${answer.statusCode}`);
    return answer.body.json();
  };
  return {
    async lifecycle() {
      const { id } = await send('POST', '', aBeginning());
      await send('PATCH', `/${id}`, anEnd);
    },
  };
}
