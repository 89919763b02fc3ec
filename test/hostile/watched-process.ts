import { onTestFinished } from 'vitest';

const EVENTS = ['unhandledRejection', 'uncaughtException', 'warning'] as const;
const SHARED: readonly object[] = [Object.prototype, Array.prototype, Function.prototype, Promise.prototype];

/** What the process was told while a test ran that nobody caught, and what came to the prototypes all objects share. */
export interface WatchedProcess {
  /** Everything so far, once what is under way in the event loop has been told. */
  complaints(): Promise<string[]>;
}

/** Watches until the test is over. */
export function watchProcess(): WatchedProcess {
  const complaints: string[] = [];
  const before = SHARED.map((prototype) => Reflect.ownKeys(prototype).length);
  for (const event of EVENTS) {
    const listener = (): number => complaints.push(event);
    process.on(event, listener);
    onTestFinished(() => void process.off(event, listener));
  }
  return {
    complaints: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => setImmediate(resolve));
      const polluted = SHARED.some((prototype, index) => Reflect.ownKeys(prototype).length !== before[index]);
      return [...complaints.splice(0), ...(polluted ? ['polluted prototype'] : [])];
    },
  };
}
