import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  type OutgoingReport,
  type RedactionRule,
  TelemetryClient,
  type TelemetryClientOptions,
} from '../../src/index.js';
import { memory } from '../../src/testing/index.js';
import { mustGo } from '../redact/must-go.js';
import { mustStay } from '../redact/must-stay.js';
import { aClient } from '../support/clients.js';
import { aRecord } from '../support/records.js';
import { answers, scripted } from '../support/scripted-transport.js';

const random_id = '7a1c0f52-6f0e-4e63-9d7e-0f4c8f1b2a3d';
const record_id = 'abc123def456789';

/** The errors that are stored of installations that end with these. */
async function storedErrors(errors: readonly string[], own: TelemetryClientOptions = {}): Promise<unknown[]> {
  const backend = memory();
  const telemetry = new TelemetryClient({ consent: true, backend, ...own });
  for (const error of errors) {
    const { random_id } = await telemetry.create(aRecord());
    await telemetry.update({ random_id, error });
  }
  return backend.records().map(({ error }) => error);
}

describe('what leaves', () => {
  it.each(Object.entries(mustGo))('has nothing of %s in its error', async (_, samples) => {
    const errors = await storedErrors(samples.map(([text]) => text));
    expect(errors).toHaveLength(samples.length);
    for (const [index, [, ...gone]] of samples.entries()) {
      expect(errors[index]).toMatch(/\[[a-z ]+\]/);
      for (const part of gone) expect(errors[index]).not.toContain(part);
    }
  });

  it('keeps every text without personal data', async () => {
    const harmless = Object.values(mustStay).flat();
    expect(await storedErrors(harmless)).toEqual(harmless);
  });

  it('is redacted in every text of a create, a late create and an update', async () => {
    const transport = scripted({ status: 403 }, answers.nothing(), answers.stored(), answers.stored());
    const telemetry = aClient(transport);
    const hostile = 'token=s3cret of me@example.org';
    const texts = { nsapp: hostile, method: hostile, os_type: hostile, os_version: hostile, pve_version: hostile };
    await telemetry.create(aRecord({ random_id, ...texts }));
    await telemetry.update({ random_id, error: hostile });
    await telemetry.update({ random_id: 'another-one', record_id, error: hostile });
    const redacted = 'token=[secret] of [email]';
    const { body: create } = transport.seen[0] ?? {};
    expect(create).toMatchObject(Object.fromEntries(Object.keys(texts).map((name) => [name, redacted])));
    expect(transport.seen[2]?.body).toEqual({ ...(create as object), status: 'failed', exit_code: 1, error: redacted });
    expect(transport.seen[3]?.body).toEqual({ status: 'failed', exit_code: 1, error: redacted });
  });

  it('keeps its ids, whatever they look like', async () => {
    const backend = memory();
    const random_id = 'ghp_16C7e42F292c6912E7710c838347Ae178B4a';
    await new TelemetryClient({ consent: true, backend }).create(aRecord({ random_id }));
    expect(backend.records()).toMatchObject([{ random_id }]);
  });

  it('keeps a version of four numbers where one belongs, and takes an address out of it', async () => {
    const backend = memory();
    const telemetry = new TelemetryClient({ consent: true, backend });
    await telemetry.create(aRecord({ os_version: '4.8.10.0', pve_version: '192.168.1.5', os_type: '4.8.10.0' }));
    expect(backend.records()).toMatchObject([{ os_version: '4.8.10.0', pve_version: '[ip]', os_type: '[ip]' }]);
  });

  it('hides nothing behind colours and control characters that a server leaves out', async () => {
    const errors = [
      '192.168\u001B[0m.1.5',
      'me@exam\u0000ple.org',
      '192.168.1.5\r10.0.0.7\r',
      '\u001B[31mred\u001B[0m',
    ];
    expect(await storedErrors(errors)).toEqual(['[ip]', '[email]', '[ip][ip]', 'red']);
  });

  it.each([
    ['an address', ' 192.168.100.100 '],
    ['a mail address', ' some.body@mail.example.org '],
    ['a quoted address', '","192.168.100.100","'],
    ['an address in a word without an end', `/${'x'.repeat(20)}/192.168.100.100/${'x'.repeat(900)}/`],
  ])('shows no half of %s where a long error is cut', async (_, text) => {
    const seen: unknown[] = [];
    const telemetry = new TelemetryClient({
      consent: true,
      backend: memory(),
      beforeSend: ({ payload }) => void seen.push(payload.error),
    });
    for (let begun = 0; begun <= 60; begun += 1) {
      const error = `${'so, '.repeat(4_000).slice(0, 12_288 - begun)}${text}${'on '.repeat(500)}`;
      await telemetry.update({ random_id: randomUUID(), record_id, error });
    }
    expect(seen).toHaveLength(61);
    for (const error of seen) expect(error).toMatch(/^[^\d@]{11000,12288}$/);
  });
});

