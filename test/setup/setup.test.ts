import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';

const here = fileURLToPath(new URL('.', import.meta.url));

// Stands in for npm: writes down what it is asked for, and does it for the project below.
const NPM = `
  const { appendFileSync, copyFileSync, existsSync, mkdirSync, writeFileSync } = require('node:fs');
  const command = process.argv.slice(2).filter((arg) => !arg.startsWith('--')).join(' ');
  appendFileSync('asked', command + '\\n');
  mkdirSync('dist', { recursive: true });
  mkdirSync('node_modules', { recursive: true });
  if (command === 'ci') copyFileSync('package-lock.json', 'node_modules/.package-lock.json');
  else if (existsSync('src/mistake.ts')) console.log('src/mistake.ts: no such name') || process.exit(1);
  else for (const file of ['index.js', 'index.d.ts', 'cli.js']) writeFileSync('dist/' + file, '');
  if (existsSync('src/edited-meanwhile.ts')) writeFileSync('src/edited-meanwhile.ts', '');
`;

const LOCK = {
  packages: {
    '': { name: 'project' },
    'node_modules/tool': { version: '1.0.0' },
    'node_modules/tool-darwin': { version: '1.0.0', optional: true },
  },
};

const RUNTIMES_LOCK = {
  packages: {
    '': { optionalDependencies: { newest: '2.0.0', elsewhere: '2.0.0' } },
    'node_modules/newest': { version: '2.0.0', optional: true, os: [process.platform], cpu: [process.arch] },
    'node_modules/elsewhere': { version: '2.0.0', optional: true, os: ['another'] },
  },
};

const INSTALL_RUNTIMES = `
  import { fileURLToPath } from 'node:url';
  import { installPrivatePackage } from '../setup/private-package.mjs';
  installPrivatePackage(fileURLToPath(new URL('.', import.meta.url)));
`;

/** A project with the two scripts, all of whose files are a minute old. */
class Project {
  readonly folder = mkdtempSync(join(tmpdir(), 'telemetry-setup-'));

  constructor() {
    onTestFinished(() => rmSync(this.folder, { recursive: true, force: true }));
    for (const script of ['install.mjs', 'is-installed.mjs', 'private-package.mjs', 'build.mjs', 'npm.mjs']) {
      cpSync(`${here}${script}`, join(this.folder, 'test/setup', script));
    }
    this.write('npm.cjs', NPM);
    this.write('package.json', {
      exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
      bin: './dist/cli.js',
    });
    this.write('package-lock.json', LOCK);
    this.write('test/runtimes/package-lock.json', RUNTIMES_LOCK);
    this.write('test/runtimes/install.mjs', INSTALL_RUNTIMES);
    for (const file of ['tsconfig.json', 'tsup.config.ts', 'build/chunks.ts', 'src/index.ts', 'src/cli/main.ts'])
      this.write(file, '');
    for (const folder of ['build', 'src', 'src/cli']) this.age(folder);
  }

