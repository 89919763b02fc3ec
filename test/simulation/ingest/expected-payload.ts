import { explainExitCode } from '../../../src/index.js';
import type { GivenEnd, GivenRecord } from '../reported.js';

export type Body = Readonly<Record<string, unknown>>;

/** Every key of every payload, with what stands where nothing is known. */
const NOTHING_KNOWN: Body = {
  ...{ random_id: '', execution_id: '', type: '', nsapp: '', status: '', ct_type: 1 },
  ...{ disk_size: 0, core_count: 0, ram_size: 0, os_type: '', os_version: '', pve_version: '', method: 'default' },
  ...{ exit_code: 0, error: '', error_category: '', install_duration: 0, cpu_vendor: 'unknown', cpu_model: '' },
  ...{ gpu_vendor: 'unknown', gpu_model: '', gpu_passthrough: 'unknown', ram_speed: '', arch: '', platform: '' },
  ...{ has_arm: false, repo_source: '', repo_slug: '' },
};

/** What says how an installation stands, and whose report it is. */
const NOT_OF_THE_RECORD = ['random_id', 'execution_id', 'status', 'exit_code', 'error', 'error_category'];

const MOST_CORES = 255;
const MOST_EXIT_CODE = 255;
const ABORTED = [129, 130, 143];
const SENT_STATUS: Readonly<Record<string, string>> = { done: 'success', failed: 'failed', aborted: 'aborted' };
const SENT_OS: Readonly<Record<string, string>> = { debian: 'debian', archlinux: 'arch-linux' };

/** How an end leaves, so that the service stores it unchanged. */
export function sentEnd({ status, exit_code }: GivenEnd): Body {
  if (status === 'done') return { status: 'success', exit_code: 0, error: '' };
  const isAborted = status === 'failed' && ABORTED.includes(exit_code);
  const sent = isAborted ? 'aborted' : (SENT_STATUS[status] ?? 'unknown');
  const code = Math.min(exit_code, MOST_EXIT_CODE);
  return { status: sent, exit_code: sent === 'failed' ? code || 1 : code, error: explainExitCode(exit_code) };
}

/** The end a payload says; a hook may have added to its explanation. */
export function endIn({ status, exit_code, error }: Body): Body {
  return { status, exit_code, error: String(error).replace(/ \(asked \d+\)$/, '') };
}

/** The record a payload says. */
export function recordIn(body: Body): string {
  return JSON.stringify(Object.entries(body).filter(([field]) => !NOT_OF_THE_RECORD.includes(field)));
}

/** A record as it leaves: all that its create was given, and what was said of it since. */
export function sentRecord(...given: readonly GivenRecord[]): string {
  const known: Record<string, unknown> = Object.assign({}, NOTHING_KNOWN, ...given);
  known['os_type'] = SENT_OS[String(known['os_type'])] ?? '';
  known['core_count'] = Math.min(Number(known['core_count']), MOST_CORES);
  return recordIn(known);
}

/** Whether every key is there, and no other. */
export function isComplete(body: Body): boolean {
  return Object.keys(body).join(' ') === Object.keys(NOTHING_KNOWN).join(' ');
}
