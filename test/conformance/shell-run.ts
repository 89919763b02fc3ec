import {
  type GivenStatus,
  type ConsentAnswer,
  type CreateOutcome,
  type GuardStore,
  type InstallationRecord,
  pocketBase,
  TelemetryClient,
  type Transport,
  type UpdateOutcome,
} from '../../src/index.js';
import type { Vector } from './vector.js';

/** What the calls of a vector came to. */
export interface ShellRun {
  readonly outcomes: readonly (CreateOutcome | UpdateOutcome)[];
  /** What became of one more update, asked for afterwards: tells whether the guard is closed. */
  updateAgain(): Promise<UpdateOutcome>;
}

/** Does through the client what the recorded shell statements did through `api.func`. */
export async function runAsShell(vector: Vector, baseUrl: string, transport?: Transport): Promise<ShellRun> {
  const { env, diagnostics_file: file } = vector;
  let consent: ConsentAnswer = env['DIAGNOSTICS'];
  const closed: GuardStore = { claim: () => ({ granted: false, closedBy: 'updated' }) };
  const aClient = (): TelemetryClient =>
    new TelemetryClient({
      consent: () => consent,
      attempts: 1,
      closeGuard: 'attempted',
      backend: pocketBase({ baseUrl, transport }),
      ...(env['POST_UPDATE_DONE'] === 'true' ? { guards: closed } : {}),
    });
  const random_id = env['RANDOM_UUID'] ?? '';
  const record_id = setRecordId(vector);
  const shell = aClient();
  const outcomes: (CreateOutcome | UpdateOutcome)[] = [];

  for (const call of vector.curl_on_path ? vector.calls : []) {
    // A subshell shares nothing it learns with its parent; ours shares nothing at all.
    const isSubshell = /^\(.*\)$/.test(call);
    const [command, ...args] = words(call.replace(/^\((.*)\)$/, '$1').trim());
    const client = isSubshell ? aClient() : shell;
    if (command === 'post_to_api') {
      outcomes.push(await client.create(recordOf(vector, 'lxc')));
    } else if (command === 'post_to_api_vm') {
      // Without the file a VM script returned before it looked at anything else.
      if (file === null) continue;
      consent = consentIn(file);
      outcomes.push(await client.create(recordOf(vector, 'vm')));
    } else {
      const [status, exit_code] = args;
      outcomes.push(
        await client.update({ random_id, status: status as GivenStatus | undefined, exit_code, record_id }),
      );
    }
  }
  return { outcomes, updateAgain: () => shell.update({ random_id, record_id }) };
}

function recordOf({ env, pveversion }: Vector, type: 'lxc' | 'vm'): InstallationRecord {
  return {
    type,
    random_id: env['RANDOM_UUID'] ?? '',
    nsapp: env['NSAPP'] ?? '',
    ct_type: type === 'vm' ? undefined : (numberIn(env['CT_TYPE']) as 0 | 1 | undefined),
    disk_size: env['DISK_SIZE'],
    core_count: numberIn(env['CORE_COUNT']),
    ram_size: numberIn(env['RAM_SIZE']),
    os_type: env['var_os'],
    os_version: env['var_version'],
    method: env['METHOD'],
    pve_version: pveVersion(pveversion),
  };
}

function numberIn(text: string | undefined): number | undefined {
  return text === undefined || text === '' ? undefined : Number(text);
}

/** The contract: field 2 of what the command prints, split on `/` or blanks. */
function pveVersion(printed: Vector['pveversion']): string | undefined {
  if (printed === null) return undefined;
  const text = typeof printed === 'string' ? printed : printed.stdout;
  return text.split('\n')[0]?.split(/[/ ]/)[1] ?? '';
}

/** The safe reading of the diagnostics file: the last matching line, trimmed, unquoted, without its comment. */
function consentIn(file: string): ConsentAnswer {
  const values = file.split(/\r?\n/).flatMap((line) => /^DIAGNOSTICS=([^#]*)/i.exec(line)?.[1] ?? []);
  return values
    .at(-1)
    ?.trim()
    .replace(/^(["'])(.*)\1$/, '$2');
}

function setRecordId({ setup_after_source }: Vector): string | undefined {
  return setup_after_source.flatMap((line) => /^PB_RECORD_ID="?([^"]*)"?$/.exec(line)?.[1] ?? []).at(-1);
}

/** Splits a statement as the shell does, as far as the vectors go: single and double quotes. */
function words(statement: string): string[] {
  return [...statement.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}