describe('an error that is longer than what is kept', () => {
  const longErrors: unknown[] = [];
  const telemetry = new TelemetryClient({
    consent: true,
    backend: memory(),
    beforeSend: ({ payload }) => void longErrors.push(payload.error),
  });

  it.each([
    ['from a line on', 'apt-get failed\n---\n', 'reading\n'.repeat(2_000), 'E: the reason'],
    [
      'without the password of a command that is cut',
      'failed\n---\n',
      `sshpass -p ${'x'.repeat(12_280)}\n`,
      'the reason',
    ],
  ])('keeps the end of its output %s', async (_, head, output, reason) => {
    await telemetry.update({ random_id: randomUUID(), record_id, error: `${head}${output}${reason}` });
    const error = String(longErrors.at(-1));
    expect(error.length).toBeLessThanOrEqual(12_288);
    expect(error.startsWith(head)).toBe(true);
    expect(error.endsWith(reason)).toBe(true);
    expect(error.slice(head.length, -reason.length)).toMatch(/^(?:reading\n)*$/);
  });

  it('keeps nothing of an output that is one endless line', async () => {
    await telemetry.update({ random_id: randomUUID(), record_id, error: `failed\n---\n${'-p secret '.repeat(2_000)}` });
    expect(longErrors.at(-1)).toBe('failed\n---\n');
  });
});

describe('the option redact', () => {
  const rules: RedactionRule[] = [{ pattern: /plex-(\w+)/, replacement: 'plex-[$1]' }];

  it('adds rules to those that are always there', async () => {
    const errors = ['plex-one, plex-two at 192.168.1.5'];
    expect(await storedErrors(errors, { redact: rules })).toEqual(['plex-[one], plex-[two] at [ip]']);
  });

  it('switches all of it off, by name', async () => {
    const errors = ['token=s3cret at 192.168.1.5'];
    expect(await storedErrors(errors, { redact: 'off' })).toEqual(errors);
  });

  it('comes before beforeSend, which has the last word', async () => {
    const reports: OutgoingReport[] = [];
    const beforeSend = (report: OutgoingReport): OutgoingReport['payload'] => {
      reports.push(report);
      return report.kind === 'update' ? { ...report.payload, error: 'mail me@example.org' } : report.payload;
    };
    expect(await storedErrors(['at 192.168.1.5'], { beforeSend })).toEqual(['mail me@example.org']);
    expect(reports.map(({ payload }) => payload.error)).toEqual([undefined, 'at [ip]']);
  });

  it('sends nothing of a text its rule fails on', async () => {
    class Failing extends RegExp {
      override get flags(): string {
        throw new Error('no');
      }
    }
    expect(await storedErrors(['x'], { redact: [{ pattern: new Failing('x'), replacement: '' }] })).toEqual([
      '[withheld]',
    ]);
  });

  it.each([true, false, 'on', null, {}, [/x/], [{ pattern: 'x', replacement: '' }], [{ pattern: /x/ }], [null]])(
    'refuses %j by name',
    (redact) => {
      expect(() => new TelemetryClient({ redact } as never)).toThrow(
        'TelemetryClient: redact: expected off or a list of rules',
      );
    },
  );
});
