/** Foundations first: a file imports from its own line or one before it. */
export const LAYERS: readonly (readonly string[])[] = [
  ['errors', 'exit-codes', 'outcomes', 'statuses', 'version', 'did-you-mean', 'control-codes', 'utf8', 'redact'],
  ['when-aborted', 'deadline', 'until-aborted', 'lazy-signal', 'recent-map', 'option-check', 'failure'],
  ['transport', 'update-guard', 'consent'],
  ['records'],
  ['backends', 'events', 'log-events', 'event-line', 'unclear-end-text'],
  ['options', 'installation', 'turns', 'copy-given'],
  ['delivery'],
  ['reporter-loading'],
  ['client'],
  ['observe'],
  ['sources'],
  ['stores'],
  ['collector'],
  ['views'],
  ['host', 'testing'],
  ['cli', 'index'],
];
