/** An address: its bits, of which an IPv4 address has 32 and an IPv6 address 128. */
export interface IpAddress {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/** The addresses that begin with the same bits. */
export interface Network {
  readonly address: IpAddress;
  /** How many bits. */
  readonly prefix: number;
}

/** The first 96 bits of an IPv4 address that is written as an IPv6 address. */
const MAPPED = 0xffffn;

/**
 * Reads an address: IPv4, or IPv6 with or without brackets and zone. `::ffff:192.0.2.1` is read as IPv4.
 *
 * @returns `undefined` if it is not one.
 */
export function readIpAddress(text: string): IpAddress | undefined {
  const plain = text.trim().replace(/^\[(.*)\]$/, '$1');
  const v4 = readV4(plain);
  if (v4 !== undefined) return { bits: 32, value: v4 };
  const value = readV6(plain.replace(/%[\w.-]{1,32}$/, ''));
  if (value === undefined) return undefined;
  return value >> 32n === MAPPED ? { bits: 32, value: value & 0xffffffffn } : { bits: 128, value };
}

/** Reads a network: `10.0.0.0/8`, `fd00::/8`, or one address. @returns `undefined` if it is not one. */
export function readNetwork(text: string): Network | undefined {
  const [host = '', length, ...rest] = text.trim().split('/');
  const address = readIpAddress(host);
  if (address === undefined || rest.length > 0) return undefined;
  if (length === undefined) return { address, prefix: address.bits };
  // The length counts the bits as they are written, and a mapped address is written with 96 more.
  const prefix = Number(length) - (address.bits === 32 && host.includes(':') ? 96 : 0);
  return /^\d{1,3}$/.test(length) && prefix >= 0 && prefix <= address.bits ? { address, prefix } : undefined;
}

/** Whether an address is in a network. */
export function isWithin({ address: { bits, value }, prefix }: Network, address: IpAddress): boolean {
  const rest = BigInt(bits - prefix);
  return address.bits === bits && address.value >> rest === value >> rest;
}

function readV4(text: string): bigint | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1);
  if (parts === undefined || parts.some((part) => Number(part) > 255)) return undefined;
  return BigInt(parts.reduce((value, part) => value * 256 + Number(part), 0));
}

function readV6(text: string): bigint | undefined {
  if (text.length > 45 || !text.includes(':')) return undefined;
  const [head = '', tail, ...rest] = text.split('::');
  if (rest.length > 0) return undefined;
  const first = groupsOf(head);
  const last = groupsOf(tail ?? '');
  if (first === undefined || last === undefined) return undefined;
  const missing = 8 - first.length - last.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...first, ...Array<bigint>(missing).fill(0n), ...last];
  return groups.reduce((value, group) => (value << 16n) | group, 0n);
}

/** The 16-bit groups of a part of an IPv6 address, whose end may be written as IPv4. */
function groupsOf(part: string): bigint[] | undefined {
  if (part === '') return [];
  const words = part.split(':');
  const v4 = readV4(words.at(-1) ?? '');
  const hex = v4 === undefined ? words : words.slice(0, -1);
  if (hex.some((word) => !/^[0-9a-fA-F]{1,4}$/.test(word))) return undefined;
  const groups = hex.map((word) => BigInt(`0x${word}`));
  return v4 === undefined ? groups : [...groups, v4 >> 16n, v4 & 0xffffn];
}
