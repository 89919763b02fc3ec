import { PASSTHROUGH, WORDS } from '../../backends/ingest/words.js';
import { RECORD_STATUSES } from '../../sources/records/record-fields.js';
import type { RecordStatus } from '../../sources/records/stored-record.js';
import { NO_OS } from './check-event.js';
import type { Event } from './read-event.js';

/** An event with a known status. */
export type SpelledEvent = Omit<Event, 'status'> & { readonly status: RecordStatus };

const GPU_PASSTHROUGH: readonly string[] = [...Object.keys(PASSTHROUGH[1]), ...Object.keys(PASSTHROUGH[2])];
/** Repositories that are known by the end of a slug, a fork's too. */
const OWN_SOURCES: readonly string[] = ['ProxmoxVE', 'ProxmoxVED'];

/** Spells an event as the service does: words of its lists, in lower case, and `unknown` for any other. */
export function spellEvent(event: Event): SpelledEvent {
  const { error_category, repo_source, repo_slug } = event;
  return {
    ...event,
    status: toStatus(event.status),
    os_type: NO_OS.includes(event.os_type) ? '' : event.os_type,
    cpu_vendor: listed(WORDS.cpu_vendor.words, event.cpu_vendor),
    gpu_vendor: listed(WORDS.gpu_vendor.words, event.gpu_vendor),
    gpu_passthrough: listed(GPU_PASSTHROUGH, event.gpu_passthrough),
    error_category: error_category === '' ? '' : listed(WORDS.error_category.words, error_category),
    platform: WORDS.platform.words.includes(event.platform) ? event.platform : '',
    repo_source: repo_source || sourceOf(repo_slug),
  };
}

function sourceOf(slug: string): string {
  return slug === '' ? '' : (OWN_SOURCES.find((source) => slug.endsWith(`/${source}`)) ?? 'external');
}

function toStatus(status: string): RecordStatus {
  if (status === 'sucess') return 'success';
  return (RECORD_STATUSES as readonly string[]).includes(status) ? (status as RecordStatus) : 'unknown';
}

function listed(words: readonly string[], word: string): string {
  const known = word.toLowerCase();
  return words.includes(known) ? known : 'unknown';
}
