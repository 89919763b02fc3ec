// Tells the story in Node, over `node:http`.
import { pocketBase, TelemetryClient } from '@community-scripts/telemetry';
import * as exitCodes from '@community-scripts/telemetry/exit-codes';
import { nodeTransport } from '@community-scripts/telemetry/host';
import { tell } from './story.mjs';

const overNode = (options) => pocketBase({ ...options, transport: nodeTransport() });
console.log(JSON.stringify(await tell({ TelemetryClient, pocketBase: overNode }, exitCodes, process.argv[2])));
