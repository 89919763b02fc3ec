import { HTTP_EXPECTATIONS, type HttpOptions } from '../../transport/http-options.js';
import { type Expectations, integer } from '../../option-check.js';
import { LONGEST_TIMER_MS } from './read-call.js';

/** HTTP options, the same for every source. */
export interface HttpSourceOptions extends HttpOptions {
  /** Time limit of one request, in milliseconds, up to 2,147,483,647. @defaultValue `10000` */
  timeoutMs?: number | undefined;
  /** Maximum number of attempts of each request, 1 to 100. @defaultValue `3` */
  attempts?: number | undefined;
  /** The longest answer that is read, in bytes, from 1,024. A page is one answer. @defaultValue `33554432` */
  maxAnswerBytes?: number | undefined;
}

/** The checks of these options. */
export const HTTP_SOURCE_EXPECTATIONS: Expectations<keyof HttpSourceOptions> = {
  ...HTTP_EXPECTATIONS,
  timeoutMs: /* @__PURE__ */ integer(1, LONGEST_TIMER_MS),
  attempts: /* @__PURE__ */ integer(1, 100),
};
