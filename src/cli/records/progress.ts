const EVERY_MS = 500;

/** Gives the items on, and says on a terminal's standard error how many were read, as long as it takes. */
export async function* withProgress<T>(items: AsyncIterable<T>): AsyncGenerator<T, void> {
  let count = 0;
  const isShown = process.stderr.isTTY;
  const timer = isShown ? setInterval(() => process.stderr.write(`\r${count} records read …`), EVERY_MS) : undefined;
  try {
    for await (const item of items) {
      count += 1;
      yield item;
    }
  } finally {
    clearInterval(timer);
    if (isShown) process.stderr.write('\r\u001B[K');
  }
}
