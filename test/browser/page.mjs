// Tells the story in a page, and then the server that serves the page.
import * as telemetry from '@community-scripts/telemetry';
import * as exitCodes from '@community-scripts/telemetry/exit-codes';
import { tell } from './story.mjs';

const baseUrl = new URL(location.href).searchParams.get('server');
const told = await tell(telemetry, exitCodes, baseUrl).catch((error) => ({ error: String(error) }));
await fetch('/told', { method: 'POST', body: JSON.stringify(told) });
