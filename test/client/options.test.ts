import { describe, expect, it } from 'vitest';
import { communityServer, isTelemetryError, pocketBase, TelemetryClient, TelemetryError } from '../../src/index.js';
import { ingest } from '../../src/backends/ingest/index.js';
import { memory } from '../../src/testing/index.js';
import { aRecord } from '../support/records.js';

function thrownBy(make: () => unknown): unknown {
  try {
    return make();
  } catch (thrown) {
    return thrown;
  }
}

describe('the constructor', () => {
  it('refuses by its own error what cannot be read', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const unreadable = {
      get create(): never {
        throw new Error('no');
      },
    };
    expect(thrownBy(() => new TelemetryClient(proxy))).toMatchObject({ fields: { options: 'expected an object' } });
    expect(thrownBy(() => new TelemetryClient(unreadable as never))).toMatchObject({ code: 'invalid-options' });
    expect(thrownBy(() => new TelemetryClient({ backend: unreadable as never }))).toMatchObject({
      code: 'invalid-options',
      fields: { backend: 'expected a backend, such as pocketBase()' },
    });
  });

  it('refuses an option named __proto__, as JSON may have one', () => {
    const options = JSON.parse('{ "__proto__": {} }') as object;
    expect(thrownBy(() => new TelemetryClient(options))).toMatchObject({
      message: expect.stringContaining(
        'TelemetryClient: __proto__: unknown option, expected one of consent, backend, ',
      ),
    });
  });

  it('needs no option', () => {
    expect(new TelemetryClient()).toBeInstanceOf(TelemetryClient);
  });

  it('takes undefined for left out', () => {
    const options = { consent: undefined, guards: undefined, attempts: undefined, deadlineMs: undefined };
    expect(new TelemetryClient(options)).toBeInstanceOf(TelemetryClient);
  });

  it.each([
    { option: 'backend', make: () => new TelemetryClient({ backend: undefined } as never) },
    { option: 'baseUrl', make: () => pocketBase({ baseUrl: undefined } as never) },
    { option: 'collection', make: () => pocketBase({ collection: undefined } as never) },
    { option: 'url', make: () => ingest({ url: undefined } as never) },
  ])('takes no undefined for where reports go: $option', ({ option, make }) => {
    expect(thrownBy(make)).toMatchObject({
      code: 'invalid-options',
      message: expect.stringMatching(new RegExp(`: ${option}: is undefined, expected `)),
      fields: { [option]: expect.stringMatching(/^is undefined, expected /) },
    });
  });

  it('has a name for the community’s server, which is the default', async () => {
    const asked: string[] = [];
    const transport = async ({ url }: { url: string }) => {
      asked.push(new URL(url).origin);
      return { status: 403 };
    };
    for (const options of [{ baseUrl: communityServer }, {}]) {
      const backend = pocketBase({ ...options, transport });
      await new TelemetryClient({ consent: true, backend }).create(aRecord());
    }
    expect(asked).toEqual([communityServer, communityServer]);
  });

  it.each([
    { given: 'concent', meant: 'consent' },
    { given: 'retries', meant: undefined },
    { given: 'timeout', meant: 'timeoutMs' },
    { given: 'DEADLINE_MS', meant: 'deadlineMs' },
    { given: 'onEvents', meant: 'onEvent' },
    { given: 'before-send', meant: 'beforeSend' },
    { given: 'bakcend', meant: 'backend' },
    { given: 'x', meant: undefined },
  ])('asks whether $meant was meant by $given', ({ given, meant }) => {
    const expected =
      meant === undefined ? /^unknown option, expected one of consent, / : `unknown option, did you mean \`${meant}\`?`;
    const thrown = thrownBy(() => new TelemetryClient({ [given]: undefined }));
    expect(thrown).toBeInstanceOf(TelemetryClient);
    const { fields } = thrownBy(() => new TelemetryClient({ [given]: 1 })) as TelemetryError;
    expect(fields?.[given]).toMatch(expected);
  });

  it.each([
    { option: 'consent', value: 1 },
    { option: 'consent', value: {} },
    { option: 'backend', value: {} },
    { option: 'backend', value: 'https://pb.example' },
    { option: 'backend', value: { create() {}, update() {} } },
    { option: 'guards', value: {} },
    { option: 'closeGuard', value: 'always' },
    { option: 'attempts', value: 0 },
    { option: 'attempts', value: 1.5 },
    { option: 'attempts', value: 101 },
    { option: 'attempts', value: '3' },
    { option: 'timeoutMs', value: 0 },
    { option: 'timeoutMs', value: Number.POSITIVE_INFINITY },
    { option: 'deadlineMs', value: 2 ** 31 },
    { option: 'deadlineMs', value: -1 },
    { option: 'catalogue', value: 'today' },
    { option: 'beforeSend', value: true },
    { option: 'onEvent', value: {} },
    { option: 'timeout', value: 5 },
  ])('refuses $option: $value by name', ({ option, value }) => {
    const thrown = thrownBy(() => new TelemetryClient({ [option]: value }));
    expect(thrown).toBeInstanceOf(TelemetryError);
    expect(thrown).toMatchObject({
      code: 'invalid-options',
      fate: 'not-sent',
      fields: { [option]: expect.any(String) },
    });
  });

  it('names every wrong option at once', () => {
    const wrong = { attempts: 0, timeoutMs: 'x', concent: 'yes' } as never;
    expect(() => new TelemetryClient(wrong)).toThrow(
      /^TelemetryClient: attempts: expected an integer from 1 to 100; timeoutMs: expected .*; concent: unknown option, did you mean `consent`\?$/,
    );
  });

  it.each([null, 5, 'yes'])('refuses %j for options', (options) => {
    expect(() => new TelemetryClient(options as never)).toThrow('TelemetryClient: options: expected an object');
  });

  it.each([
    { option: 'baseUrl', value: 'pb.example' },
    { option: 'baseUrl', value: 'ftp://pb.example' },
    { option: 'baseUrl', value: 'https://me:secret@pb.example' },
    { option: 'baseUrl', value: 'https://pb.example/?token=secret' },
    { option: 'baseUrl', value: 'https://pb.example/#x' },
    { option: 'baseUrl', value: 5 },
    { option: 'collection', value: 'a/../b' },
    { option: 'collection', value: '' },
    { option: 'collection', value: 5 },
    { option: 'headers', value: { 'no name': 'x' } },
    { option: 'headers', value: { token: 'a\r\nsecret: b' } },
    { option: 'headers', value: { token: 5 } },
    { option: 'headers', value: 'secret' },
    { option: 'maxAnswerBytes', value: 0 },
    { option: 'transport', value: {} },
    { option: 'url', value: 'https://pb.example' },
  ])('of the PocketBase backend refuses $option: $value by name, not by value', ({ option, value }) => {
    const thrown = thrownBy(() => pocketBase({ [option]: value }));
    expect(thrown).toMatchObject({ code: 'invalid-options', fields: { [option]: expect.any(String) } });
    expect((thrown as Error).message).not.toContain('secret');
  });
});

describe('the options of one call', () => {
  it.each([
    { deadlineMs: 0 },
    { deadlineMs: '5' },
    { deadlineMs: Number.NaN },
    { signal: {} },
    { signal: 'stop' },
    { timeout: 5 },
    7,
  ])('fail the call when they are %j, and nothing is sent', async (options) => {
    const backend = memory();
    const outcome = await new TelemetryClient({ consent: true, backend }).create(aRecord(), options as never);
    expect(outcome).toMatchObject({ outcome: 'failed', error: { code: 'invalid-options', fate: 'not-sent' } });
    expect(backend.records()).toEqual([]);
  });
});

describe('isTelemetryError', () => {
  it('goes by name, so that two builds in one process understand each other', () => {
    const others = Object.assign(new Error('x'), { name: 'TelemetryError', code: 'rejected' });
    expect([new TelemetryError('rejected', 'x'), others].every(isTelemetryError)).toBe(true);
    expect([new Error('x'), { name: 'TelemetryError', code: 'rejected' }, null, 'x'].some(isTelemetryError)).toBe(
      false,
    );
  });
});
