// @ts-check
// Reads what is in .github: the workflows with actionlint and zizmor, from Go's and Python's registries, and with rules
// of our own; the issue forms as GitHub does. A tool whose language this machine lacks is skipped aloud.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { installPrivatePackage } from '../setup/private-package.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../../', import.meta.url));
const github = `${root}.github/`;
installPrivatePackage(here);
const { parse } = await import('yaml');

const workflows = readdirSync(`${github}workflows`).map((name) => `${github}workflows/${name}`);
const forms = readdirSync(`${github}ISSUE_TEMPLATE`).filter((name) => name !== 'config.yml');

check('actionlint', () => run('go', ['-C', here, 'tool', 'actionlint', ...workflows]));
check('zizmor', () => {
  const cache = `${here}.cache/`;
  const zizmor = `${cache}bin/zizmor`;
  if (!existsSync(zizmor)) {
    const install = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--only-binary=:all:', '--require-hashes'];
    run('python3', [...install, '--target', cache, '--requirement', `${here}requirements.txt`]);
  }
  run(zizmor, ['--offline', '--quiet', '--persona=pedantic', github]);
});
for (const file of workflows) {
  check(`the rights in ${file.slice(github.length)}`, () => checkRights(parse(readFileSync(file, 'utf8'))));
}
check('npm publishes in a job that runs nothing else', () => {
  const { jobs } = parse(readFileSync(`${github}workflows/release.yml`, 'utf8'));
  const commands = jobs.publish.steps.map(nameOfStep);
  const expected = [
    'actions/setup-node',
    'actions/download-artifact',
    /^npm publish \.\/package\.tgz .*--ignore-scripts$/,
  ];
  assert.equal(commands.length, expected.length);
  for (const [index, one] of expected.entries()) assert.match(commands[index], new RegExp(one));
  assert.deepEqual(jobs.publish.needs, ['test', 'pack']);
});
for (const name of forms) {
  check(`the issue form ${name}`, () => checkForm(parse(readFileSync(`${github}ISSUE_TEMPLATE/${name}`, 'utf8'))));
}

/** Nothing is allowed at the top, and a job that may be trusted by npm is the one that publishes. @param {any} workflow */
function checkRights({ permissions, jobs }) {
  assert.deepEqual(permissions, {}, 'rights for all jobs');
  for (const [name, { permissions }] of Object.entries(jobs))
    assert.deepEqual(permissions, name === 'publish' ? { 'id-token': 'write' } : { contents: 'read' }, name);
}

/** @param {{ uses?: string, run?: string }} step */
function nameOfStep({ uses, run }) {
  return uses === undefined ? (run ?? '') : (uses.split('@')[0] ?? '');
}

/** @param {any} form */
function checkForm({ name, description, body }) {
  for (const text of [name, description]) assert.ok(typeof text === 'string' && text !== '');
  const fields = body.filter(({ type }) => type !== 'markdown');
  assert.ok(fields.length > 0);
  const ids = fields.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length, 'two fields have one id');
  for (const { type, id, attributes } of fields) {
    assert.ok(['textarea', 'input', 'dropdown', 'checkboxes'].includes(type), type);
    assert.match(id, /^[a-z-]+$/);
    assert.ok(attributes.label);
    if (type === 'dropdown') assert.equal(new Set(attributes.options).size, attributes.options.length);
  }
}

/** @param {string} command @param {string[]} args */
function run(command, args) {
  const { status, error, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${stdout}${stderr}`);
}

/** @param {string} what @param {() => void} task */
function check(what, task) {
  try {
    task();
    console.log(`ok    ${what}`);
  } catch (error) {
    const { code, message, path } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === 'ENOENT' && process.env['REQUIRE_RUNTIMES'] !== '1') {
      console.log(`SKIP  ${what}: this machine has no ${path}`);
      return;
    }
    console.log(`FAIL  ${what}\n${message}`);
    process.exitCode = 1;
  }
}