  write(file: string, content: string | object): void {
    const path = join(this.folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    this.age(file);
  }

  /** Sets the time of a file: a minute ago, or that many seconds from then. */
  age(file: string, seconds = 0): void {
    const time = Date.now() / 1_000 - 60 + seconds;
    utimesSync(join(this.folder, file), time, time);
  }

  remove(file: string): void {
    rmSync(join(this.folder, file), { recursive: true });
  }

  /** Runs a script, and says what it asked of npm in that folder. */
  run(script: string, folder = '.'): { asked: string[]; status: number | null; printed: string } {
    const { status, stderr } = spawnSync(process.execPath, [join(this.folder, 'test/setup', script)], {
      encoding: 'utf8',
      env: { ...process.env, npm_execpath: join(this.folder, 'npm.cjs') },
    });
    const asked = join(this.folder, folder, 'asked');
    const lines = existsSync(asked) ? readFileSync(asked, 'utf8').trim().split('\n') : [];
    rmSync(asked, { force: true });
    return { asked: lines, status, printed: stderr };
  }
}

describe('build.mjs', () => {
  const BUILT = { asked: ['run build'], status: 0, printed: 'Building …\n' };
  const NOT_BUILT = { asked: [], status: 0, printed: '' };

  it.each<{ when: string; change: (project: Project) => void; expected: typeof NOT_BUILT | typeof BUILT }>([
    { when: 'nothing has changed', change: () => {}, expected: NOT_BUILT },
    { when: 'a test has changed', change: (project) => project.write('test/a.test.ts', ''), expected: NOT_BUILT },
    { when: 'a source has changed', change: (project) => project.age('src/cli/main.ts', 90), expected: BUILT },
    { when: 'a source was removed', change: (project) => project.remove('src/cli/main.ts'), expected: BUILT },
    { when: 'package.json has changed', change: (project) => project.age('package.json', 90), expected: BUILT },
    { when: 'tsconfig.json has changed', change: (project) => project.age('tsconfig.json', 90), expected: BUILT },
    { when: 'tsup.config.ts has changed', change: (project) => project.age('tsup.config.ts', 90), expected: BUILT },
    { when: 'how it is built has changed', change: (project) => project.age('build/chunks.ts', 90), expected: BUILT },
    { when: 'a dependency has changed', change: (project) => project.age('package-lock.json', 90), expected: BUILT },
    { when: 'the types are missing', change: (project) => project.remove('dist/index.d.ts'), expected: BUILT },
    { when: 'the command is missing', change: (project) => project.remove('dist/cli.js'), expected: BUILT },
    { when: 'dist is missing', change: (project) => project.remove('dist'), expected: BUILT },
  ])('after a first build asks for $expected.asked where $when', ({ change, expected }) => {
    const project = new Project();
    expect(project.run('build.mjs')).toEqual(BUILT);
    change(project);
    expect(project.run('build.mjs')).toEqual(expected);
  });

  it('builds again where a source was edited during the build', () => {
    const project = new Project();
    project.write('src/edited-meanwhile.ts', '');
    expect(project.run('build.mjs')).toEqual(BUILT);
    expect(project.run('build.mjs')).toEqual(BUILT);
  });

  it('says why the build failed, and tries again the next time', () => {
    const project = new Project();
    project.write('src/mistake.ts', '');
    const failed = {
      asked: ['run build'],
      status: 1,
      printed: expect.stringContaining('src/mistake.ts: no such name'),
    };
    expect(project.run('build.mjs')).toEqual(failed);
    expect(project.run('build.mjs')).toEqual(failed);
  });
});

describe('install.mjs', () => {
  const INSTALLED = { asked: ['ci'], status: 0, printed: 'Installing the development dependencies …\n' };
  const NOT_INSTALLED = { asked: [], status: 0, printed: '' };
  const { packages } = LOCK;
  const here = { '': packages[''], 'node_modules/tool': packages['node_modules/tool'] };

  it.each([
    { has: 'nothing', installed: undefined, expected: INSTALLED },
    { has: 'what the lock file lists', installed: packages, expected: NOT_INSTALLED },
    { has: 'no package of another platform', installed: here, expected: NOT_INSTALLED },
    {
      has: 'another version',
      installed: { ...here, 'node_modules/tool': { version: '0.9.0' } },
      expected: INSTALLED,
    },
    { has: 'a package too few', installed: { '': packages[''] }, expected: INSTALLED },
    { has: 'a package too many', installed: { ...here, 'node_modules/left': {} }, expected: INSTALLED },
  ])('asks for $expected.asked where the clone has $has', ({ installed, expected }) => {
    const project = new Project();
    if (installed !== undefined) project.write('node_modules/.package-lock.json', { packages: installed });
    // A checkout makes files new that it does not change.
    project.age('package-lock.json', 90);
    expect(project.run('install.mjs')).toEqual(expected);
    expect(project.run('install.mjs')).toEqual(NOT_INSTALLED);
  });
});

describe('a private package of the tests', () => {
  const { packages } = RUNTIMES_LOCK;
  const here = { '': packages[''], 'node_modules/newest': packages['node_modules/newest'] };

  it.each([
    { has: 'nothing', installed: undefined, asked: ['ci'] },
    { has: 'what this platform can have', installed: here, asked: [] },
    { has: 'no package that was added', installed: { '': packages[''] }, asked: ['ci'] },
    {
      has: 'an older version',
      installed: { ...here, 'node_modules/newest': { ...here['node_modules/newest'], version: '1.9.0' } },
      asked: ['ci'],
    },
  ])('asks for $asked where it has $has', ({ installed, asked }) => {
    const project = new Project();
    if (installed !== undefined)
      project.write('test/runtimes/node_modules/.package-lock.json', { packages: installed });
    expect(project.run('../runtimes/install.mjs', 'test/runtimes')).toEqual({ asked, status: 0, printed: '' });
    expect(project.run('../runtimes/install.mjs', 'test/runtimes')).toEqual({ asked: [], status: 0, printed: '' });
  });
});

describe('announce.mjs', () => {
  it('says in one line how long `npm test` takes, before anything else', () => {
    const { scripts } = JSON.parse(readFileSync(`${here}../../package.json`, 'utf8')) as { scripts: { test: string } };
    expect(scripts.test).toMatch(/^node test\/setup\/announce\.mjs && /);
    const { stdout } = spawnSync(process.execPath, [`${here}announce.mjs`], { encoding: 'utf8' });
    expect(stdout).toMatch(/^[^\n]* \d+ to \d+ minutes [^\n]*\n$/);
  });
});
