import * as telemetry from '@community-scripts/telemetry';
import * as exitCodes from '@community-scripts/telemetry/exit-codes';
import { tell } from './story.mjs';

console.log(JSON.stringify(await tell(telemetry, exitCodes, process.argv[2])));
