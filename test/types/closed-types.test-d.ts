import { describe, expectTypeOf, it } from 'vitest';
import type { Architecture, CpuVendor, GpuVendor, HostFacts } from '../../src/host/index.js';
import type { GuardClaim, InstallationRecord, TelemetryClientOptions } from '../../src/index.js';
import type { IngestOptions } from '../../src/backends/ingest/index.js';
import type { CollectionStatus } from '../../src/testing/index.js';

describe('a closed type', () => {
  it('lists the words of an option', () => {
    expectTypeOf<TelemetryClientOptions['closeGuard']>().toEqualTypeOf<'delivered' | 'attempted' | undefined>();
    expectTypeOf<IngestOptions['payloadVersion']>().toEqualTypeOf<1 | 2 | undefined>();
    expectTypeOf<IngestOptions['abortedExitCodes']>().toEqualTypeOf<'signals' | 'declined' | undefined>();
  });

  it('lists the values of a record’s field', () => {
    expectTypeOf<InstallationRecord['ct_type']>().toEqualTypeOf<0 | 1 | 2 | undefined>();
    expectTypeOf<CollectionStatus>().toEqualTypeOf<'installing' | 'sucess' | 'failed' | 'unknown'>();
  });

  it('lists what a host may be', () => {
    expectTypeOf<Architecture>().toEqualTypeOf<'amd64' | 'arm64' | 'armhf' | 'i386'>();
    expectTypeOf<CpuVendor>().toEqualTypeOf<'intel' | 'amd' | 'arm'>();
    expectTypeOf<GpuVendor>().toEqualTypeOf<'intel' | 'amd' | 'nvidia'>();
    expectTypeOf<HostFacts['platform']>().toEqualTypeOf<'pve' | 'incus' | undefined>();
    expectTypeOf<HostFacts['gpu_passthrough']>().toEqualTypeOf<'igpu' | 'dgpu' | undefined>();
  });

  it('tells the two answers to a claim apart', () => {
    expectTypeOf<GuardClaim['granted']>().toEqualTypeOf<boolean>();
    expectTypeOf<Extract<GuardClaim, { granted: false }>['closedBy']>().toEqualTypeOf<
      'updated' | 'not-found' | 'dropped' | 'attempted'
    >();
  });
});
