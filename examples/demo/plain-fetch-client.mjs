// @ts-check
// Telemetry as people write it with fetch: one POST, one PATCH, one retry. The demo runs the same stories with it.

/**
 * @param {string} url Root URL of the PocketBase.
 * @param {{ diagnostics: string }} settings `no` sends nothing.
 */
export function plainFetchClient(url, { diagnostics }) {
  const records = `${url}/api/collections/_dev_telemetry_data/records`;
  /** @type {Map<string, string>} */
  const recordIds = new Map();

  return {
    /** @param {{ random_id: string, type: string, nsapp: string }} record */
    async create(record) {
      if (diagnostics === 'no') return;
      const stored = await send('POST', records, { ...record, ct_type: 1, status: 'installing' });
      if (stored) recordIds.set(record.random_id, stored.id);
    },

    /** @param {{ random_id: string, exit_code: unknown, error?: string }} end */
    async update({ random_id, exit_code, error = '' }) {
      if (diagnostics === 'no') return;
      const status = exit_code === 0 ? 'sucess' : 'failed';
      await send('PATCH', `${records}/${recordIds.get(random_id)}`, { status, exit_code, error });
    },

    /**
     * @param {{ random_id: string, type: string, nsapp: string }} record
     * @param {(installation: { signal: AbortSignal }) => Promise<unknown>} work
     * @param {{ signal: AbortSignal }} call
     */
    async track(record, work, call) {
      await this.create(record);
      try {
        await work(call);
        await this.update({ random_id: record.random_id, exit_code: 0 });
      } catch (thrown) {
        const error = /** @type {{ code?: unknown, message?: string }} */ (thrown);
        await this.update({ random_id: record.random_id, exit_code: error.code ?? 1, error: error.message ?? '' });
        throw thrown;
      }
    },
  };
}

/**
 * Sends it, and once more if that fails. Telemetry must not break an installation, so the second failure is swallowed.
 *
 * @param {string} method
 * @param {string} url
 * @param {object} body
 */
async function send(method, url, body) {
  const attempt = async () => {
    const response = await fetch(url, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}`);
    return response.json();
  };
  return attempt()
    .catch(attempt)
    .catch(() => undefined);
}
