// @ts-check
// Defects that were or could be made, each of which the simulation has to find.

/** @type {readonly import('./bundle.mjs').Defect[]} */
export const defects = [
  {
    name: 'a closed guard lets the next end through',
    file: 'update-guard.ts',
    find: 'if (closedBy !== undefined) return { granted: false, closedBy };',
    replace: '',
  },
  {
    name: 'no end is pinned',
    file: 'update-guard.ts',
    find: 'this.#open.get(random_id) ?? this.#pin(random_id, end)',
    replace: 'this.#pin(random_id, end)',
  },
  {
    name: 'a failed delivery forgets the end reported first',
    file: 'update-guard.ts',
    find: 'release: handBack,',
    replace: 'release: () => { this.#open.delete(random_id); handBack(); },',
  },
  {
    name: 'two reporters hold one guard',
    file: 'update-guard.ts',
    find: 'if (!guard.held) return',
    replace: 'return',
  },
  {
    name: 'the guard is closed before the answer',
    file: 'delivery/update-delivery.ts',
    find: 'giveBack(undefined)',
    replace: "giveBack('updated')",
  },
  {
    name: 'the second end is delivered instead of the first',
    file: 'delivery/update-delivery.ts',
    find: 'await deliverEnd({ ...task, end: claim.end })',
    replace: 'await deliverEnd(task)',
  },
  {
    name: 'a late create takes not unique for done',
    file: 'delivery/update-delivery.ts',
    find: 'if (found === undefined) throw nowhere();',
    replace: 'return updated(random_id, undefined, { late: true });',
  },
  {
    name: 'a late create leaves the end out',
    file: 'delivery/update-delivery.ts',
    find: '{ ...held, status, error, exit_code }',
    replace: 'held',
  },
  {
    name: 'a record that is there counts as ended',
    file: 'delivery/update-delivery.ts',
    find: 'if (found?.final !== true) throw refusal;',
    replace: 'if (found === undefined) throw refusal;',
  },
  {
    name: 'a failed create is not held',
    file: 'delivery/create-delivery.ts',
    find: 'memory.unconfirmed.set(random_id, record);',
    replace: '',
  },
  {
    name: 'the deliveries go on when the last caller has left',
    file: 'delivery/shared-delivery.ts',
    find: 'if (this.#callers.size === 0) this.#controller.abort(caller.signal.reason);',
    replace: '',
  },
  {
    name: 'a write without an answer counts as not sent',
    file: 'delivery/write-fate.ts',
    find: "if (fate !== 'unknown') this.#inDoubt -= 1;",
    replace: 'this.#inDoubt -= 1;',
  },
  {
    name: 'the first id in any body is the record',
    file: 'backends/pocketbase-answers.ts',
    find: "const id = isObject(json) && Object.hasOwn(json, 'id') ? json['id'] : undefined;",
    replace: 'const id = /"id":"([^"]*)"/.exec(JSON.stringify(json) ?? "")?.[1];',
  },
  {
    name: "another's record is taken for ours",
    file: 'backends/pocketbase-answers.ts',
    find: "return isObject(json) && typeof json['random_id'] === 'string' && json['random_id'] !== random_id;",
    replace: 'return false;',
  },
  {
    name: 'a lookup takes whatever record it is shown',
    file: 'backends/pocketbase-requests.ts',
    find: ' || isAnothers({ ...answer, json: found }, random_id)',
    replace: '',
  },
  {
    name: 'a refusal without a reason counts as a refusal',
    file: 'backends/pocketbase-answers.ts',
    find: "fate: status === 400 && names.length === 0 ? 'unknown' : 'refused',",
    replace: "fate: 'refused',",
  },
  {
    name: 'any 200 confirms an update',
    file: 'backends/pocketbase-requests.ts',
    find: 'if (isStored(answer) && !isAnothers(answer, random_id) && recordIdOf(answer) === record_id) {',
    replace: 'if (isStored(answer)) {',
  },
  {
    name: 'any 200 confirms a create',
    file: 'backends/pocketbase-requests.ts',
    find: 'if (record_id !== undefined) return',
    replace: "if (isStored(answer)) return { result: 'created' }; if (record_id !== undefined) return",
  },
  {
    name: 'a redirect leads anywhere',
    file: 'transport/redirect.ts',
    find: ' && target.hostname === source.hostname',
    replace: '',
  },
  {
    name: 'a redirect leads from https to http',
    file: 'transport/redirect.ts',
    find: 'return schemeKept && ',
    replace: 'return ',
  },
  {
    name: 'every silence counts as never sent',
    file: 'transport/exchange.ts',
    find: "fate: wasNeverSent(cause) ? 'not-sent' : 'unknown',",
    replace: "fate: 'not-sent',",
  },
  {
    name: 'a 503 counts as a refusal',
    file: 'transport/exchange.ts',
    find: "fate: status === 425 || status === 429 ? 'refused' : 'unknown',",
    replace: "fate: 'refused',",
  },
  {
    name: 'a call lasts twice its deadline',
    file: 'deadline.ts',
    find: '), deadlineMs);',
    replace: '), deadlineMs * 2);',
  },
  {
    name: "a listener stays on the caller's signal",
    file: 'deadline.ts',
    find: "signal.removeEventListener('abort', waiting);",
    replace: ';',
  },
  {
    name: "an attempt's timer stays",
    file: 'retry.ts',
    find: '    clearTimeout(timer);\n',
    replace: '',
  },
];
