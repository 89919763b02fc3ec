// @ts-check
// Defects in what reports to the ingest service, or in what only its reports go through.

/** @type {readonly import('../bundle.mjs').Defect[]} */
export const ingestDefects = [
  {
    name: 'each report has an execution_id of its own',
    file: 'backends/ingest/payload.ts',
    find: '...defaultsOf(report), ...report };',
    replace: '...defaultsOf(report), ...report, execution_id: crypto.randomUUID() };',
  },
  {
    name: 'a new attempt keeps the execution_id of the former one',
    file: 'backends/execution-ids.ts',
    find: 'isNew ? makeRandomId() : ',
    replace: '',
  },
  {
    name: 'a new attempt is not the present one',
    file: 'backends/execution-ids.ts',
    find: 'if (begun !== this.of(random_id)) this.#present.set(random_id, begun);',
    replace: '',
  },
  {
    name: 'all attempts of an installation have one guard',
    file: 'delivery/update-delivery.ts',
    find: 'const { key, end, guards, installation, rule, scope } = task;',
    replace: 'const { random_id: key, end, guards, installation, rule, scope } = task;',
  },
  {
    name: 'all attempts of an installation share one delivery',
    file: 'delivery/reporter.ts',
    find: 'const installation = this.#installations.open(key);',
    replace: 'const installation = this.#installations.open(random_id);',
  },
  {
    name: 'the end of a former attempt is forgotten as it left',
    file: 'delivery/reporter.ts',
    find: 'const installation = this.#installations.open(execution_id ?? random_id);',
    replace:
      "if (newAttempt) this.#installations.peek(random_id).close('dropped');\n    const installation = this.#installations.open(execution_id ?? random_id);",
  },
  {
    name: 'a report that names its attempt is told the fate of another',
    file: 'delivery/reporter.ts',
    find: 'attempts?.of(random_id, execution_id)) ??',
    replace: 'attempts?.of(random_id)) ??',
  },
  {
    name: 'an end that failed with a late create is repeated without its attempt',
    file: 'delivery/late-create.ts',
    find: '{ ...said, ...ownEnd }',
    replace: 'ownEnd',
  },
  {
    name: 'a late create says nothing of what the update said of the record',
    file: 'delivery/late-create.ts',
    find: '...(requests.canFind ? {} : record)',
    replace: '',
  },
  {
    name: 'a try that its caller left is none',
    file: 'delivery/requests.ts',
    find: "error.code !== 'unreachable' && !attempt.aborted;",
    replace: "error.code !== 'unreachable';",
  },
  {
    name: 'the service is sent another random_id',
    file: 'backends/ingest/ingest-requests.ts',
    find: '...patch, random_id };',
    replace: '...patch, random_id: patch.execution_id ?? random_id };',
  },
  {
    name: 'a 202 does not count as accepted',
    file: 'backends/ingest/ingest-requests.ts',
    find: 'if (answer.status !== 202)',
    replace: 'if (answer.status)',
  },
  {
    name: 'whatever is no refusal counts as accepted',
    file: 'backends/ingest/ingest-requests.ts',
    find: 'if (answer.status !== 202)',
    replace: 'if (answer.status >= 300)',
  },
  {
    name: 'a 429 counts as accepted',
    file: 'transport/exchange.ts',
    find: '    if (isWorthRepeating(status)) {',
    replace:
      '    if (status === 429) return { status: 202, json: undefined, isRedirected, request: label };\n    if (isWorthRepeating(status)) {',
  },
  {
    name: 'what the service takes in a minute is not heeded',
    file: 'backends/ingest/ingest-requests.ts',
    find: 'return this.#rateLimit.turn(call);',
    replace: 'return Promise.resolve(call).then(() => undefined);',
  },
  {
    name: 'reports that would have to wait a little do not wait',
    file: 'backends/ingest/rate-limit.ts',
    find: 'if (waitMs > 0 || this.#waiting.size > 0) await this.#wait(signal, tooLateAt);\n    else this.#leave();',
    replace: 'this.#leave();',
  },
  {
    name: 'sixty-one reports leave in a minute',
    file: 'backends/ingest/rate-limit.ts',
    find: 'const LIMIT = 60;',
    replace: 'const LIMIT = 61;',
  },
  {
    name: 'sixty reports leave in forty-five seconds',
    file: 'backends/ingest/rate-limit.ts',
    find: 'const WINDOW_MS = 61_000;',
    replace: 'const WINDOW_MS = 45_000;',
  },
  {
    name: 'an end forgets what the create sent',
    file: 'backends/ingest/ingest-requests.ts',
    find: '...this.#created.get(patch.execution_id ?? random_id), ',
    replace: '',
  },
  {
    name: 'an end repeats what another attempt was created with',
    file: 'backends/ingest/ingest-requests.ts',
    find: 'this.#created.set(record.execution_id ?? record.random_id, record);',
    replace: 'this.#created.set(record.random_id, record);',
  },
  {
    name: 'an end says nothing of what the update said of the record',
    file: 'delivery/requests.ts',
    find: '{ ...record, ...patch }',
    replace: '{ ...(record.execution_id && { execution_id: record.execution_id }), ...patch }',
  },
  {
    name: 'an end is repeated with another exit code',
    file: 'backends/ingest/ingest-requests.ts',
    find: '...patch, random_id };',
    replace: '...patch, exit_code: patch.exit_code + Math.floor(Math.random() * 2), random_id };',
  },
  {
    name: 'a failure has no exit code',
    file: 'backends/ingest/service-end.ts',
    find: 'exit_code: failedWith,',
    replace: 'exit_code: 0,',
  },
  {
    name: 'a failure by a signal is sent as one',
    file: 'backends/ingest/service-end.ts',
    find: "if (ABORTED_EXIT_CODES[abortedExitCodes].includes(code)) return 'aborted';",
    replace: '',
  },
  {
    name: 'an os_type is sent as it is given',
    file: 'backends/ingest/spelling.ts',
    find: "const word = toWord(text).replaceAll(' ', '-');",
    replace: "if (text) return text; const word = toWord(text).replaceAll(' ', '-');",
  },
  {
    name: 'what is empty is left out of the payload',
    file: 'backends/ingest/payload.ts',
    find: 'Object.fromEntries(namesSince(1).map(entry))',
    replace: "Object.fromEntries(namesSince(1).map(entry).filter(([, value]) => value !== ''))",
  },
  {
    name: 'an accepted end leaves its guard open',
    file: 'delivery/update-delivery.ts',
    find: "if (outcome.outcome === 'updated' || outcome.outcome === 'accepted') return 'updated';",
    replace: "if (outcome.outcome === 'updated') return 'updated';",
  },
  {
    name: 'a create is sent after its end was accepted',
    file: 'delivery/update-delivery.ts',
    find: "if (outcome.outcome === 'accepted') installation.markStored(installation.record_id);",
    replace: '',
  },
  {
    name: 'who reported another end is told that it was accepted',
    file: 'delivery/reporter.ts',
    find: "outcome.outcome !== 'updated' && outcome.outcome !== 'accepted'",
    replace: "outcome.outcome !== 'updated'",
  },
];
