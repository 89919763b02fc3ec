import type { Figures } from '../../../collector/metrics.js';

/** What the process that listens tells a worker. */
export type ToWorker =
  /** Answer the requests on the connection that comes with it. */
  | { readonly kind: 'take' }
  /** Say what you counted. */
  | { readonly kind: 'count'; readonly id: number }
  /** What all workers counted, as this one asked. */
  | { readonly kind: 'figures'; readonly id: number; readonly figures: Figures }
  /** Answer what has arrived, then end. */
  | { readonly kind: 'stop' };

/** What a worker tells the process that listens. */
export type FromWorker =
  /** It can take connections. */
  | { readonly kind: 'ready' }
  /** It has the connection that was sent last. */
  | { readonly kind: 'taken' }
  | { readonly kind: 'counted'; readonly id: number; readonly figures: Figures }
  /** A client asks it what all workers counted. */
  | { readonly kind: 'count-all'; readonly id: number };
