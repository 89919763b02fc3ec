import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const recorded = fileURLToPath(new URL('../fixtures/hosts/', import.meta.url));

/** A machine: its files below `root`, its tools in the folder `path`. */
export interface FakeHost {
  readonly root: string;
  readonly path: string;
}

/** An empty machine, gone after the test. */
export function anEmptyHost(): FakeHost {
  const folder = mkdtempSync(join(tmpdir(), 'fake-host-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const host = { root: join(folder, 'root'), path: join(folder, 'bin') };
  mkdirSync(host.root);
  mkdirSync(host.path);
  return host;
}

/** A machine of `test/fixtures/hosts`, where each tool is a file with what it prints. */
export function aHost(name: string): FakeHost {
  const host = anEmptyHost();
  cpSync(`${recorded}${name}/root`, host.root, { recursive: true });
  const tools = `${recorded}${name}/tools/`;
  for (const tool of existsSync(tools) ? readdirSync(tools) : [])
    installTool(host, tool, `/bin/cat <<'END'\n${readFileSync(`${tools}${tool}`, 'utf8')}END`);
  return host;
}

/** Puts a shell script on the machine's `PATH`, which holds nothing else. */
export function installTool({ path }: FakeHost, name: string, script: string, mode = 0o755): void {
  writeFileSync(join(path, name), `#!/bin/sh\n${script}\n`, { mode });
}

/** Writes one of the machine's files. */
export function writeHostFile({ root }: FakeHost, file: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), content);
}

/** Processes that were started with the machine's `PATH`, whoever their parent is. */
export function processesOf({ path }: FakeHost): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`PATH=${path}`);
    } catch {
      return false;
    }
  });
}
