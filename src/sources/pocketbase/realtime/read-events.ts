import { createParser } from 'eventsource-parser';
import { TelemetryError } from '../../../errors.js';

/** An event of a stream: its name and its data, as they were sent. */
export interface StreamEvent {
  readonly name: string;
  readonly data: string;
}

/**
 * Reads the events of a stream. An event that is cut off by the stream's end is left out.
 *
 * @param longest - The most UTF-16 code units that are kept of an event that has not ended.
 * @throws TelemetryError `unexpected-answer` for a longer one.
 */
export async function* readEvents(
  text: AsyncIterable<string>,
  longest: number,
): AsyncGenerator<readonly StreamEvent[], void> {
  let events: StreamEvent[] = [];
  const parser = createParser({
    maxBufferSize: longest,
    onEvent: ({ event = '', data }) => events.push({ name: event, data }),
    onError: ({ type }) => {
      if (type !== 'max-buffer-size-exceeded') return;
      const message = `The server sent an event of more than ${longest} characters, the limit of \`maxAnswerBytes\``;
      throw new TelemetryError('unexpected-answer', message, { fate: 'not-sent' });
    },
  });
  for await (const part of text) {
    parser.feed(part);
    if (events.length > 0) yield events;
    events = [];
  }
}
