import { isWithin, type IpAddress, type Network, readIpAddress } from './ip-address.js';

/**
 * Finds the client's address: the host's, or what trusted proxies say in `X-Forwarded-For`. Each proxy adds the address
 * it was called from at the end, so the client is the last one that is not a proxy; what stands before it, anyone may
 * have written.
 *
 * @returns `undefined` if the host names none.
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | null,
  proxies: readonly Network[],
): IpAddress | undefined {
  let address = peer === undefined ? undefined : readIpAddress(peer);
  const hops = forwardedFor?.slice(-LONGEST_LIST).split(',') ?? [];
  while (address !== undefined && isTrusted(address, proxies)) {
    const before = readHop(hops.pop() ?? '');
    if (before === undefined) return address;
    address = before;
  }
  return address;
}

/** A longer list is not of proxies. */
const LONGEST_LIST = 2_048;

function isTrusted(address: IpAddress, proxies: readonly Network[]): boolean {
  return proxies.some((network) => isWithin(network, address));
}

/** Reads one address of the list, which some proxies write with a port. */
function readHop(text: string): IpAddress | undefined {
  const [, host] = /^\s*(\[[^\]]*\]|[\d.]+):\d{1,5}\s*$/.exec(text) ?? [];
  return readIpAddress(host ?? text);
}

/** The name of a client for limits: its address, or the network of an IPv6 address, of which one client has many. */
export function limitKey({ bits, value }: IpAddress): string {
  return bits === 32 ? value.toString(16) : `${(value >> 64n).toString(16)}/64`;
}
