// @ts-check

/**
 * The environment of everything that is measured: this one without what changes how a runtime starts, where a request
 * goes, or what is reported.
 *
 * @param {Readonly<Record<string, string>>} [more]
 */
export function cleanEnvironment(more = {}) {
  const { PATH = '', HOME = '', TMPDIR } = process.env;
  return { PATH, HOME, ...(TMPDIR === undefined ? {} : { TMPDIR }), ...more };
}
