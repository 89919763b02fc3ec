// @ts-check
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';

const root = fileURLToPath(new URL('../../', import.meta.url));
const compilerOptions = {
  target: 'ES2022',
  module: 'NodeNext',
  moduleResolution: 'NodeNext',
  lib: ['ES2022', 'ESNext.Disposable', 'DOM', 'DOM.Iterable'],
  types: ['node'],
  strict: true,
  skipLibCheck: true,
};

/**
 * The name of an entry's report: a file's, without folders.
 *
 * @param {string} entry As in the `exports` of package.json.
 */
export function nameOf(entry) {
  return entry === '.' ? 'telemetry' : entry.slice('./'.length).replaceAll('/', '-');
}

/**
 * What an entry offers, in the words of api-extractor: no file is named, so that files may be split otherwise.
 *
 * @param {string} name
 * @param {string} types Its bundled types.
 * @returns {string}
 */
export function reportOf(name, types) {
  const folder = mkdtempSync(join(tmpdir(), 'telemetry-api-extractor-'));
  try {
    const configuration = ExtractorConfig.prepare({
      configObject: {
        projectFolder: root,
        newlineKind: 'lf',
        mainEntryPointFilePath: types,
        compiler: { overrideTsconfig: { compilerOptions, files: [types] } },
        apiReport: {
          enabled: true,
          reportFileName: name,
          reportFolder: folder,
          reportTempFolder: folder,
          // A type that only others name is theirs to know too.
          includeForgottenExports: true,
        },
        docModel: { enabled: false },
        dtsRollup: { enabled: false },
        tsdocMetadata: { enabled: false },
        // What docstrings must say is checked by typedoc.
        messages: {
          extractorMessageReporting: { default: { logLevel: 'none' } },
          tsdocMessageReporting: { default: { logLevel: 'none' } },
        },
      },
      configObjectFullPath: undefined,
      packageJsonFullPath: join(root, 'package.json'),
    });
    /** @type {string[]} */
    const errors = [];
    Extractor.invoke(configuration, {
      localBuild: true,
      messageCallback(message) {
        message.handled = true;
        if (message.logLevel === 'error') errors.push(message.text);
      },
    });
    if (errors.length > 0) throw new Error(`${name}: ${errors.join('\n')}`);
    return readFileSync(join(folder, `${name}.api.md`), 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
