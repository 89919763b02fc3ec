import type { ReadMachineFile } from './machine-files.js';

/** What the operating system calls itself. */
export interface OsFacts {
  os_id?: string;
  os_version_id?: string;
}

const LINE = /^\s*(ID|VERSION_ID)=(["']?)([A-Za-z0-9._-]{1,32})\2\s*$/;

/** Reads the two places of os-release, as os-release(5) orders them. */
export async function osFacts(read: ReadMachineFile): Promise<OsFacts> {
  return parseOsRelease((await read('/etc/os-release')) ?? (await read('/usr/lib/os-release')) ?? '');
}

/**
 * Reads `ID` and `VERSION_ID`, quoted or not; of several the last, as a shell would. What has other
 * characters than os-release(5) allows is no value: nothing here is expanded or evaluated.
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
