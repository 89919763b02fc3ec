import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Plugin } from 'esbuild';

/** The packages that the bundles of one run hold, by the folder they come from. */
const bundled = new Set<string>();

/** Writes the licences of the packages that are bundled into `dist`, of every bundle of the run, into one file. */
export function thirdPartyLicences(file: string): Plugin {
  return {
    name: 'third-party-licences',
    setup(build) {
      const { initialOptions } = build;
      initialOptions.metafile = true;
      build.onEnd(({ metafile }) => {
        for (const { inputs } of Object.values(metafile?.outputs ?? {})) {
          for (const path of Object.keys(inputs)) {
            const [folder] = /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(path) ?? [];
            if (folder !== undefined) bundled.add(folder);
          }
        }
        // A fresh clone has no such folder before the first bundle is written.
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text([...bundled].sort()));
      });
    },
  };
}

function text(folders: readonly string[]): string {
  return `# Third-party licences\n\nThe files of this package contain parts of these packages.\n${folders.map(entry).join('')}`;
}

function entry(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as Record<
    string,
    string
  >;
  const licence = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  if (licence === undefined) throw new Error(`${name}: expected a licence file`);
  return `\n## ${name} ${version} (${license})\n\n\`\`\`text\n${readFileSync(`${folder}/${licence}`, 'utf8').trim()}\n\`\`\`\n`;
}
