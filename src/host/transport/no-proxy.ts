import { guarded } from '../../errors.js';
import { builtin } from '../builtin.js';

/**
 * Whether `no_proxy` names this host, by the rules of curl since 7.86: a list of host names, IP addresses and networks
 * such as `10.0.0.0/8`, or `*` alone for every host. A host name stands for its subdomains too, with or without a
 * leading dot. A port never matches.
 *
 * @param hostname - As `URL` has it.
 */
export function isListed(hostname: string, list: string): boolean {
  if (list === '*') return true;
  const host = hostname.replace(/^\[|\]$|\.$/g, '').toLowerCase();
  const family = builtin('node:net').isIP(host);
  return list
    .split(/[ \t,]+/)
    .some((entry) => (family === 0 ? isWithin(host, entry) : isInNetwork(host, family, entry)));
}

/** `www.example.com` is within `example.com`, `nonexample.com` is not. */
function isWithin(host: string, entry: string): boolean {
  const domain = entry.replace(/\.$/, '').replace(/^\./, '').toLowerCase();
  return domain !== '' && (host === domain || host.endsWith(`.${domain}`));
}

function isInNetwork(address: string, family: number, entry: string): boolean {
  const { BlockList, isIP } = builtin('node:net');
  const [network = '', prefix] = entry.split('/', 2);
  if (isIP(network) !== family) return false;
  const type = family === 6 ? 'ipv6' : 'ipv4';
  const known = new BlockList();
  const bits = Number.parseInt(prefix ?? '', 10) || 0;
  // A prefix of nothing, or of 0, stands for the one address. One that is too long stands for none.
  if (bits === 0) known.addAddress(network, type);
  else guarded(() => known.addSubnet(network, bits, type));
  return known.check(address, type);
}
