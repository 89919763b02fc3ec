// @ts-check
// What the tests of reading use of Vitest, with Vitest's own `expect`: for browsers and runtimes in which it does not run.
import FakeTimers from '@sinonjs/fake-timers';
import { JestAsymmetricMatchers, JestChaiExpect, JestExtend } from '@vitest/expect';
import { restoreAllMocks, spyOn } from '@vitest/spy';
import * as chai from 'chai';

/** @typedef {() => unknown} Task */
/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {Suite} [parent]
 * @property {Record<'beforeAll' | 'afterAll' | 'beforeEach' | 'afterEach', Task[]>} hooks
 */
/** @typedef {{ name: string, suite: Suite, run: Task }} Test */

for (const plugin of [JestExtend, JestChaiExpect, JestAsymmetricMatchers]) chai.use(plugin);
export const { expect } = chai;

const LONGEST_TEST_MS = 30_000;
const { setTimeout: realSetTimeout, clearTimeout: realClearTimeout } = globalThis;

/** @param {string} name @param {Suite} [parent] @returns {Suite} */
const aSuite = (name, parent) => ({
  name,
  ...(parent && { parent }),
  hooks: { beforeAll: [], afterAll: [], beforeEach: [], afterEach: [] },
});
let current = aSuite('');
/** @type {Test[]} */
const tests = [];
/** @type {Task[]} */
let whenFinished = [];

/** The hooks of a file are its own. */
export function beginFile() {
  current = aSuite('');
}

/** @param {string} name @param {(Task | object)[]} rest A function, maybe with options before or after it. */
export function it(name, ...rest) {
  const run = /** @type {Task} */ (rest.find((one) => typeof one === 'function'));
  tests.push({ name: [...namesOf(current), name].join(' > '), suite: current, run });
}
it.each = eachOf(it);

/** @param {string} name @param {Task} define */
export function describe(name, define) {
  current = aSuite(name, current);
  define();
  current = /** @type {Suite} */ (current.parent);
}
describe.each = eachOf(describe);

/** @param {Task} task */
export const beforeAll = (task) => void current.hooks.beforeAll.push(task);
/** @param {Task} task */
export const afterAll = (task) => void current.hooks.afterAll.push(task);
/** @param {Task} task */
export const beforeEach = (task) => void current.hooks.beforeEach.push(task);
/** @param {Task} task */
export const afterEach = (task) => void current.hooks.afterEach.push(task);
/** @param {Task} task */
export const onTestFinished = (task) => void whenFinished.push(task);

/** @type {ReturnType<typeof FakeTimers.install> | undefined} */
let clock;
export const vi = {
  spyOn,
  restoreAllMocks,
  useFakeTimers() {
    clock = FakeTimers.install({
      now: Date.now(),
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
      shouldClearNativeTimers: true,
    });
  },
  useRealTimers() {
    clock?.uninstall();
    clock = undefined;
  },
  /** @param {number | Date} time */
  setSystemTime: (time) => clock?.setSystemTime(time),
  /** @param {number} ms */
  advanceTimersByTimeAsync: (ms) => clock?.tickAsync(ms),
  getTimerCount: () => clock?.countTimers() ?? 0,
  /** @param {Task} check */
  async waitFor(check) {
    for (const until = performance.now() + 5_000; ;) {
      try {
        return await check();
      } catch (error) {
        if (performance.now() > until) throw error;
        await new Promise((resolve) => realSetTimeout(resolve, 20));
      }
    }
  },
};

/** Runs all tests one after the other. @returns {Promise<{ passed: number, failed: string[] }>} */
export async function runTests() {
  let passed = 0;
  /** @type {string[]} */
  const failed = [];
  /** @type {Set<Suite>} */
  const begun = new Set();
  for (const { name, suite, run } of tests) {
    const suites = suitesOf(suite);
    try {
      for (const one of suites) {
        if (begun.has(one)) continue;
        begun.add(one);
        for (const task of one.hooks.beforeAll) await task();
      }
      for (const task of suites.flatMap(({ hooks }) => hooks.beforeEach)) await task();
      try {
        await inTime(run);
      } finally {
        for (const task of whenFinished.splice(0).reverse()) await task();
        for (const task of [...suites].reverse().flatMap(({ hooks }) => hooks.afterEach)) await task();
      }
      passed += 1;
    } catch (error) {
      failed.push(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    } finally {
      // Also where a hook failed that would have done it.
      vi.useRealTimers();
    }
  }
  for (const suite of begun) for (const task of suite.hooks.afterAll) await task();
  return { passed, failed };
}

/** @param {Task} run */
async function inTime(run) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const tooLate = new Promise((_, reject) => {
    timer = realSetTimeout(() => reject(new Error('it took too long')), LONGEST_TEST_MS);
  });
  const running = (async () => run())();
  await Promise.race([running, tooLate]).finally(() => realClearTimeout(timer));
}

/** @param {Suite} suite @returns {Suite[]} From the outermost. */
function suitesOf(suite) {
  return [...(suite.parent === undefined ? [] : suitesOf(suite.parent)), suite];
}

/** @param {Suite} suite */
function namesOf(suite) {
  return suitesOf(suite).flatMap(({ name }) => (name === '' ? [] : [name]));
}

/** @param {(name: string, run: Task) => void} define */
function eachOf(define) {
  /** @param {readonly unknown[]} cases */
  return (cases) => {
    /** @param {string} name @param {((...values: unknown[]) => unknown) | object} rest */
    return (name, ...rest) => {
      const run = /** @type {(...values: unknown[]) => unknown} */ (rest.find((one) => typeof one === 'function'));
      const isTable = cases.every((values) => Array.isArray(values));
      cases.forEach((values, place) =>
        define(`${name} [${place}]`, () => (isTable ? run(.../** @type {unknown[]} */ (values)) : run(values))),
      );
    };
  };
}
