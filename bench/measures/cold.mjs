// @ts-check
import { entryOf, everyBuildBy } from '../builds.mjs';
import { launch } from '../launch.mjs';
import { nodeTransportOf } from '../node-transport.mjs';
import { eventPeers, fileOfPeer, requestPeers } from '../peers.mjs';
import { programFile } from '../program-files.mjs';

/** @type {import('../measure.js').Measure} */
export const measure = {
  what: 'a process that starts, reports one installation, and ends',
  quantities: { ms: { what: 'time', unit: 'ms' } },
  contestants: [
    { name: 'an empty process' },
    ...everyBuildBy('host', '/host'),
    ...everyBuildBy('main', 'main entry'),
    ...everyBuildBy('without-consent', 'no consent'),
    ...requestPeers,
    ...eventPeers,
  ],
  reference: 'an empty process',
  processes: 1,
  rounds: 24,
  async prepare({ build, peer, variant = 'empty' }, setting) {
    /** @returns {readonly string[]} */
    const args = () => {
      if (peer !== undefined) return [programFile('peer'), fileOfPeer(peer), setting.fast];
      if (build === undefined) return [programFile('empty')];
      const directory = setting.builds[build];
      const entries = variant === 'host' ? /** @type {const} */ (['.', './host']) : /** @type {const} */ (['.']);
      return [programFile(variant), ...entries.map((entry) => entryOf(directory, entry)), setting.fast];
    };
    if (build !== undefined && variant === 'host') await nodeTransportOf(setting.builds[build]);
    const command = args();
    const sample = () => ({ ms: launch(process.execPath, command).ms });
    sample();
    return sample;
  },
};
