import { COMMON_FAULTS, type CommonFault, type Faults, meetCommon, type Way } from '../faults.js';

/** What the service, or a proxy before it, answers without having taken anything. */
const SERVICE_FAULTS: Readonly<Record<string, (way: Way) => void>> = {
  'server-busy': ({ answer }) => answer({ status: 503, body: 'server busy\n' }),
  'invalid-payload': ({ answer }) => answer({ status: 400, body: 'invalid payload\n' }),
  'method-not-allowed': ({ answer }) => answer({ status: 405, body: 'method not allowed\n' }),
};

/** What may happen to requests to the ingest service. */
export const ingestFaults: Faults = {
  names: [...COMMON_FAULTS, ...Object.keys(SERVICE_FAULTS)],
  meet(fault, way) {
    const own = SERVICE_FAULTS[fault];
    if (own === undefined) meetCommon(fault as CommonFault, way);
    else own(way);
  },
};
