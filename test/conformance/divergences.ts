import { expect } from 'vitest';

/** A recorded behaviour that is not copied, and what is done in its place. */
export interface Divergence {
  /** Completes "instead …". */
  readonly instead: string;
  /** The requests made: method and path, with what has to be in the body. */
  readonly requests: readonly { readonly request: string; readonly body?: object }[];
  /** The outcome of each call. */
  readonly outcomes: readonly object[];
}

const RECORDS = '/api/collections/_dev_telemetry_data/records';
const POST = `POST ${RECORDS}`;
const GET = `GET ${RECORDS}`;
const PATCH = `PATCH ${RECORDS}/abc123def456789`;

const created = { outcome: 'created', record_id: 'abc123def456789' };
const updated = { outcome: 'updated', record_id: 'abc123def456789' };
const noConsent = { outcome: 'skipped', reason: 'no-consent' };
const alreadyUpdated = { outcome: 'skipped', reason: 'already-updated' };
const invalid = (field: string): object => ({
  outcome: 'failed',
  error: { code: 'invalid-record', fields: { [field]: expect.any(String) } },
});

/** The recorded answer is to the broken request of the shell client; ours would have got another. */
const answeredForTheShell = { outcome: 'failed' };

const consentIsAYes: Divergence = { instead: 'only an explicit yes sends', requests: [], outcomes: [noConsent] };
const idsAreChecked: Divergence = {
  instead: 'a random_id that could mean something in a filter or a URL is refused',
  requests: [],
  outcomes: [invalid('random_id')],
};
const textIsText = (body: object, outcome: object = answeredForTheShell): Divergence => ({
  instead: 'text is sent as the text it is',
  requests: [{ request: POST, body }],
  outcomes: [outcome],
});
const redirectKeepsBody = (first: string, moved: string, outcome: object): Divergence => ({
  instead: 'method and body are sent again to the same host',
  requests: [
    { request: first, body: {} },
    { request: moved, body: {} },
  ],
  outcomes: [outcome],
});

/** Vectors marked `match` that are departed from all the same, for the reason named below. */
export const decidedSince: readonly string[] = ['create-lxc-02'];

/** By the vector's id. */
export const divergences: Readonly<Record<string, Divergence>> = {
  'create-lxc-02': {
    instead: 'a record without nsapp is refused by name, since every server refuses it',
    requests: [],
    outcomes: [invalid('nsapp')],
  },
  'create-lxc-quirk-02': {
    instead: 'a fraction of a GB is kept, which PocketBase stores',
    requests: [{ request: POST, body: { disk_size: 8.5 } }],
    outcomes: [created],
  },
  'create-lxc-quirk-05': {
    instead: 'a ct_type that is no number is refused by name',
    requests: [],
    outcomes: [invalid('ct_type')],
  },
  'create-lxc-quirk-06': textIsText({ nsapp: expect.stringContaining('"') }),
  'create-lxc-quirk-08': textIsText({ nsapp: expect.stringContaining('\\') }),
  'create-lxc-quirk-10': textIsText({ nsapp: expect.stringContaining('\t') }),
  'create-lxc-quirk-11': textIsText({ nsapp: expect.stringContaining('"'), status: 'installing' }, created),
  'create-lxc-quirk-12': textIsText({ method: expect.stringMatching(/\\$/) }),
  'gating-08': consentIsAYes,
  'gating-09': consentIsAYes,
  'gating-12': consentIsAYes,
  'gating-13': consentIsAYes,
  'gating-14': consentIsAYes,
  'gating-15': consentIsAYes,
  'create-vm-quirk-03': consentIsAYes,
  'create-vm-quirk-05': consentIsAYes,
  'create-vm-quirk-07': consentIsAYes,
  'create-vm-quirk-08': {
    instead: 'units are understood: 8GB is 8',
    requests: [{ request: POST, body: { disk_size: 8 } }],
    outcomes: [answeredForTheShell],
  },
  'create-vm-quirk-09': {
    instead: 'units are understood: 1T is 1024',
    requests: [{ request: POST, body: { disk_size: 1024 } }],
    outcomes: [answeredForTheShell],
  },
  'create-vm-quirk-12': {
    instead: 'a missing disk size is 0 and the caller goes on',
    requests: [{ request: POST, body: { disk_size: 0 } }, { request: GET }],
    outcomes: [answeredForTheShell, answeredForTheShell],
  },
  'create-response-14': {
    instead: 'JSON is parsed, however it is printed',
    requests: [{ request: POST }],
    outcomes: [created],
  },
  'create-response-22': {
    instead: 'a second create of one random_id is answered from memory',
    requests: [{ request: POST }],
    outcomes: [created, { outcome: 'existing', record_id: 'abc123def456789' }],
  },
  'redirect-01': redirectKeepsBody(POST, `POST /moved${RECORDS}`, created),
  'redirect-02': redirectKeepsBody(POST, `POST /moved${RECORDS}`, created),
  'redirect-03': redirectKeepsBody(POST, `POST /moved${RECORDS}`, created),
  'redirect-10': redirectKeepsBody(PATCH, `PATCH /v2${RECORDS}/abc123def456789`, updated),
  'redirect-11': redirectKeepsBody(PATCH, `PATCH /v2${RECORDS}/abc123def456789`, updated),
  'update-mapping-30': {
    instead: 'what is no safe integer is 1',
    requests: [{ request: PATCH, body: { status: 'failed', exit_code: 1 } }],
    outcomes: [updated],
  },
  'update-mapping-43': {
    instead: '007 is 7',
    requests: [{ request: PATCH, body: { status: 'failed', exit_code: 7 } }],
    outcomes: [updated],
  },
  'update-mapping-44': {
    instead: '00 is 0',
    requests: [{ request: PATCH, body: { status: 'failed', exit_code: 0 } }],
    outcomes: [updated],
  },
  'update-flow-08': {
    instead: 'the caller is told that nothing was delivered; closeGuard "delivered" would try again',
    requests: [],
    outcomes: [
      { outcome: 'failed', error: { code: 'unreachable', fate: 'not-sent' } },
      { outcome: 'failed', error: { code: 'unreachable', fate: 'not-sent' } },
      alreadyUpdated,
    ],
  },
  'update-flow-20': {
    instead: 'the caller is told that nothing was delivered; closeGuard "delivered" would try again',
    requests: [{ request: GET }],
    outcomes: [{ outcome: 'failed', error: { code: 'unreachable', fate: 'not-sent' } }, alreadyUpdated],
  },
  'update-flow-37': {
    instead: 'a subshell’s client finds the record; across processes a shared GuardStore decides',
    requests: [{ request: POST }, { request: GET }, { request: PATCH, body: { status: 'failed', exit_code: 1 } }],
    outcomes: [created, expect.any(Object), expect.any(Object)],
  },
  'lookup-encoding-03': idsAreChecked,
  'lookup-encoding-05': idsAreChecked,
  'lookup-encoding-06': idsAreChecked,
  'lookup-encoding-07': idsAreChecked,
};
