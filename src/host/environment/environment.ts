/** The variables of a process, such as `process.env` or `Deno.env.toObject()`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A variable's own value, be it empty; `undefined` where it is unset.
 *
 * @throws where the runtime does not permit to read it.
 */
export function valueIn(env: Environment, name: string): string | undefined {
  const value: unknown = Object.hasOwn(env, name) ? env[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}
