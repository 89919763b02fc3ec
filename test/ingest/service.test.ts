import { describe, expect, it } from 'vitest';
import { IngestService } from './service.js';
import { bodyOf, recordings } from './vectors.js';

const event = { random_id: 'r', type: 'lxc', nsapp: 'plex', status: 'installing' };

describe('the service in memory', () => {
  it.each(recordings.matrix.map((triple) => [triple.name, triple] as const))(
    'answers and stores: %s',
    (_name, triple) => {
      const service = new IngestService({ isLimited: false });
      expect(service.receive('POST', bodyOf(triple))).toEqual({ status: triple.status, body: triple.response_body });
      expect(service.stored).toEqual(triple.stored === null ? [] : [triple.stored]);
    },
  );

  it.each(recordings.sequences)('stores of a sequence: $name', ({ events, http, stored }) => {
    const service = new IngestService({ isLimited: false });
    const answers = events.map(({ status, execution_id, exit_code }) =>
      service.receive('POST', JSON.stringify({ ...event, status, execution_id, exit_code })),
    );
    expect(answers.map(({ status }) => status)).toEqual(http);
    const rows = service.stored.map(({ status, execution_id, exit_code = null }) => ({
      status,
      execution_id,
      exit_code,
    }));
    expect(rows).toEqual(stored);
  });

  it('takes no other method', () => {
    for (const method of ['GET', 'OPTIONS', 'PUT']) {
      const { status, body } = recordings.endpoints[`${method} /telemetry`] ?? {};
      expect(new IngestService().receive(method, '')).toEqual({ status, body });
    }
  });

  it('takes sixty requests of one address, and again a minute later', () => {
    let now = 0;
    const service = new IngestService({ now: () => now });
    const ask = (address: string): number => service.receive('POST', JSON.stringify(event), address).status;
    const { accepted_before_429, first_429_response, other_ip_status } = recordings.rate_limit;
    for (let request = 0; request < accepted_before_429; request += 1) expect(ask('one')).toBe(202);
    expect(service.receive('POST', JSON.stringify(event), 'one')).toMatchObject({
      status: first_429_response.status,
      body: first_429_response.body,
    });
    expect(ask('other')).toBe(other_ip_status);
    now = 60_000;
    expect(ask('one')).toBe(202);
  });

  it.each([
    { wrong: { disk_size: '20' }, stored: {} },
    { wrong: { disk_size: 8.5 }, stored: { disk_size: 8 } },
    { wrong: { status: 'failed', exit_code: '127' }, stored: { status: 'success' } },
  ])('rescues what has a wrong type, so that a careless client is not told: $wrong', ({ wrong, stored }) => {
    const service = new IngestService();
    expect(service.receive('POST', JSON.stringify({ ...event, ...wrong })).status).toBe(202);
    const unknown = { cpu_vendor: 'unknown', gpu_vendor: 'unknown', gpu_passthrough: 'unknown' };
    expect(service.stored).toEqual([{ ...event, ...unknown, ...stored }]);
  });
});
