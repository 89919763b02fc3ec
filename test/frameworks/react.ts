import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { memoryRecords, type MemoryRecordsSource } from '../../src/testing/index.js';
import { type RecordQuery, type StopRecords, type StoredRecord, subscribeTo } from '../../src/views/index.js';
import { aStoredRecord } from '../sources/records/a-stored-record.js';
import { loadLibrary } from './libraries.js';

/** What is used of React which brings no types. */
interface React {
  readonly createElement: (component: () => unknown, properties: null) => unknown;
  readonly useSyncExternalStore: <T>(subscribe: (listener: () => void) => () => void, getSnapshot: () => T) => T;
  readonly StrictMode: () => unknown;
}
interface Root {
  readonly render: (element: unknown) => void;
  readonly unmount: () => void;
}
const { Window: DomWindow } = (await loadLibrary('happy-dom')) as { Window: new () => Window };
const window = new DomWindow();
vi.stubGlobal('window', window);
vi.stubGlobal('document', window.document);
vi.stubGlobal('navigator', window.navigator);

/** A component's store, as the guide writes it. */
function storeOf(source: MemoryRecordsSource, query: RecordQuery) {
  let current: StopRecords<StoredRecord> | undefined;
  return {
    subscribe: (listener: () => void) => (current = subscribeTo(source, query, listener)),
    getSnapshot: () => current?.getSnapshot(),
  };
}

async function show(source: MemoryRecordsSource, query: RecordQuery = {}): Promise<{ root: Root; text: () => string }> {
  const react = (await loadLibrary('react')) as React;
  const { createRoot } = (await loadLibrary('react-dom/client')) as { createRoot: (place: Element) => Root };
  const store = storeOf(source, query);
  const place = window.document.createElement('main');
  const List = (): unknown => {
    const snapshot = react.useSyncExternalStore(store.subscribe, store.getSnapshot);
    const keys = [...(snapshot?.items.values() ?? [])].map(({ key, status }) => `${key}:${status}`);
    return `${keys.join(' ')} ${snapshot?.health['memory']?.state ?? 'not asked'}`;
  };
  const root = createRoot(place);
  root.render(react.createElement(react.StrictMode, { children: react.createElement(List, null) } as never));
  onTestFinished(() => root.unmount());
  return { root, text: () => place.textContent ?? '' };
}

/** Tests with the build of React that it takes for this NODE_ENV. It looks once, so each needs a process. */
export function describeReact(environment: 'development' | 'production'): void {
  describe(`subscribeTo in React, NODE_ENV=${environment}`, () => {
    vi.stubEnv('NODE_ENV', environment);

    it('shows the records, what changes, and whether the source answers', async () => {
      const errors = vi.spyOn(console, 'error');
      const source = memoryRecords([aStoredRecord({}, 'a')]);
      const { text } = await show(source);
      await vi.waitFor(() => expect(text()).toBe('a:installing up'));
      source.change('a', { status: 'failed' });
      source.add(aStoredRecord({}, 'b'));
      await vi.waitFor(() => expect(text()).toBe('a:failed b:installing up'));
      source.down();
      await vi.waitFor(() => expect(text()).toBe('a:failed b:installing down'));
      source.remove('a');
      source.up();
      await vi.waitFor(() => expect(text()).toBe('b:installing up'));
      expect(errors).not.toHaveBeenCalled();
    });

    it('ends the subscription with the component', async () => {
      const source = memoryRecords();
      const signals: (AbortSignal | undefined)[] = [];
      const watched: MemoryRecordsSource = {
        ...source,
        subscribe: (query, call) => {
          signals.push(call?.signal);
          return source.subscribe(query, call);
        },
      };
      const { root, text } = await show(watched);
      await vi.waitFor(() => expect(text()).toBe(' up'));
      root.unmount();
      await vi.waitFor(() => expect(signals.every((signal) => signal?.aborted)).toBe(true));
      expect(signals.length).toBeGreaterThan(0);
    });
  });
}
