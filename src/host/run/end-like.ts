import { isEndingSignal, raise } from './exit-path.js';

/**
 * Ends this process as the command ended: by SIGHUP, SIGINT or SIGTERM where one of these ended it, else with
 * its exit code. Any other signal becomes the code a shell gives for it, 137 for SIGKILL, so that what is to be
 * done at exit is done, and no core is dumped. Where somebody listens to that signal, they decide
 * what it means. Not everything ends at once: call it last.
 *
 * @param run - What `runInstallation` resolved to, or anything that ended.
 */
export function endLike(run: { readonly exitCode: number; readonly signal?: string | undefined }): void {
  if (isEndingSignal(run.signal)) raise(run.signal);
  else process.exit(run.exitCode);
}
