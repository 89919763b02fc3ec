/** A process that is kept from ending. */
export interface HeldEnd {
  /** What `process.exit()` was called with meanwhile, first. */
  readonly asked: () => { readonly code: ExitCode } | undefined;
  /** Lets the process end again; calls that were held are not made up for. */
  readonly release: () => void;
}

type ExitCode = Parameters<typeof process.exit>[0];

/** How long errors are ignored after the process was let go, in milliseconds: a signal takes a moment. */
const RELEASED_MS = 100;

/**
 * Keeps this process from ending while a report is under way. `process.exit()` stops the code that calls it, by
 * throwing, and no more. From then on an error that no code handles is ignored.
 *
 * @param isOver - The process has been ended already, but for us: errors are ignored from the beginning. A command of the
 *   caller's that got the signal too, and so fails, is the usual one.
 */
export function holdEnd(isOver: boolean): HeldEnd {
  const exit = Object.getOwnPropertyDescriptor(process, 'exit') as PropertyDescriptor;
  let asked: { readonly code: ExitCode } | undefined;
  let isHeld = true;
  const stop = (code?: ExitCode): never => {
    // It may have been bound while it was in place.
    if (!isHeld) return process.exit(code);
    asked ??= { code };
    ignoreErrors();
    throw new Error('This process is about to end');
  };
  process.exit = stop;
  if (isOver) ignoreErrors();
  return {
    asked: () => asked,
    release() {
      isHeld = false;
      if (process.exit === stop) Object.defineProperty(process, 'exit', exit);
      if (isOver || asked !== undefined) setTimeout(heedErrors, RELEASED_MS).unref();
    },
  };
}

function ignoreErrors(): void {
  heedErrors();
  // Node and Deno tell the first of a rejection too, Bun the second.
  process.on('uncaughtException', ignore);
  process.on('unhandledRejection', ignore);
}

function heedErrors(): void {
  process.off('uncaughtException', ignore);
  process.off('unhandledRejection', ignore);
}

function ignore(): void {}
