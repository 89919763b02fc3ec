import { propertyOf, textOf } from './shape.js';

/** A shell's exit code for an unknown command. */
export const NOT_FOUND = 127;
/** A shell's exit code for a command that cannot be run. */
const NOT_EXECUTABLE = 126;

const CODE_OF_ERRNO: ReadonlyMap<unknown, number> = new Map<unknown, number>([
  ['ENOENT', NOT_FOUND],
  ['NotFound', NOT_FOUND],
  ...['EACCES', 'EPERM', 'ENOEXEC', 'ENOTDIR', 'EISDIR', 'E2BIG', 'PermissionDenied'].map(
    (name) => [name, NOT_EXECUTABLE] as const,
  ),
]);

/**
 * The exit code that a shell gives for a command that could not be started.
 *
 * @returns `undefined` for any other error: an unreadable file has the same error codes.
 */
export function exitCodeOfStartError(error: unknown): number | undefined {
  // Node and Bun name the system call, `spawn nosuch`; Deno has it in the message, and names the class.
  const isOfStart =
    /^(?:posix_)?spawn/.test(textOf(error, 'syscall')) ||
    /^(?:Failed to spawn|Executable not found)/.test(textOf(error, 'message'));
  if (!isOfStart) return undefined;
  return CODE_OF_ERRNO.get(propertyOf(error, 'code')) ?? CODE_OF_ERRNO.get(propertyOf(error, 'name'));
}

/** The same for the negative errno that Node gives instead of an exit code. */
export function exitCodeOfErrno(errno: number): number | undefined {
  if (errno === -2) return NOT_FOUND;
  return errno === -13 || errno === -8 ? NOT_EXECUTABLE : undefined;
}
