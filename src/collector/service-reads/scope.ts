import type { RecordQuery } from '../../sources/records/record-query.js';
import type { StoredRecord } from '../../sources/records/stored-record.js';
import { DEFAULT_REPO } from './parameters.js';

/** Which runs a request is about: those that were reported in its days, of its repositories. */
export interface Scope {
  /** In milliseconds since 1970; `-Infinity` for all time. */
  readonly since: number;
  /** A repository's name, or `all`. */
  readonly repo: string;
  /** `owner/repo`, or '' for any. */
  readonly slug: string;
}

/** Beyond every moment. An upper bound tells a database that few records have changed since a moment. */
export const END = '9999-12-31T23:59:59.999Z';

/** Narrows a query to the repositories of a scope, except to the default one, which no query can say. */
export function inRepositories(query: RecordQuery, scope: Scope): RecordQuery {
  const { repo, slug } = scope;
  return {
    ...query,
    ...(repo !== 'all' && !hasDefaultRepo(scope) && { repo_source: repo }),
    ...(slug !== '' && { repo_slug: slug }),
  };
}

/** The runs that began in the days of a scope, and apart from them those that began before and were reported in them. */
export function partsOf(query: RecordQuery, scope: Scope): RecordQuery[] {
  return [begunWithin(query, scope), ...begunBefore(query, scope)];
}

export function begunWithin(query: RecordQuery, scope: Scope): RecordQuery {
  const { since } = scope;
  return { ...inRepositories(query, scope), ...(since !== -Infinity && { created: { from: new Date(since) } }) };
}

/** None for all time. */
export function begunBefore(query: RecordQuery, scope: Scope): RecordQuery[] {
  const { since } = scope;
  if (since === -Infinity) return [];
  const [from, to] = [new Date(since), new Date(since - 1)];
  return [{ ...inRepositories(query, scope), created: { to }, updated: { from, to: END } }];
}

/** Whether the repository is the default one, to which records without a repository belong. */
export function hasDefaultRepo({ repo }: Scope): boolean {
  return repo === DEFAULT_REPO;
}

/** Whether a record that was found by a query of the scope belongs to it. */
export function isInRepo(repo_source: unknown, scope: Scope): boolean {
  const isUnset = repo_source === undefined || repo_source === null;
  return !hasDefaultRepo(scope) || isUnset || repo_source === DEFAULT_REPO;
}

/** When a record was last reported in a way that changed it. */
export function lastReported({ created, updated }: Pick<StoredRecord, 'created' | 'updated'>): string {
  return updated ?? created;
}
