import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { aBeginning, anEnd } from './payloads.mjs';

/** Log records over OTLP/HTTP, in batches: a lifecycle is two records that are queued. */
export async function connect(url) {
  const exporter = new OTLPLogExporter({ url: `${url}/v1/logs` });
  const provider = new LoggerProvider({
    processors: [new BatchLogRecordProcessor(exporter, { maxQueueSize: 10_000 })],
  });
  const logger = provider.getLogger('bench');
  return {
    async lifecycle() {
      const { random_id, ...attributes } = aBeginning();
      logger.emit({ body: 'begun', attributes: { random_id, ...attributes } });
      logger.emit({ body: 'ended', attributes: { random_id, ...anEnd } });
    },
    settled: () => provider.forceFlush(),
    close: () => provider.shutdown(),
  };
}
