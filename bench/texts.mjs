// @ts-check
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

/** Every `error` in the recordings of the shell client and of the ingest service, each once. */
export function recordedErrors() {
  /** @type {Set<string>} */
  const errors = new Set();
  for (const file of ['conformance/api-func.json', 'conformance/api-func-today.json', 'ingest/ingest.json']) {
    JSON.parse(readFileSync(new URL(`../test/${file}`, import.meta.url), 'utf8'), (key, value) => {
      if (key === 'error' && typeof value === 'string' && value !== '') errors.add(value);
      return value;
    });
  }
  return [...errors];
}

/** Every text with something in it that must go. @returns {Promise<string[]>} */
export async function textsWithSecrets() {
  const file = fileURLToPath(new URL('../test/redact/must-go.ts', import.meta.url));
  const { outputFiles } = buildSync({ entryPoints: [file], bundle: true, format: 'esm', write: false });
  const module = `data:text/javascript,${encodeURIComponent(outputFiles[0]?.text ?? '')}`;
  /** @type {typeof import('../test/redact/must-go.js')} */
  const { mustGo } = await import(module);
  return Object.values(mustGo).flatMap((samples) => samples.map(([text]) => text));
}
