const telemetry = require('@community-scripts/telemetry');
const exitCodes = require('@community-scripts/telemetry/exit-codes');

import('./story.mjs').then(async ({ tell }) =>
  console.log(JSON.stringify(await tell(telemetry, exitCodes, process.argv[2]))),
);
