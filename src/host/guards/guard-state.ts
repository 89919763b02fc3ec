import { randomUUID } from 'node:crypto';
import type { ClosedBy } from '../../update-guard.js';
import type { ProcessIdentity } from './process-identity.js';

/** Where a guard stands. It is written as the name of the guard's one file, so that a rename changes all of it at once. */
export type GuardState = {
  /** When it came to stand there, in milliseconds of the wall clock. */
  readonly since: number;
} & (
  | { readonly is: 'open' }
  | { readonly is: 'held'; readonly holder: ProcessIdentity }
  | { readonly is: 'closed'; readonly by: ClosedBy }
);

/** A guard's state as it was found, and the name it was found under. */
export interface FoundState {
  readonly name: string;
  readonly state: GuardState;
}

const OPEN = /^open\.(\d{1,16})$/;
const HELD = /^held\.(\d{1,16})\.(\d{1,10})\.(\d*)\.([0-9a-f]*)\.[0-9a-f-]{36}$/;
const CLOSED = /^closed\.(\d{1,16})\.(updated|not-found|dropped|attempted)$/;

/** A name no other file has had: whoever renames it knows that it is still the state that was read. */
export function heldName({ pid, startedAt, place }: ProcessIdentity): string {
  return `held.${Date.now()}.${pid}.${startedAt}.${place}.${randomUUID()}`;
}

export function openName(): string {
  return `open.${Date.now()}`;
}

export function closedName(by: ClosedBy): string {
  return `closed.${Date.now()}.${by}`;
}

/** Reads a state from a file's name; `undefined` where it is none. */
export function parseState(name: string): GuardState | undefined {
  const open = OPEN.exec(name);
  if (open !== null) return { is: 'open', since: Number(open[1]) };
  const held = HELD.exec(name);
  if (held !== null) {
    const [, since, pid, startedAt = '', place = ''] = held;
    return { is: 'held', since: Number(since), holder: { pid: Number(pid), startedAt, place } };
  }
  const closed = CLOSED.exec(name);
  if (closed !== null) return { is: 'closed', since: Number(closed[1]), by: closed[2] as ClosedBy };
  return undefined;
}

/**
 * Whether something was longer ago than this, in milliseconds of the wall clock. What lies as far in
 * the future was written before the clock was put right, and counts as old too.
 */
export function isOlderThan(ageMs: number, since: number): boolean {
  return Math.abs(Date.now() - since) > ageMs;
}
