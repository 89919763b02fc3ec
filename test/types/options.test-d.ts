import { describe, expectTypeOf, it } from 'vitest';
import { contractCatalogue, describeExitCode, todayCatalogue } from '../../src/exit-codes/index.js';
import type {
  Backend,
  BeforeSend,
  Consent,
  CreateOutcome,
  ExitCodeCatalogue,
  FinalStatus,
  CompleteRecord,
  ShownEnd,
  Transport,
  TransportFunction,
  UpdateOutcome,
  UpdatePayload,
} from '../../src/index.js';
import { ingest } from '../../src/backends/ingest/index.js';
import { communityServer, pocketBase, TelemetryClient } from '../../src/index.js';

declare const telemetry: TelemetryClient;
declare const environment: Record<string, string | undefined>;
declare const abort: AbortController;

describe('the options of a client', () => {
  it('may all be left out', () => {
    new TelemetryClient();
    new TelemetryClient({});
  });

  it('take undefined as left out', () => {
    new TelemetryClient({ consent: undefined, guards: undefined, attempts: undefined, onEvent: undefined });
    pocketBase({ headers: undefined, maxAnswerBytes: undefined, transport: undefined });
  });

  it('take no undefined for where reports go', () => {
    // @ts-expect-error an unset variable is not the community's server
    pocketBase({ baseUrl: environment['PB_URL'] });
    // @ts-expect-error nor its collection
    pocketBase({ collection: environment['PB_COLLECTION'] });
    // @ts-expect-error nor its service
    ingest({ url: environment['TELEMETRY_URL'] });
    // @ts-expect-error nor a backend
    new TelemetryClient({ backend: undefined });
    pocketBase({ baseUrl: environment['PB_URL'] ?? communityServer });
    expectTypeOf<typeof communityServer>().toEqualTypeOf<'https://db.community-scripts.org'>();
  });

  it('have no other names', () => {
    // @ts-expect-error it is called timeoutMs
    new TelemetryClient({ timeout: 5_000 });
    // @ts-expect-error it is called attempts
    new TelemetryClient({ retries: 3 });
    // @ts-expect-error the address is the backend's
    new TelemetryClient({ baseUrl: 'https://pb.example.org' });
  });

  it('have no values of other types', () => {
    // @ts-expect-error attempts are counted in numbers
    new TelemetryClient({ attempts: '3' });
    // @ts-expect-error milliseconds are a number
    new TelemetryClient({ deadlineMs: '10s' });
    // @ts-expect-error a guard closes when the end is delivered or attempted
    new TelemetryClient({ closeGuard: 'never' });
    // @ts-expect-error a backend is made, not named
    new TelemetryClient({ backend: 'pocketbase' });
    // @ts-expect-error a catalogue is a plain object
    new TelemetryClient({ catalogue: new Map([[42, 'Our licence server said no']]) });
  });
});

describe('consent', () => {
  it('may be an answer as a user or an environment gives it', () => {
    new TelemetryClient({ consent: true });
    new TelemetryClient({ consent: 'yes' });
    new TelemetryClient({ consent: null });
    new TelemetryClient({ consent: environment['DIAGNOSTICS'] });
  });

  it('may be a function, which may have to wait for the answer', () => {
    new TelemetryClient({ consent: () => 'yes' });
    new TelemetryClient({ consent: async () => environment['DIAGNOSTICS'] });
    expectTypeOf<() => Promise<boolean>>().toExtend<Consent>();
  });

  it('is no number and no object', () => {
    // @ts-expect-error 1 is given as text
    new TelemetryClient({ consent: 1 });
    // @ts-expect-error a function gives the same answers
    new TelemetryClient({ consent: () => 1 });
    // @ts-expect-error a yes is one word
    new TelemetryClient({ consent: { diagnostics: 'yes' } });
  });
});

describe('a transport', () => {
  it('may be a function', () => {
    const plainFetch: TransportFunction = ({ url, ...init }) => fetch(url, { ...init, redirect: 'manual' });
    pocketBase({ transport: plainFetch });
    pocketBase({ transport: async ({ method }) => ({ status: method === 'GET' ? 200 : 204 }) });
  });

  it('may be an object with send', () => {
    const transport: Transport = {
      async send({ url, method, headers, body, signal }) {
        expectTypeOf(url).toEqualTypeOf<string>();
        expectTypeOf(method).toEqualTypeOf<'GET' | 'POST' | 'PATCH'>();
        expectTypeOf(headers).toEqualTypeOf<Readonly<Record<string, string>>>();
        expectTypeOf(body).toEqualTypeOf<string | undefined>();
        expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
        return { status: 200, headers: { 'content-type': 'application/json' }, body: '{}' };
      },
    };
    pocketBase({ transport });
  });

  it('answers with the Response of fetch, or with a status at least', () => {
    expectTypeOf<Response>().toExtend<Awaited<ReturnType<TransportFunction>>>();
    // @ts-expect-error an answer has a status
    pocketBase({ transport: async () => ({ body: '{}' }) });
    // @ts-expect-error a transport waits for its answer
    pocketBase({ transport: () => ({ status: 200 }) });
    // @ts-expect-error fetch takes an address, a transport a request
    pocketBase({ transport: fetch });
  });

  it('belongs to the backend', () => {
    // @ts-expect-error give it to pocketBase
    new TelemetryClient({ transport: fetch });
  });
});

