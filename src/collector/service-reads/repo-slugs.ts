import { type Asked, askedRuns } from './asked.js';
import { everyRun, listOf, tallyOf } from './tally.js';

const MOST_SLUGS = 50;

/** Answers `/api/repo-slugs`. The service counts reports; this counts runs. */
export async function repoSlugs(asked: Asked): Promise<object> {
  const { runs } = askedRuns(asked, { byDefault: 30, zero: 1, hasSlug: false });
  const slugs = tallyOf(await runs.summarize(['repo_slug']), 0, everyRun);
  return { repo_slugs: listOf('slug', slugs.slice(0, MOST_SLUGS)) };
}
