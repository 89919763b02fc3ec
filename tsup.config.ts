import { defineConfig } from 'tsup';
import { sharedChunks } from './build/chunks.js';
import { COMMAND, ENTRIES } from './build/entries.mjs';
import { thirdPartyLicences } from './build/third-party.js';

const external = [/^node:/];
const licences = thirdPartyLicences('dist/THIRD-PARTY.md');

export default defineConfig([
  {
    entry: ENTRIES,
    format: ['esm', 'cjs'],
    target: 'es2022',
    platform: 'neutral',
    splitting: true,
    esbuildPlugins: [
      sharedChunks({
        explain: ['src/exit-codes/explain.ts'],
        // What a client and its reports share, apart from the client: esbuild keeps a file whole that both are cut from.
        shared: [
          ...['when-aborted', 'did-you-mean', 'errors', 'events', 'version'].map((name) => `src/${name}.ts`),
          'src/backends/pocketbase/pocketbase-options.ts',
        ],
        client: ['src/index.ts'],
        // What the host's own modules need of a report.
        basics: [
          ...['disk-size', 'fields', 'invalid-field', 'random-id', 'record-id'].map((name) => `src/records/${name}.ts`),
          ...['lazy-signal', 'statuses', 'until-aborted', 'update-guard', 'utf8'].map((name) => `src/${name}.ts`),
          ...['connection-errors', 'transport'].map((name) => `src/transport/${name}.ts`),
          ...['environment/environment', 'transport/proxy-error'].map((name) => `src/host/${name}.ts`),
        ],
        // What reports and readers share.
        http: ['src/transport/http-sender.ts', 'src/backends/pocketbase/collection-spelling.ts'],
        redact: ['src/redact/redact.ts'],
        'event-line': ['src/event-line.ts'],
        report: ['src/delivery/reporter.ts', 'src/backends/pocketbase/pocketbase-requests.ts'],
      }),
      licences,
    ],
    dts: { compilerOptions: { types: ['node'] } },
    // The command is built at the same time.
    clean: ['!cli/**', '!THIRD-PARTY.md'],
    removeNodeProtocol: false,
    external,
  },
  {
    // The command: CommonJS, because that starts faster than modules do.
    entry: COMMAND,
    outDir: 'dist/cli',
    format: 'cjs',
    target: 'es2022',
    // As neutral as the library, so that ofetch comes without a fetch for Node 16.
    platform: 'neutral',
    splitting: true,
    esbuildPlugins: [
      sharedChunks({
        // Also what `run` needs before its command starts.
        basics: [
          ...['main', 'new-random-id', 'read-record', 'outcome-text'].map((name) => `src/cli/${name}.ts`),
          ...['exit-codes/exit-code', 'host/errinfo/failure-text'].map((name) => `src/${name}.ts`),
        ],
        explain: ['src/cli/explain-command.ts'],
        consent: ['src/cli/consent-command.ts'],
        report: ['src/cli/report-commands.ts'],
        delivery: ['src/delivery/reporter.ts', 'src/backends/pocketbase/pocketbase-requests.ts'],
      }),
      licences,
    ],
    clean: true,
    removeNodeProtocol: false,
    external,
  },
]);
