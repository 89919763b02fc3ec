import type { Socket } from 'node:net';
import type { Figures } from '../../../collector/metrics.js';
import { TelemetryError } from '../../../errors.js';
import type { FromWorker, ToWorker } from './messages.js';

/** What a worker does with connections, and with what it is asked. */
interface Worker {
  readonly take: (connection: Socket) => void;
  readonly figures: () => Figures;
}

/** The process that listens, as a worker sees it. */
export interface Parent {
  /** What all workers counted. */
  figuresOfAll(): Promise<Figures>;
  /** Takes connections, until it is told to stop, or the process that listens is gone. */
  work(worker: Worker): Promise<void>;
  /** Leaves it, which would keep this process up. */
  leave(): void;
}

/** Connects a worker with the process that listens. Signals are left to that. */
export function parentOfWorker(): Parent {
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => undefined);
  const asked = new Map<number, (figures: Figures) => void>();
  let asks = 0;
  const gone = new Promise<void>((resolve) => void process.once('disconnect', resolve));
  return {
    figuresOfAll: () =>
      new Promise((resolve, reject) => {
        asked.set((asks += 1), resolve);
        tell({ kind: 'count-all', id: asks });
        void gone.then(() => reject(new TelemetryError('unavailable', 'The process that listens is gone')));
      }),
    work: ({ take, figures }) =>
      new Promise((resolve) => {
        process.on('message', (message: ToWorker, connection?: Socket) => {
          if (message.kind === 'count') tell({ kind: 'counted', id: message.id, figures: figures() });
          if (message.kind === 'figures') {
            asked.get(message.id)?.(message.figures);
            asked.delete(message.id);
          }
          if (message.kind === 'take') {
            tell({ kind: 'taken' });
            // It may have been closed on its way.
            if (connection !== undefined) take(connection);
          }
          if (message.kind === 'stop') resolve();
        });
        void gone.then(resolve);
        tell({ kind: 'ready' });
      }),
    leave: () => {
      if (process.connected) process.disconnect();
    },
  };
}

function tell(message: FromWorker): void {
  // Where the process that listens is gone, there is nothing to tell.
  process.send?.(message, undefined, undefined, () => undefined);
}