describe('the options of pocketBase', () => {
  it('have no other names and types', () => {
    pocketBase({ baseUrl: 'https://pb.example.org', collection: 'installations', headers: { Authorization: 'token' } });
    // @ts-expect-error it is called baseUrl
    pocketBase({ url: 'https://pb.example.org' });
    // @ts-expect-error a header's value is text
    pocketBase({ headers: { Authorization: undefined } });
  });
});

describe('a backend of one’s own', () => {
  it('needs no find', () => {
    const backend: Backend = {
      name: 'service',
      repeatable: { create: true, update: false },
      async create(record, { signal }) {
        expectTypeOf(record).toEqualTypeOf<CompleteRecord>();
        expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
        return { result: 'accepted' };
      },
      async update({ random_id, record_id, patch }) {
        expectTypeOf(random_id).toEqualTypeOf<string>();
        expectTypeOf(record_id).toEqualTypeOf<string | undefined>();
        expectTypeOf(patch).toEqualTypeOf<UpdatePayload>();
        return { result: 'updated' };
      },
    };
    new TelemetryClient({ backend });
  });

  it('may find a record, or none', () => {
    new TelemetryClient({
      backend: {
        ...pocketBase(),
        find: async (random_id) => (random_id === '' ? undefined : { record_id: random_id }),
      },
    });
  });

  it('says whether its reports may be repeated', () => {
    const backend: Omit<Backend, 'repeatable'> = pocketBase();
    // @ts-expect-error repeatable is missing
    new TelemetryClient({ backend });
  });

  it('answers in the words of a result', () => {
    new TelemetryClient({
      // @ts-expect-error a result is no outcome
      backend: { ...pocketBase(), create: async () => ({ result: 'failed' }) },
    });
  });
});

describe('a catalogue of one’s own', () => {
  it('maps codes to texts or entries', () => {
    const catalogue: ExitCodeCatalogue = {
      1: 'It broke',
      42: { text: 'Our licence server said no', group: 'ours', category: 'licence' },
    };
    new TelemetryClient({ catalogue });
    describeExitCode(42, catalogue);
  });

  it('may build on the two that come with the package', () => {
    expectTypeOf(contractCatalogue).toExtend<ExitCodeCatalogue>();
    expectTypeOf(todayCatalogue).toExtend<ExitCodeCatalogue>();
    new TelemetryClient({ catalogue: { ...contractCatalogue, ...todayCatalogue, 42: 'Our licence server said no' } });
  });

  it('has codes for keys and an explanation in each entry', () => {
    // @ts-expect-error an exit code is a number
    new TelemetryClient({ catalogue: { ENOENT: 'No such file' } });
    // @ts-expect-error an entry needs its text
    new TelemetryClient({ catalogue: { 42: { group: 'ours' } } });
    // @ts-expect-error a catalogue maps from the code to the text
    new TelemetryClient({ catalogue: { 42: 137 } });
  });

  it('is read, never changed', () => {
    const catalogue: ExitCodeCatalogue = { 42: 'Our licence server said no' };
    // @ts-expect-error a catalogue is read only
    catalogue[42] = 'something else';
  });
});

describe('hooks', () => {
  it('show beforeSend a record or a patch, told apart by kind', () => {
    const beforeSend: BeforeSend = (report) => {
      if (report.kind === 'update') expectTypeOf(report.payload).toEqualTypeOf<UpdatePayload>();
      else expectTypeOf(report.payload).toEqualTypeOf<CompleteRecord>();
      return report.payload;
    };
    new TelemetryClient({ beforeSend });
  });

  it('let beforeSend drop a report, now or later', () => {
    new TelemetryClient({ beforeSend: () => null });
    new TelemetryClient({ beforeSend: async () => undefined });
    // @ts-expect-error a payload is not waved through, it is given back
    new TelemetryClient({ beforeSend: () => true });
  });

  it('tell onEvent each event with the fields of its type', () => {
    new TelemetryClient({
      onEvent: (event) => {
        switch (event.type) {
          case 'attempt':
            return expectTypeOf(event.durationMs).toEqualTypeOf<number>();
          case 'retry':
            return expectTypeOf(event.delayMs).toEqualTypeOf<number>();
          case 'unclear-end':
            expectTypeOf(event.given).toEqualTypeOf<ShownEnd>();
            expectTypeOf(event.takenAs.status).toEqualTypeOf<FinalStatus>();
            return expectTypeOf(event.why).toEqualTypeOf<
              'unknown-status' | 'unknown-exit-code' | 'failed-with-0' | 'success-with-exit-code'
            >();
          case 'outcome':
            if (event.operation === 'create') return expectTypeOf(event.outcome).toEqualTypeOf<CreateOutcome>();
            return expectTypeOf(event.outcome).toEqualTypeOf<UpdateOutcome>();
          default:
            return expectTypeOf(event).toBeNever();
        }
      },
    });
  });
});

describe('the options of one call', () => {
  it('are a signal and a deadline', () => {
    void telemetry.update({ random_id: 'some-random-id' }, { signal: abort.signal, deadlineMs: 1_000 });
    void telemetry.settled({ deadlineMs: 1_000 });
    // @ts-expect-error the attempts are the client's
    void telemetry.update({ random_id: 'some-random-id' }, { attempts: 1 });
    // @ts-expect-error a controller has a signal, it is none
    void telemetry.update({ random_id: 'some-random-id' }, { signal: abort });
  });
});
