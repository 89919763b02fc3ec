import type { ClosedBy } from '../../update-guard.js';
import { builtin } from '../builtin.js';
import type { ProcessIdentity } from './process-identity.js';

/** A guard's state. It is the name of the guard's only file, so that one rename changes all of it. */
export type GuardState = {
  /** When the state was entered, in milliseconds of the wall clock. */
  readonly since: number;
} & (
  | { readonly is: 'open' }
  | { readonly is: 'held'; readonly holder: ProcessIdentity }
  | { readonly is: 'closed'; readonly by: ClosedBy }
);

/** A state and the file name it was read from. */
export interface FoundState {
  readonly name: string;
  readonly state: GuardState;
}

const OPEN = /^open\.(\d{1,16})$/;
const HELD = /^held\.(\d{1,16})\.(\d{1,10})\.(\d*)\.([0-9a-f]*)\.[0-9a-f-]{36}$/;
const CLOSED = /^closed\.(\d{1,16})\.(updated|not-found|dropped|attempted)$/;

/** Makes a unique name: a process that can rename it knows that the state is still the one it read. */
export function heldName({ pid, startedAt, place }: ProcessIdentity): string {
  return `held.${Date.now()}.${pid}.${startedAt}.${place}.${builtin('node:crypto').randomUUID()}`;
}

export function openName(): string {
  return `open.${Date.now()}`;
}

export function closedName(by: ClosedBy): string {
  return `closed.${Date.now()}.${by}`;
}

/** Parses a state from a file name; `undefined` if it is not a state. */
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
 * Whether this time is further from now than `ageMs`, by the wall clock. A time in the future counts as well: it was
 * written before the clock was corrected.
 */
export function isOlderThan(ageMs: number, since: number): boolean {
  return Math.abs(Date.now() - since) > ageMs;
}
