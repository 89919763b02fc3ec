import * as telemetry from '@community-scripts/telemetry';

const { callEverything } = await import('./watch-loading.mjs');
await callEverything(telemetry);
