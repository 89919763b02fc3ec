import { guarded } from '../errors.js';

/** What was sent, and so belongs into no error. */
interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: object;
}

// Words of runtimes, which say nothing of a request, even where the same word was sent.
const RUNTIMES_WORD =
  /^(?:E[A-Z]{3,14}|(?:UND_)?ERR_[A-Z\d_]{3,34}|[A-Z_]*CERT[A-Z_]{0,20}|[A-Z][A-Za-z]{2,30}Error|Connection[A-Z][a-z]+)$/;

/**
 * What lies under a transport's rejection: names, codes and texts of at most five errors, made
 * anew, since an error may hold the whole request. A text that quotes what was sent is left out.
 *
 * @returns `undefined` where the rejection is no object.
 */
export function causeOf(rejection: unknown, { headers, body = {} }: Sent): Error | undefined {
  const words =
    [headers, body]
      .flatMap<unknown>(Object.values)
      .join(' ')
      .match(/[\w.-]{6,}/g) ?? [];
  const discreet = (text: unknown): string =>
    typeof text === 'string' && (RUNTIMES_WORD.test(text) || !words.some((word) => text.includes(word))) ? text : '';
  return chainOf(rejection).reduceRight<Error | undefined>(
    (cause, { name, code, message }) =>
      Object.assign(new Error(discreet(message), { cause }), { name: discreet(name), code: discreet(code) }),
    undefined,
  );
}

/** What an error may say. */
export interface Link {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly syscall?: unknown;
  readonly cause?: unknown;
  /** Of an AggregateError: one for each address that was tried. */
  readonly errors?: unknown;
}

/** An error and what lies under it, of several side by side the first; as much as can be read. */
export function chainOf(rejection: unknown): Link[] {
  const chain: Link[] = [];
  // What cannot be read says nothing.
  void guarded(() => {
    for (let link = rejection; chain.length < 5 && typeof link === 'object' && link !== null;) {
      const { name, code, message, cause, errors } = link as Link;
      chain.push({ name, code, message });
      link = cause ?? (Array.isArray(errors) ? (errors[0] as unknown) : undefined);
    }
  });
  return chain;
}
