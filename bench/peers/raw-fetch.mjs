import { aBeginning, anEnd, RECORDS } from './payloads.mjs';

/** The runtime's own `fetch`, by hand. */
export async function connect(url) {
  const send = async (method, path, body) => {
    const answer = await fetch(`${url}${RECORDS}${path}`, {
      method,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} answered ${answer.status}`);
    return answer.json();
  };
  return {
    async lifecycle() {
      const { id } = await send('POST', '', aBeginning());
      await send('PATCH', `/${id}`, anEnd);
    },
  };
}
