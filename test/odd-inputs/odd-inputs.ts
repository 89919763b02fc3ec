// What is odd, as it is written, and what it becomes. The test runs it, and docs/odd-inputs.md shows it.

/** One odd input. `given` is source text: it is shown as it stands, and run. */
export interface OddInput {
  readonly given: string;
  /** What the call answers, and what is stored, in the words of {@link became}. */
  readonly becomes: string;
}

/** A method of the client that reports, and odd values for its first argument, beside the usual ones. */
export const records: readonly OddInput[] = [
  { given: "{ nsapp: '' }", becomes: 'invalid-record: `nsapp` is missing' },
  { given: '{ nsapp: undefined }', becomes: 'invalid-record: `nsapp` is missing' },
  { given: "{ nsapp: ' ' }", becomes: 'created, `nsapp` " "' },
  { given: '{ nsapp: 5 }', becomes: 'invalid-record: `nsapp` expected text' },
  { given: '{ nsapp: null }', becomes: 'invalid-record: `nsapp` expected text' },
  { given: "{ type: 'ct' }", becomes: 'invalid-record: `type` `ct` is not one of lxc, vm, addon, pve, turnkey, tool' },
  {
    given: "{ type: 'LXC' }",
    becomes: 'invalid-record: `type` `LXC` is not one of lxc, vm, addon, pve, turnkey, tool',
  },
  { given: '{ type: undefined }', becomes: 'invalid-record: `type` is missing' },
  { given: "{ nsap: 'plex' }", becomes: 'invalid-record: `nsap` unknown field, did you mean `nsapp`?' },
  { given: "{ osType: 'debian' }", becomes: 'invalid-record: `osType` unknown field, did you mean `os_type`?' },
  { given: "{ status: 'done' }", becomes: 'invalid-record: `status` belongs to `update`, not to a record' },
  { given: "{ random_id: '' }", becomes: 'skipped: no-random-id' },
  { given: '{ random_id: undefined }', becomes: 'created' },
  { given: '{ random_id: null }', becomes: 'created' },
  {
    given: "{ random_id: 'a' }",
    becomes: 'invalid-record: `random_id` expected 8 to 64 characters of A-Z a-z 0-9 _ -, such as a UUID',
  },
  { given: "{ disk_size: '8GB' }", becomes: 'created, `disk_size` 8' },
  { given: "{ disk_size: '1T' }", becomes: 'created, `disk_size` 1024' },
  { given: "{ disk_size: '' }", becomes: 'created, `disk_size` 0' },
  {
    given: "{ disk_size: 'big' }",
    becomes: 'invalid-record: `disk_size` expected GB as a number from 0 or text such as "20G"',
  },
  { given: "{ core_count: '2' }", becomes: 'invalid-record: `core_count` expected a number from 0' },
  { given: '{ core_count: NaN }', becomes: 'invalid-record: `core_count` expected a number from 0' },
  { given: '{ ram_size: -1 }', becomes: 'invalid-record: `ram_size` expected a number from 0' },
  { given: '{ ct_type: 0 }', becomes: 'created, `ct_type` 1' },
  { given: '{ ct_type: 3 }', becomes: 'invalid-record: `ct_type` expected 0, 1 or 2' },
  { given: '{ os_version: 12 }', becomes: 'invalid-record: `os_version` expected text' },
  { given: "{ method: '' }", becomes: 'created, `method` "default"' },
  { given: "{ pve_version: '' }", becomes: 'created, `pve_version` ""' },
  { given: "{ os_type: 'password=hunter2' }", becomes: 'created, `os_type` "password=[secret]"' },
];

/** Ends, beside the `random_id` of a record that is there. */
export const ends: readonly OddInput[] = [
  { given: '{}', becomes: 'failed, 1' },
  { given: '{ exit_code: 0 }', becomes: 'sucess, 0' },
  { given: "{ exit_code: '0' }", becomes: 'sucess, 0' },
  { given: "{ status: '', exit_code: 0 }", becomes: 'sucess, 0' },
  { given: "{ exit_code: 0, error: 'it broke' }", becomes: 'failed, 0; unclear-end: failed-with-0' },
  { given: "{ status: 'failed', exit_code: 0 }", becomes: 'failed, 0; unclear-end: failed-with-0' },
  { given: "{ status: 'aborted', exit_code: 0 }", becomes: 'unknown, 0; unclear-end: failed-with-0' },
  { given: "{ status: 'aborted' }", becomes: 'unknown, 130' },
  { given: "{ status: 'done', exit_code: 'none' }", becomes: 'sucess, 0' },
  { given: "{ status: 'success', exit_code: 5 }", becomes: 'sucess, 0; unclear-end: success-with-exit-code' },
  { given: "{ status: 'unknown' }", becomes: 'unknown, 1' },
  { given: "{ status: 'unknown', exit_code: 0 }", becomes: 'unknown, 0' },
  { given: "{ status: 'ok', exit_code: 0 }", becomes: 'unknown, 0; unclear-end: unknown-status' },
  { given: "{ status: 'Done' }", becomes: 'unknown, 1; unclear-end: unknown-status' },
  { given: "{ status: 'installing' }", becomes: 'unknown, 1; unclear-end: unknown-status' },
  { given: '{ status: true }', becomes: 'unknown, 1; unclear-end: unknown-status' },
  { given: '{ status: null }', becomes: 'failed, 1' },
  { given: "{ exit_code: '007' }", becomes: 'failed, 7' },
  { given: "{ exit_code: 'abc' }", becomes: 'failed, 1; unclear-end: unknown-exit-code' },
  { given: '{ exit_code: -1 }', becomes: 'failed, 1; unclear-end: unknown-exit-code' },
  { given: '{ exit_code: 1.5 }', becomes: 'failed, 1; unclear-end: unknown-exit-code' },
  { given: '{ exit_code: NaN }', becomes: 'failed, 1; unclear-end: unknown-exit-code' },
  { given: '{ exit_code: null }', becomes: 'failed, 1' },
  { given: '{ exit_code: 999 }', becomes: 'failed, 999' },
  { given: "{ exit_code: { exitCode: null, signal: 'SIGKILL' } }", becomes: 'failed, 137' },
  { given: '{ exit_code: { exitCode: 0, signal: 9 } }', becomes: 'failed, 137' },
  { given: '{ exitCode: 1 }', becomes: 'invalid-record: `exitCode` unknown field, did you mean `exit_code`?' },
  { given: "{ error: new Error('it broke') }", becomes: 'invalid-record: `error` expected text' },
  {
    given: "{ record_id: 'a/b' }",
    becomes: 'invalid-record: `record_id` expected 1 to 128 characters of A-Z a-z 0-9 _ -, as the server made it',
  },
  { given: "{ random_id: '' }", becomes: 'skipped: no-random-id' },
  { given: '{ random_id: undefined }', becomes: 'skipped: no-random-id' },
  { given: "{ random_id: '7a1c0f52-0000' }", becomes: 'skipped: not-found' },
];

