import { guarded } from '../errors.js';

/** The request's data, which must not appear in an error. */
interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: object | undefined;
}

// Words of runtimes. They are kept even if the request contained the same word.
const RUNTIMES_WORD =
  /^(?:E[A-Z]{3,14}|(?:UND_)?ERR_[A-Z\d_]{3,56}|[A-Z_]*CERT[A-Z_]{0,20}|[A-Z][A-Za-z]{2,30}Error|Connection[A-Z][a-z]+)$/;

/**
 * Copies names, codes and messages of at most five errors in the chain of a transport's rejection. Does not keep the
 * errors themselves, which may hold the request. A text that quotes the request is left out.
 *
 * @returns `undefined` if the rejection is not an object.
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

/** The properties of an error that are read. */
export interface Link {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly syscall?: unknown;
  readonly cause?: unknown;
  /** Of an AggregateError: one error per address that was tried. */
  readonly errors?: unknown;
}

/** An error and its causes, at most five; the first of an AggregateError's errors. Stops at one that cannot be read. */
export function chainOf(rejection: unknown): Link[] {
  const chain: Link[] = [];
  // A property that cannot be read ends the chain.
  void guarded(() => {
    for (let link = rejection; chain.length < 5 && typeof link === 'object' && link !== null;) {
      const { name, code, message, cause, errors } = link as Link;
      chain.push({ name, code, message });
      link = cause ?? (Array.isArray(errors) ? (errors[0] as unknown) : undefined);
    }
  });
  return chain;
}
