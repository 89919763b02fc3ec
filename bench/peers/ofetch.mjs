import { ofetch } from 'ofetch';
import { aBeginning, anEnd, RECORDS } from './payloads.mjs';

export async function connect(url) {
  const send = (method, path, body) => ofetch(`${url}${RECORDS}${path}`, { method, body });
  return {
    async lifecycle() {
      const { id } = await send('POST', '', aBeginning());
      await send('PATCH', `/${id}`, anEnd);
    },
  };
}
