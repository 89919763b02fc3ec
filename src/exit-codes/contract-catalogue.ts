import type { ExitCodeEntry } from './catalogue.js';
import { contractTexts } from './contract-texts.js';

/** The groups, by the first code of each. A group lasts until the next one begins. */
const GROUPS: Readonly<Record<number, string>> = {
  1: 'generic-shell',
  6: 'curl-wget',
  100: 'apt-dpkg',
  124: 'shell-signals',
  150: 'systemd-service',
  160: 'python',
  170: 'postgresql',
  180: 'mysql-mariadb',
  190: 'mongodb',
  200: 'proxmox',
  243: 'nodejs',
  255: 'dpkg',
};

/**
 * The 72 exit codes of the shell client's original list, with its texts, letter for letter. The default everywhere. It
 * does not change; newer codes are in `todayCatalogue`.
 */
export const contractCatalogue: Readonly<Record<number, ExitCodeEntry>> = /* @__PURE__ */ toCatalogue();

function toCatalogue(): Readonly<Record<number, ExitCodeEntry>> {
  let group = '';
  return Object.fromEntries(
    Object.entries(contractTexts).map(([code, text]) => [
      code,
      { group: (group = GROUPS[Number(code)] ?? group), text },
    ]),
  );
}
