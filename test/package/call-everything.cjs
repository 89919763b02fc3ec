const telemetry = require('@community-scripts/telemetry');

import('./watch-loading.mjs').then(({ callEverything }) => callEverything(telemetry));
