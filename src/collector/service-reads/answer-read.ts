import type { CallOptions } from '../../deadline.js';
import type { Store } from '../../stores/store.js';
import { type Answer, jsonAnswer, textAnswer } from '../answers.js';
import { SERVICE_EXIT_CODES } from '../service/exit-codes.js';
import type { Asked } from './asked.js';
import { cleanupStatus } from './cleanup-status.js';
import { dashboard } from './dashboard.js';
import { errors } from './errors.js';
import { records } from './records.js';
import { repoSlugs } from './repo-slugs.js';
import { scripts } from './scripts.js';

/** One path that can be read. */
interface Path {
  readonly answer: (asked: Asked) => object | Promise<object>;
  /** What the service answers if its database cannot be read. */
  readonly failure?: string;
  /** Whether the service says if the answer comes from its cache. */
  readonly saysCache?: true;
}

const PATHS: Readonly<Record<string, Path>> = {
  '/api/records': { answer: records, failure: 'failed to fetch records' },
  '/api/dashboard': { answer: dashboard, failure: 'failed to fetch data', saysCache: true },
  '/api/scripts': { answer: scripts, failure: 'failed to fetch script data', saysCache: true },
  '/api/errors': { answer: errors, failure: 'failed to fetch error data', saysCache: true },
  '/api/repo-slugs': { answer: repoSlugs, failure: 'failed to fetch repo slugs' },
  '/api/cleanup/status': { answer: cleanupStatus, failure: 'failed to check stuck count' },
  '/api/exit-codes': { answer: () => SERVICE_EXIT_CODES },
  '/api/alerts': { answer: () => ({ enabled: false, history: [] }) },
};

/** What is read, and when. */
export interface Readable {
  readonly store: Store;
  /** The time, in milliseconds since 1970. */
  readonly now: () => number;
}

/** Whether this is one of the paths that {@link answerRead} answers. */
export function isReadPath(pathname: string): boolean {
  return Object.hasOwn(PATHS, pathname);
}

/**
 * Answers the read APIs of the community's ingest service, so that its pages and `ingestRecords` read a store. As the
 * service does, it answers any method, and takes what a parameter does not say to be its default. Never rejects: 500 if
 * the store cannot be read.
 *
 * @returns `undefined` for any other path.
 */
export async function answerRead(
  request: Request,
  { store, now }: Readable,
  call: CallOptions = {},
): Promise<Answer | undefined> {
  // Some hosts give a URL without an origin.
  const { pathname, searchParams: parameters } = new URL(request.url, 'http://collector');
  if (!isReadPath(pathname)) return undefined;
  const answer = await answerPath(PATHS[pathname] as Path, { parameters, store, now: now(), call });
  return request.method === 'HEAD' ? { ...answer, body: null } : answer;
}

async function answerPath({ answer, failure, saysCache }: Path, asked: Asked): Promise<Answer> {
  try {
    return jsonAnswer(200, await answer(asked), saysCache ? { 'x-cache': 'MISS' } : {});
  } catch {
    return textAnswer(500, `${failure ?? 'internal error'}\n`);
  }
}
