import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseCommandLine } from '../../src/cli/parse-command-line.js';
import { useIngestService } from '../support/ingest-service.js';
import { describeOnPocketBase, usePocketBase } from '../support/pocketbase.js';
import { blocksOf, docstringBlocks, markdownBlocks, programsOf } from './code-blocks.js';
import { root } from './guides.mjs';
import { type ProgramRun, runPrograms, writePrograms } from './run-programs.js';
import { shellCommands, telemetryArguments } from './shell-lines.js';
import { comparable, runSession, sessionsOf } from './shown-sessions.js';
import { holdToShownValues } from './shown-values.js';
import { typeProblems } from './type-check.js';

/** `jsx` is code for libraries that are not installed here; test/frameworks shows it with them. */
const LANGUAGES = [
  'ts',
  'js',
  'jsx',
  'sh',
  'bash',
  'console',
  'text',
  'json',
  'diff',
  'http',
  'yaml',
  'sql',
  'html',
  'toml',
];
const MARKS: Readonly<Record<string, readonly string[]>> = {
  ts: ['no-run', 'continued'],
  js: ['no-run', 'continued'],
  text: ['output'],
};

const blocks = [...markdownBlocks(), ...docstringBlocks()];
const programs = programsOf(blocks);
const files = writePrograms(programs);
const shell = blocks.filter(({ language }) => ['sh', 'bash', 'console'].includes(language));

/** Holds a run to its block: it ends well, by itself, prints no error and what is shown, and tries nothing forbidden. */
function complaintsOf({ where, code, stdout, stderr, refused }: ProgramRun, output: string | undefined): string[] {
  const isAsShown =
    output === undefined ||
    new RegExp(`^${output.trim().split('…').map(escaped).join('.*')}$`, 's').test(stdout.trim());
  return [
    ...(refused === '' ? [] : [`${where} tried to ${refused.trim()}`]),
    ...(code === 0 ? [] : [`${where} ended with ${code}: ${stderr}${stdout}`]),
    ...(isAsShown ? [] : [`${where} printed:\n${stdout}`]),
  ];
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

describe('the code of the guides and docstrings', () => {
  it('is in known languages, with known marks', () => {
    expect(
      blocks.filter(
        ({ language, marks }) =>
          !LANGUAGES.includes(language) || marks.some((mark) => MARKS[language]?.includes(mark) !== true),
      ),
    ).toEqual([]);
    expect(programs.length).toBeGreaterThan(20);
  });

  it('has an example for every entry', () => {
    const { exports } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { exports: object };
    const imported = programs.filter(({ file }) => file.endsWith('/index.ts')).map(({ code }) => code);
    for (const path of Object.keys(exports).filter((name) => name !== './package.json')) {
      const name = `@community-scripts/telemetry${path.slice(1)}`;
      expect(imported.filter((code) => code.includes(`'${name}'`))).not.toEqual([]);
    }
  });

  it('compiles against the build', () => {
    expect(typeProblems(files)).toEqual([]);
  }, 120_000);

  it.each(shell.map((block) => [block.where, block] as const))('is shell that can be read: %s', (_where, block) => {
    const typed =
      block.language === 'console'
        ? block.code.replaceAll(/^(?![$#] ).*\n/gm, '').replaceAll(/^[$#] /gm, '')
        : block.code;
    expect(spawnSync('bash', ['-n'], { input: typed, encoding: 'utf8' }).stderr).toBe('');
  });

  it('gives our command line what it takes', () => {
    const ours = shell.flatMap(shellCommands).flatMap(({ where, words }) => {
      const args = telemetryArguments(words);
      return args === undefined ? [] : [{ where, args }];
    });
    expect(ours.length).toBeGreaterThan(3);
    expect(
      ours.flatMap(({ where, args }) => {
        const asked = parseCommandLine(args);
        return 'problem' in asked ? [`${where}: ${asked.problem}`] : [];
      }),
    ).toEqual([]);
  });

  it('names scripts and files that are there', () => {
    const { scripts } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { scripts: object };
    const wrong = shell.flatMap(shellCommands).filter(({ words: [program, first = '', second = ''] }) => {
      if (program === 'npm' && first === 'run') return !Object.hasOwn(scripts, second);
      return program === 'node' && /^(?:examples|test|dist)\//.test(first) && !existsSync(`${root}${first}`);
    });
    expect(wrong).toEqual([]);
  });
});

describeOnPocketBase('the programs and commands of the guides and docstrings', () => {
  const pocketBase = usePocketBase();
  const service = useIngestService();
  const run = (some: typeof programs): Promise<ProgramRun[]> =>
    runPrograms(some, { PB_URL: pocketBase().url, INGEST_URL: service().url });

  it('run, reach no public server, and print what is shown', async () => {
    const running = programs.filter(({ runs }) => runs);
    const runs = await run(running);
    expect(runs.flatMap((one, index) => complaintsOf(one, running[index]?.output))).toEqual([]);
    expect(runs.length).toBeGreaterThan(20);
    expect(running.filter(({ output }) => output !== undefined).length).toBeGreaterThanOrEqual(4);
  }, 300_000);

  it('show what `telemetry` prints', async () => {
    const sessions = shell.flatMap(sessionsOf);
    expect(sessions.length).toBeGreaterThanOrEqual(3);
    for (const session of sessions) {
      const printed = await runSession(session, { PB_URL: pocketBase().url });
      expect({ ...session, shown: comparable(printed) }).toEqual({ ...session, shown: comparable(session.shown) });
    }
  });

  it.each([
    {
      breach: 'reach db.community-scripts.org:443',
      code: `await fetch('https://db.community-scripts.org/').catch(() => {});`,
    },
    {
      breach: 'reach 192.0.2.1:80',
      code: `import net from 'node:net'; net.connect(80, '192.0.2.1').on('error', () => {});`,
    },
    {
      breach: 'write to /usr/local/community-scripts',
      code: `import { writeConsent } from '@community-scripts/telemetry/host'; await writeConsent(true).catch(() => {});`,
    },
    { breach: undefined, code: `await fetch('https://pb.example.org/api/health');` },
    { breach: undefined, code: `await fetch(process.env.PB_URL + '/api/health');` },
  ])('are stopped where they try to $breach', async ({ breach, code }) => {
    const [program] = programsOf(blocksOf('breach.md', `\`\`\`js\n${code}\n\`\`\``));
    const [ran] = await run(program === undefined ? [] : [program]);
    expect(ran).toMatchObject({
      code: 0,
      refused: breach === undefined ? '' : (expect.stringMatching(breach) as string),
    });
  });
});

describe('the output that a block shows', () => {
  const shownAs = (stdout: string, output: string): string[] =>
    complaintsOf({ where: 'a.md:1', code: 0, stdout, stderr: '', refused: '' }, output);

  it.each([
    ['a 1\nb 2\n', 'a 1\nb 2\n'],
    ['a 1\nb 2\nc 3\n', 'a …\n…\nc 3\n'],
    ['a (1)\n', 'a (…)\n'],
  ])('%j is as shown by %j', (stdout, output) => {
    expect(shownAs(stdout, output)).toEqual([]);
  });

  it.each([
    ['a 2\n', 'a 1\n'],
    ['a 1\nb 2\n', 'a 1\n'],
    ['', 'a …\n'],
    ['b 1\n', 'a …\n'],
    ['aa1\n', 'a.1\n'],
  ])('%j is not as shown by %j', (stdout, output) => {
    expect(shownAs(stdout, output)).toEqual([`a.md:1 printed:\n${stdout}`]);
  });
});

describe('a block of code', () => {
  it.each([
    ['f(1); // 2', /= await \(f\(1\)\); assertShown\.deepStrictEqual\(shown, 2\); \}/],
    ["f(1);\n// 'two'", /= await \(f\(1\)\); assertShown\.deepStrictEqual\(shown, 'two'\); \}/],
    [
      'console.log(f(1)); // 2',
      /= await \(f\(1\)\); assertShown\.deepStrictEqual\(shown, 2\); console\.log\(shown\); \}/,
    ],
    ['f(1); // two', /^f\(1\); \/\/ two$/],
    ['f(1); // [a]', /^f\(1\); \/\/ \[a\]$/],
    ["f(1); // ['a', { b: true }]", /, \['a', \{ b: true \}\]\);/],
  ])('%j is held to the value it shows', (code, held) => {
    expect(holdToShownValues(code)).toMatch(held);
  });

  it('is told where it stands, what it is marked as, and what it continues', () => {
    const text = '# A\n\n```ts\nconst a = 1;\n```\n\n```ts continued no-run\na;\n```\n\n```text output\n1\n```\n';
    expect(programsOf(blocksOf('docs/a.md', text))).toMatchObject([
      { where: 'docs/a.md:4', runs: true, output: undefined, code: 'const a = 1;\n' },
      { where: 'docs/a.md:8', runs: false, output: '1\n', code: 'const a = 1;\n\na;\n' },
    ]);
  });
});

