import type { RecordField, StoredRecord } from '../../sources/records/stored-record.js';
import type { ProgressStep } from '../../stores/report.js';
import { lastReported } from './scope.js';

/** The fields that the service shows, in its order. */
const SHOWN: readonly RecordField[] = [
  'random_id',
  'execution_id',
  'type',
  'nsapp',
  'status',
  'ct_type',
  'disk_size',
  'core_count',
  'ram_size',
  'os_type',
  'os_version',
  'pve_version',
  'method',
  'error',
  'exit_code',
  'gpu_vendor',
  'gpu_model',
  'gpu_passthrough',
  'cpu_vendor',
  'cpu_model',
  'ram_speed',
  'install_duration',
  'error_category',
  'repo_source',
  'repo_slug',
  'has_arm',
  'kernel_version',
  'app_version',
  'failed_command',
  'failed_line',
  'arch',
  'platform',
];

/** Spells a record as the service shows it: without what is not set, 0 or false, and with its steps. */
export function spellRecord(record: StoredRecord, steps: readonly ProgressStep[] = []): object {
  const shown = SHOWN.filter((field) => field === 'type' || Boolean(record[field]));
  return {
    ...(Object.fromEntries(shown.map((field) => [field, record[field] ?? ''])) as object),
    ...(record.execution_id !== undefined && steps.length > 0 && { pipeline: spellSteps(steps) }),
    created: spellMoment(lastReported(record)),
  };
}

/** Spells a moment as the service does: without a zone. */
export function spellMoment(moment: string): string {
  return moment.replace('T', ' ').replace('Z', '');
}

/** JSON in a text. A step that repeats the one before is left out. */
function spellSteps(steps: readonly ProgressStep[]): string {
  const changes = steps.filter(({ status }, place) => status !== steps[place - 1]?.status);
  return JSON.stringify(changes.map(({ status, at }) => ({ s: status, t: spellMoment(at) })));
}
