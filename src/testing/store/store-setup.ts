import type { Store } from '../../stores/store.js';

/** A store, and what a test needs to look at its data from elsewhere. */
export interface StoreSetup {
  /** The store under test. Each case closes it. */
  readonly store: Store;
  /** Opens a store on the same data, as another process would; left out if the data is in this process only. */
  readonly open?: () => Store | Promise<Store>;
}

/** A case of the contract. The store is closed after it. */
export type StoreCheck = (store: Store, open: StoreSetup['open']) => void | Promise<void>;
