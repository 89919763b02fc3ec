#!/usr/bin/env bash
# Software: tsup 8.5.1 (npm) with esbuild 0.27.2 and typescript 5.9.3.
# Guess:    an esbuild plugin's onEnd runs once the bundle is in the output folder, as with esbuild itself.
# Happens:  tsup asks esbuild not to write, and writes the files after onEnd. In the first build of a clone the output
#           folder does not exist there yet; in every later one the plugin sees the files of the build before.
# Who:      plugins that add a file to the output folder, measure what is there, or copy it. They work for the author, who
#           has built before, and fail in CI.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --prefix . --ignore-scripts --no-audit --no-fund --loglevel=error \
  tsup@8.5.1 esbuild@0.27.2 typescript@5.9.3 >/dev/null

cat >plugin.mjs <<'END'
import { existsSync } from 'node:fs';
export const plugin = {
  name: 'looks',
  setup: (build) => build.onEnd(() => console.log(`onEnd: dist/index.js ${existsSync('dist/index.js') ? 'is there' : 'is missing'}`)),
};
END
cat >tsup.config.mjs <<'END'
import { plugin } from './plugin.mjs';
export default { entry: ['index.js'], format: 'esm', esbuildPlugins: [plugin], silent: true };
END
cat >esbuild.mjs <<'END'
import { build } from 'esbuild';
import { plugin } from './plugin.mjs';
await build({ entryPoints: ['index.js'], outdir: 'dist', plugins: [plugin] });
END
echo 'export const answer = 42;' >index.js

{
  echo esbuild && node esbuild.mjs && rm -r dist
  echo tsup && npx tsup
} | tee seen
diff - seen <<'END'
esbuild
onEnd: dist/index.js is there
tsup
onEnd: dist/index.js is missing
END
