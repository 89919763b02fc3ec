// @ts-check
// Chromium as npm holds it: without a window, without a driver.
import { execFileSync, spawn } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createBrotliDecompress } from 'node:zlib';

const here = fileURLToPath(new URL('.', import.meta.url));
const packed = `${here}node_modules/@sparticuz/chromium/bin/`;
const cache = `${here}.cache/`;
const binary = `${cache}chromium`;

/** Whether npm has a Chromium for this platform. */
export const hasChromium = process.platform === 'linux' && process.arch === 'x64';

/**
 * Opens the page in a Chromium with an empty profile. The package of this folder must be installed.
 *
 * @param {string} url
 * @returns {Promise<() => Promise<void>>} Ends it.
 */
export async function openInChromium(url) {
  if (!existsSync(binary)) await unpack();
  const profile = mkdtempSync(join(tmpdir(), 'telemetry-browser-'));
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];
  const browser = spawn(
    binary,
    // It stays open where it can be debugged. Its sandbox needs rights that root in a container has not.
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      ...quiet,
      `--user-data-dir=${profile}`,
      '--remote-debugging-port=0',
      url,
    ],
    { stdio: 'ignore', env: { ...process.env, LD_LIBRARY_PATH: `${cache}lib` } },
  );
  const ended = new Promise((resolve) => browser.once('close', resolve));
  return async () => {
    browser.kill();
    await ended;
    // Its children still write for a moment.
    rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
}

/** Chromium, and the libraries that a small machine lacks. */
async function unpack() {
  mkdirSync(cache, { recursive: true });
  const libraries = `${cache}libraries.tar`;
  await decompress('al2023.tar.br', libraries);
  execFileSync('tar', ['-xf', libraries, '-C', cache]);
  rmSync(libraries);
  await decompress('chromium.br', `${binary}.part`);
  renameSync(`${binary}.part`, binary);
}

/**
 * @param {string} file
 * @param {string} to
 */
async function decompress(file, to) {
  await pipeline(
    createReadStream(`${packed}${file}`),
    createBrotliDecompress(),
    createWriteStream(to, { mode: 0o755 }),
  );
}