/** Results and errors of work that `track` watches. */
export const works: readonly OddInput[] = [
  { given: 'undefined', becomes: 'sucess, 0' },
  { given: 'null', becomes: 'unknown, 1' },
  { given: '0', becomes: 'sucess, 0' },
  { given: '7', becomes: 'failed, 7' },
  { given: '256', becomes: 'sucess, 0' },
  { given: 'false', becomes: 'sucess, 0' },
  { given: "[null, 'SIGTERM']", becomes: 'failed, 143' },
  { given: '{ code: 2 }', becomes: 'failed, 2' },
  { given: '{ code: 2, rows: [] }', becomes: 'sucess, 0' },
  { given: "{ exitCode: undefined, signal: 'SIGKILL' }", becomes: 'failed, 137' },
  { given: '{ status: 3, signal: null }', becomes: 'failed, 3' },
  { given: '{ success: false }', becomes: 'failed, 1' },
  { given: "new Error('returned')", becomes: 'failed, 1' },
  { given: 'fail({ exitCode: 4 })', becomes: 'failed, 4' },
  { given: "fail(new DOMException('', 'AbortError'))", becomes: 'unknown, 130' },
  { given: "fail(new DOMException('', 'TimeoutError'))", becomes: 'failed, 124' },
  { given: "fail(Object.assign(new Error(), { code: 'ENOENT', syscall: 'spawn x' }))", becomes: 'failed, 127' },
  { given: "fail('text')", becomes: 'failed, 1' },
];

/** What a constructor is given. */
export const options: readonly OddInput[] = [
  { given: 'new TelemetryClient()', becomes: 'no consent: `skipped`, `no-consent`' },
  { given: 'new TelemetryClient({ consent: undefined })', becomes: 'no consent: `skipped`, `no-consent`' },
  { given: "new TelemetryClient({ consent: 'y' })", becomes: 'no consent: `skipped`, `no-consent`' },
  { given: "new TelemetryClient({ consent: ' YES ' })", becomes: 'consent' },
  { given: "new TelemetryClient({ consent: () => '1' })", becomes: 'consent' },
  {
    given: 'new TelemetryClient({ consent: { yes: true } })',
    becomes: 'throws invalid-options: `consent` expected a boolean, text or a function',
  },
  {
    given: "new TelemetryClient({ concent: 'yes' })",
    becomes: 'throws invalid-options: `concent` unknown option, did you mean `consent`?',
  },
  {
    given: 'new TelemetryClient({ backend: undefined })',
    becomes: 'throws invalid-options: `backend` is undefined, expected a backend, such as pocketBase()',
  },
  {
    given: "new TelemetryClient({ deadlineMs: '5s' })",
    becomes: 'throws invalid-options: `deadlineMs` expected an integer from 1 to 2147483647',
  },
  {
    given: 'pocketBase({ baseUrl: undefined })',
    becomes: 'throws invalid-options: `baseUrl` is undefined, expected an http(s) URL without credentials and query',
  },
  {
    given: "pocketBase({ baseUrl: '' })",
    becomes: 'throws invalid-options: `baseUrl` expected an http(s) URL without credentials and query',
  },
  {
    given: "pocketBase({ baseUrl: 'localhost:8090' })",
    becomes: 'throws invalid-options: `baseUrl` expected an http(s) URL without credentials and query',
  },
  {
    given: 'pocketBase({ collection: undefined })',
    becomes: 'throws invalid-options: `collection` is undefined, expected letters, digits and _',
  },
  {
    given: "pocketBase({ url: 'https://pb.example' })",
    becomes: 'throws invalid-options: `url` unknown option, did you mean `baseUrl`?',
  },
  {
    given: 'ingest({ url: undefined })',
    becomes: 'throws invalid-options: `url` is undefined, expected an http(s) URL without credentials and query',
  },
];