describe('the compiler', () => {
  it('refuses names that are not there, and in TypeScript what types forbid', () => {
    const cases: [name: string, code: string, problem: string | undefined][] = [
      ['a.mts', `import { nothing } from '@community-scripts/telemetry';`, `no exported member 'nothing'`],
      ['b.mts', `const a: string = 1;`, 'not assignable'],
      ['c.mts', `telemetry.create();`, `Cannot find name 'telemetry'`],
      ['d.mjs', `import { nothing } from '@community-scripts/telemetry';`, `no exported member 'nothing'`],
      ['e.mjs', `telemetry.create();`, `Cannot find name 'telemetry'`],
      ['f.mjs', `const a = ;`, 'Expression expected'],
      ['g.mjs', `'a'.b;`, undefined],
    ];
    mkdirSync(`${root}test/docs/.cache`, { recursive: true });
    const folder = mkdtempSync(`${root}test/docs/.cache/compiler-`);
    onTestFinished(() => rmSync(folder, { recursive: true }));
    for (const [name, code] of cases) writeFileSync(`${folder}/${name}`, `${code}\nexport {};\n`);
    const problems = typeProblems(cases.map(([name]) => `${folder}/${name}`));
    for (const [name, , problem] of cases) {
      const own = problems.filter((text) => text.startsWith(name));
      expect([name, own]).toEqual([name, problem === undefined ? [] : [expect.stringContaining(problem)]]);
    }
  }, 60_000);
});
