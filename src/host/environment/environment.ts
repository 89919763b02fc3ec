/** The variables of a process, such as `process.env` or `Deno.env.toObject()`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads a variable; it may be empty. `undefined` if it is unset.
 *
 * @throws if the runtime does not permit reading it.
 */
export function valueIn(env: Environment, name: string): string | undefined {
  const value: unknown = Object.hasOwn(env, name) ? env[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}
