const telemetry = require('@community-scripts/telemetry');
const exitCodes = require('@community-scripts/telemetry/exit-codes');

import('./story.mjs').then(({ tell }) => tell(telemetry, exitCodes));
