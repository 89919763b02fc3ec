/** Debian's name of an architecture, as today's clients send it. */
export type Architecture = 'amd64' | 'arm64' | 'armhf' | 'i386';

const NAMES: readonly (readonly [Architecture, RegExp])[] = [
  ['amd64', /^(?:x86_64|amd64|x64)$/],
  ['arm64', /^(?:aarch64|arm64)$/],
  ['armhf', /^(?:armhf|armv[678]\w*)$/],
  ['i386', /^(?:i[3-6]86|ia32|x86)$/],
];

/**
 * Debian's name for what `uname -m` says; `undefined` where the clients have no name for it.
 *
 * @see the ingest contract, "core": `arch` is one of amd64, arm64, armhf, i386
 */
export function architectureOf(machine: string): Architecture | undefined {
  const name = machine.trim().toLowerCase();
  return NAMES.find(([, pattern]) => pattern.test(name))?.[0];
}
