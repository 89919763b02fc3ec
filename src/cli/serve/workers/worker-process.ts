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

/** How to answer what was asked of the process that listens. */
interface Asked {
  readonly resolve: (figures: Figures) => void;
  readonly reject: (error: TelemetryError) => void;
}

/** Connects a worker with the process that listens. Signals are left to that. */
export function parentOfWorker(): Parent {
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => undefined);
  const asked = new Map<number, Asked>();
  let asks = 0;
  const gone = new Promise<void>((resolve) => void process.once('disconnect', resolve));
  const refuseAsked = (): void => {
    for (const { reject } of asked.values()) {
      reject(new TelemetryError('unavailable', 'The process that listens is gone'));
    }
    asked.clear();
  };
  // Once for all that is asked, because a promise keeps every reaction until it settles.
  void gone.then(refuseAsked);
  return {
    figuresOfAll: () =>
      new Promise((resolve, reject) => {
        asked.set((asks += 1), { resolve, reject });
        if (process.connected) tell({ kind: 'count-all', id: asks });
        else refuseAsked();
      }),
    work: ({ take, figures }) =>
      new Promise((resolve) => {
        process.on('message', (message: ToWorker, connection?: Socket) => {
          if (message.kind === 'count') tell({ kind: 'counted', id: message.id, figures: figures() });
          if (message.kind === 'figures') {
            asked.get(message.id)?.resolve(message.figures);
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
