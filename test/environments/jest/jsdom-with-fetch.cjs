// Jest's jsdom environment, with Node's own fetch at hand for those who put it into the page.
const major = process.argv.join(' ').includes('jest-29') ? '29' : '30';
const { TestEnvironment } = require(
  require.resolve(`jest-environment-jsdom-${major}`, { paths: [process.env.LIBRARIES] }),
);

module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global.nodesFetch = fetch;
  }
};
