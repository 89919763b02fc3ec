import type { ReadMachineFile } from './machine-files.js';

/** Facts about the operating system. */
export interface OsFacts {
  os_id?: string;
  os_version_id?: string;
}

const LINE = /^\s*(ID|VERSION_ID)=(["']?)([A-Za-z0-9._-]{1,32})\2\s*$/;

/** Reads os-release from its two locations, in the order of os-release(5). */
export async function osFacts(read: ReadMachineFile): Promise<OsFacts> {
  return parseOsRelease((await read('/etc/os-release')) ?? (await read('/usr/lib/os-release')) ?? '');
}

/**
 * Parses `ID` and `VERSION_ID`, quoted or not; the last one counts, as in a shell. Ignores a value with characters
 * that os-release(5) does not allow. Nothing is expanded or evaluated.
 */
function parseOsRelease(text: string): OsFacts {
  const facts: OsFacts = {};
  for (const line of text.split('\n')) {
    const [, key, , value] = LINE.exec(line) ?? [];
    if (value === undefined) continue;
    facts[key === 'ID' ? 'os_id' : 'os_version_id'] = value.toLowerCase();
  }
  return facts;
}
