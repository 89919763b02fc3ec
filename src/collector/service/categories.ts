/** Category → phrases in an error text, in lower case. The first category with a phrase in the text is taken. */
const PHRASES: readonly (readonly [category: string, phrases: readonly string[]])[] = [
  ['config', ['docker', 'privileged mode', 'container runtime', 'daemon']],
  [
    'network',
    [
      'connection refused',
      'could not resolve',
      'dns',
      'failed to download',
      'curl',
      'wget',
      'network unreachable',
      'timed out',
      'ssl',
      'certificate',
    ],
  ],
  ['apt', ['apt', 'dpkg', 'broken packages', 'unmet dependencies', 'unable to locate package']],
  ['storage', ['no space left', 'disk full', 'read-only file system', 'i/o error']],
  ['permission', ['permission denied', 'operation not permitted', 'access denied']],
  ['resource', ['oom', 'out of memory', 'cannot allocate', 'killed', 'sigkill']],
  ['signal', ['sighup', 'sigquit', 'sigterm', 'sigabrt', 'sigpipe', 'core dump']],
  ['command_not_found', ['command not found', 'not found']],
  ['dependency', ['dependency', 'requires', 'missing']],
  ['config', ['config', 'syntax error', 'invalid']],
  ['timeout', ['timeout']],
];

/** Finds the category of a failure by its text; `undefined` if the text has none of the service's phrases. */
export function categoryByText(error: string): string | undefined {
  const text = error.toLowerCase();
  return PHRASES.find(([, phrases]) => phrases.some((phrase) => text.includes(phrase)))?.[0];
}
