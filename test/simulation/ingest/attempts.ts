import type { GivenCall } from '../calls.js';

/** The attempts of installations, as the clients of each backend count them. */
export class Attempts {
  /** The present attempt, by backend and installation. */
  readonly #present = new Map<string, string>();
  /** The execution_id each attempt has. */
  readonly #ids = new Map<string, string>();
  /** The attempt of each execution_id. */
  readonly #attempts = new Map<string, string>();
  #count = 0;

  /** The attempt a call is of, as it begins: the one it names, a new one, or the present one. */
  of(backend: string, { operation, random_id, execution_id, newAttempt, isDeadOnArrival }: GivenCall): string {
    const attempt =
      newAttempt === true && !isDeadOnArrival
        ? `attempt ${(this.#count += 1)} of ${random_id}`
        : (execution_id ?? this.#presentOf(backend, random_id));
    // The first attempt has the installation's own id.
    if (attempt === execution_id || attempt === random_id) this.#bind(attempt, attempt);
    if (operation === 'create' && !isDeadOnArrival) this.#present.set(`${backend} ${random_id}`, attempt);
    return attempt;
  }

  /**
   * Notes the execution_id a backend gives the present attempt.
   *
   * @returns whether that is the attempt's, or, of a new attempt, nobody else's.
   */
  begin(backend: string, random_id: string, execution_id: string): boolean {
    const attempt = this.#presentOf(backend, random_id);
    if (this.#ids.has(attempt)) return this.#ids.get(attempt) === execution_id;
    if (this.#attempts.has(execution_id)) return false;
    this.#bind(attempt, execution_id);
    return true;
  }

  /** The attempt of this execution_id; `undefined` where nobody began one. */
  attemptOf(execution_id: string): string | undefined {
    return this.#attempts.get(execution_id);
  }

  idOf(attempt: string): string | undefined {
    return this.#ids.get(attempt);
  }

  #presentOf(backend: string, random_id: string): string {
    return this.#present.get(`${backend} ${random_id}`) ?? random_id;
  }

  #bind(attempt: string, execution_id: string): void {
    this.#ids.set(attempt, execution_id);
    this.#attempts.set(execution_id, attempt);
  }
}
