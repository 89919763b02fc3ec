#!/usr/bin/env bash
# Software: webpack 5.112.0 (npm), target node20.
# Guess:    createRequire(process.execPath) is a call like any other: for Node it is kept, whichever way it is imported.
# Happens:  imported by name, the call is replaced by (void 0), because webpack cannot read the path while it bundles. That
#           is one warning, and a TypeError when the bundle runs. As a member of the default export the same call is kept.
# Who:      packages that load a module of Node without import, and are bundled for Node.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --prefix . --ignore-scripts --no-audit --no-fund --loglevel=error webpack@5.112.0 >/dev/null

echo "import { createRequire } from 'node:module'; console.log(createRequire(process.execPath)('node:path').sep);" >by-name.mjs
echo "import m from 'node:module'; console.log(m.createRequire(process.execPath)('node:path').sep);" >by-default.mjs
cat >bundle.mjs <<'END'
import { spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import webpack from 'webpack';
for (const name of ['by-name', 'by-default']) {
  const output = { path: `${process.cwd()}/out`, filename: `${name}.mjs`, module: true };
  const stats = await promisify(webpack)({
    mode: 'production', target: 'node20', entry: `./${name}.mjs`, experiments: { outputModule: true }, output,
  });
  const warnings = stats.toJson({ all: false, warnings: true }).warnings.map(({ message }) => message);
  const { stdout, stderr } = spawnSync(process.execPath, [`out/${name}.mjs`], { encoding: 'utf8' });
  console.log(name, warnings, stdout.trim() || /^TypeError.*$/m.exec(stderr)?.[0]);
}
END
node bundle.mjs | tee seen
diff - seen <<'END'
by-name [ 'module.createRequire failed parsing argument.' ] TypeError: (void 0) is not a function
by-default [] /
END
