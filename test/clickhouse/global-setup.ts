import type { TestProject } from 'vitest/node';
import { startClickHouse } from './server.mjs';

declare module 'vitest' {
  export interface ProvidedContext {
    clickhouseUrl: string;
  }
}

export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const server = await startClickHouse();
  provide('clickhouseUrl', server.url);
  return () => server.stop();
}
