import { createParser } from 'eventsource-parser';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { aCollector, posted } from './post.js';

const EVENT = { random_id: 'event-01', type: 'lxc', nsapp: 'plex', status: 'installing' };

/** A reader of a stream: its events as they come, and the comments between them. */
class Reading {
  readonly events: { id: string | undefined; event: string | undefined; data: unknown }[] = [];
  readonly comments: string[] = [];
  readonly retries: number[] = [];
  hasEnded = false;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;

  constructor(answer: Response) {
    this.#reader = (answer.body as ReadableStream<Uint8Array>).getReader();
    void this.#read();
  }

  async until(count: number): Promise<void> {
    await vi.waitFor(() => expect(this.events.length).toBeGreaterThanOrEqual(count));
  }

  leave(): Promise<void> {
    return this.#reader.cancel();
  }

  async #read(): Promise<void> {
    const parser = createParser({
      onEvent: ({ id, event, data }) => this.events.push({ id, event, data: JSON.parse(data) as unknown }),
      onComment: (comment) => this.comments.push(comment),
      onRetry: (ms) => this.retries.push(ms),
    });
    const decoder = new TextDecoder();
    for (let chunk = await this.#reader.read(); !chunk.done; chunk = await this.#reader.read()) {
      parser.feed(decoder.decode(chunk.value));
    }
    this.hasEnded = true;
  }
}

function streamed(headers: Record<string, string> = {}): Request {
  return new Request('http://localhost/api/stream', { headers });
}

afterEach(() => void vi.useRealTimers());

describe('the event stream', () => {
  it('begins with a comment and a place, then tells every change', async () => {
    const { fetch } = aCollector();
    const answer = await fetch(streamed());
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    const reading = new Reading(answer);
    await reading.until(1);
    expect(reading.comments).toEqual(['open']);
    expect(reading.events[0]).toMatchObject({ event: 'gap', data: {} });
    await fetch(posted(EVENT));
    await reading.until(2);
    await fetch(posted({ ...EVENT, status: 'success', exit_code: 0 }));
    await reading.until(3);
    expect(reading.events.slice(1)).toMatchObject([
      { event: 'stored', data: { key: 'event-01', status: 'installing' } },
      { event: 'stored', data: { key: 'event-01', status: 'success' } },
    ]);
    expect(reading.events.every(({ id }) => /^[\x21-\x7E]+$/.test(id ?? ''))).toBe(true);
    await reading.leave();
  });

  it('goes on after the last event that was read', async () => {
    const { fetch } = aCollector();
    const first = new Reading(await fetch(streamed()));
    await first.until(1);
    await fetch(posted(EVENT));
    await first.until(2);
    await first.leave();
    await fetch(posted({ ...EVENT, random_id: 'event-02' }));
    const second = new Reading(await fetch(streamed({ 'last-event-id': first.events[1]?.id ?? '' })));
    await second.until(1);
    expect(second.events).toMatchObject([{ event: 'stored', data: { key: 'event-02' } }]);
    await second.leave();
  });

  it.each(['nothing', '../../x', 'x'.repeat(65), '\u00e9'])(
    'begins anew after an id that it does not know: %j',
    async (id) => {
      const { fetch } = aCollector();
      const reading = new Reading(await fetch(streamed({ 'last-event-id': id })));
      await reading.until(1);
      expect(reading.events).toMatchObject([{ event: 'gap' }]);
      await reading.leave();
    },
  );

  it('says that it is alive while nothing changes', async () => {
    vi.useFakeTimers();
    const { fetch } = aCollector();
    const reading = new Reading(await fetch(streamed()));
    await vi.advanceTimersByTimeAsync(25_000);
    expect(reading.comments.filter((comment) => comment === 'keep-alive').length).toBeGreaterThanOrEqual(2);
    vi.useRealTimers();
    await reading.leave();
  });

  it('ends when the collector closes', async () => {
    const { fetch, close } = aCollector();
    const reading = new Reading(await fetch(streamed()));
    await reading.until(1);
    close();
    await vi.waitFor(() => expect(reading.hasEnded).toBe(true));
  });

  it('ends at once after the collector closed, and is not counted', async () => {
    const { fetch, close } = aCollector();
    close();
    const reading = new Reading(await fetch(streamed()));
    await vi.waitFor(() => expect(reading).toMatchObject({ hasEnded: true, events: [], retries: [2_000] }));
    expect(await (await fetch(new Request('http://localhost/metrics'))).text()).toContain('telemetry_streams_open 0\n');
  });

  it('is counted while it is open, and 500 of them at most', async () => {
    const { fetch } = aCollector();
    const shown = async (): Promise<string> => (await fetch(new Request('http://localhost/metrics'))).text();
    const open = await Promise.all(Array.from({ length: 500 }, () => fetch(streamed())));
    expect(await shown()).toContain('telemetry_streams_open 500\n');
    const refused = new Reading(await fetch(streamed()));
    await vi.waitFor(() => expect(refused).toMatchObject({ hasEnded: true, retries: [30_000] }));
    for (const { body } of open) await body?.cancel();
    expect(await shown()).toContain('telemetry_streams_open 0\n');
  });

  it('is not opened by HEAD', async () => {
    const { fetch } = aCollector();
    const shown = async (): Promise<string> => (await fetch(new Request('http://localhost/metrics'))).text();
    const answer = await fetch(new Request('http://localhost/api/stream', { method: 'HEAD' }));
    expect(answer).toMatchObject({ status: 200, body: null });
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    expect(await shown()).not.toMatch(/telemetry_streams_open [1-9]/);
  });
});
