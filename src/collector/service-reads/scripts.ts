import { type AppRuns, appsOf } from './apps.js';
import { type Asked, askedRuns } from './asked.js';
import { abortsOf, failuresOf, orNull, percentOf, successesOf, sum } from './tally.js';

/** Answers `/api/scripts`: outcomes by app. The service counts reports; this counts runs. */
export async function scripts(asked: Asked): Promise<object> {
  const { runs } = askedRuns(asked, { byDefault: 30, zero: Infinity, hasSlug: false });
  const apps = appsOf(await runs.summarize(['nsapp', 'type']));
  return {
    total_scripts: apps.length,
    total_installs: sum(apps, (app) => app.runs),
    top_scripts: orNull(apps.map(spellScript)),
    recent_scripts: null,
  };
}

/** What the service does not fill is 0 here too. */
function spellScript({ app, type, runs, groups }: AppRuns): object {
  const [success, failed, aborted] = [sum(groups, successesOf), sum(groups, failuresOf), sum(groups, abortsOf)];
  const counts = { app, type, total: runs, success, failed, aborted, installing: 0 };
  const success_rate = percentOf(success, success + failed + aborted);
  return { ...counts, success_rate, days_old: 0, installs_per_day: 0 };
}
