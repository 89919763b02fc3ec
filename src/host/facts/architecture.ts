/** Debian's name of an architecture, which the shell clients send too. */
export type Architecture = 'amd64' | 'arm64' | 'armhf' | 'i386';

const NAMES: readonly (readonly [Architecture, RegExp])[] = [
  ['amd64', /^(?:x86_64|amd64|x64)$/],
  ['arm64', /^(?:aarch64|arm64)$/],
  ['armhf', /^(?:armhf|armv[678]\w*)$/],
  ['i386', /^(?:i[3-6]86|ia32|x86)$/],
];

/** Converts the output of `uname -m` to Debian's name; `undefined` for any other architecture. */
export function architectureOf(machine: string): Architecture | undefined {
  const name = machine.trim().toLowerCase();
  return NAMES.find(([, pattern]) => pattern.test(name))?.[0];
}
