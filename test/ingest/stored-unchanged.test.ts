import { describe, expect, it } from 'vitest';
import type { InstallationRecord, InstallationUpdate } from '../../src/index.js';
import { FIELDS } from '../../src/records/fields.js';
import { aServiceClient } from '../support/ingest-service.js';
import { judge, type StoredEvent } from './service-rules.js';
import { IngestService } from './service.js';
import { bodyOf, recordings, type Triple } from './vectors.js';

const random_id = '7a1c0f52-6f0e-4e63-9d7e-0f4c8f1b2a3d';
type Body = Record<string, unknown>;

/** Bodies that describe no installation: nothing could be reported of them. */
const NO_INSTALLATION = [
  'blank type',
  'missing nsapp',
  'blank nsapp',
  'type ct rejected',
  'type lxc-privileged rejected',
  'PocketBase-era PATCH body alone is rejected',
  'empty body',
  'not json',
  'json null',
];

/** What a record may not say: refused by name, and the rest is reported without it. */
const REFUSED_HERE: Readonly<Record<string, string>> = {
  'install_duration=-1 (installing)': 'install_duration',
  'ct_type=3 is fine when not installing': 'ct_type',
};

const installations = recordings.matrix.filter(({ name }) => !NO_INSTALLATION.includes(name));

/** What the triple says of an installation, as far as the service can read it. */
function readingOf(triple: Triple): Body {
  const body = bodyOf(triple);
  try {
    return (JSON.parse(body) ?? {}) as Body;
  } catch {
    const verdict = judge(body);
    return 'stored' in verdict ? { ...verdict.stored } : {};
  }
}

const END_FIELDS = ['status', 'error', 'exit_code'];
/** Keys today's service does not read. */
const UNREAD = ['arch', 'platform'];

/** The same installation, as a caller of ours has it. */
function recordOf(triple: Triple): InstallationRecord {
  const reading = readingOf(triple);
  const body = Array.isArray(reading) ? (reading[0] as Body) : reading;
  const isGiven = (field: string): boolean => Object.hasOwn(FIELDS, field) && !END_FIELDS.includes(field);
  const record = Object.fromEntries(Object.entries(body).filter(([field]) => isGiven(field)));
  return { type: 'lxc', ...record, random_id } as InstallationRecord;
}

function endOf(triple: Triple): InstallationUpdate | undefined {
  const { status, exit_code, error } = readingOf(triple);
  const isEnd = !['installing', 'validation', 'configuring', undefined].includes(status as string);
  return isEnd ? ({ random_id, status, exit_code, error } as InstallationUpdate) : undefined;
}

/**
 * What is stored of a payload where nothing is changed: without empty values, without the two keys
 * today's service does not read, and with a failure's category, which is the service's own verdict.
 */
function unchanged(payload: Body, stored: StoredEvent): Body {
  const isEmpty = (value: unknown): boolean => value === '' || value === 0 || value === false;
  const kept = Object.entries(payload).filter(([field, value]) => !isEmpty(value) && !UNREAD.includes(field));
  const verdict = payload['status'] === 'failed' ? { error_category: stored['error_category'] } : {};
  return { ...Object.fromEntries(kept), ...verdict };
}

describe('an installation of the recordings', () => {
  it.each(installations.map((triple) => [triple.name, triple] as const))(
    'is accepted and stored unchanged: %s',
    async (name, triple) => {
      const service = new IngestService();
      const telemetry = aServiceClient(service);
      const record = { ...recordOf(triple) };
      const refused = REFUSED_HERE[name];
      if (refused !== undefined) {
        expect(await telemetry.create(record)).toMatchObject({ error: { fields: { [refused]: expect.any(String) } } });
        Object.assign(record, { [refused]: undefined });
      }

      expect(await telemetry.create(record)).toMatchObject({ outcome: 'accepted', by: 'service' });
      const end = endOf(triple);
      if (end !== undefined) expect(await telemetry.update(end)).toMatchObject({ outcome: 'accepted' });
      const payloads = service.bodies.map((body) => JSON.parse(body) as Body);
      expect(payloads).toHaveLength(end === undefined ? 1 : 2);
      expect(service.stored).toEqual(payloads.map((payload, index) => unchanged(payload, service.stored[index] ?? {})));
    },
  );

  it.each(NO_INSTALLATION)('is invalid, and refused before anything is sent: %s', async (name) => {
    const service = new IngestService();
    const triple = recordings.matrix.find((one) => one.name === name) as Triple;
    expect(triple.stored).toBeNull();
    expect(await aServiceClient(service).create(recordOf(triple))).toMatchObject({
      outcome: 'failed',
      error: { code: 'invalid-record', fate: 'not-sent' },
    });
    expect(service.bodies).toEqual([]);
  });
});
