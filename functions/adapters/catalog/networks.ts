import { BlockList, isIP } from 'node:net';

/** Networks whose addresses AWS never sees: calls from them arrive through a NAT or a VPC endpoint. */
const PRIVATE = new BlockList();
const PRIVATE_NETWORKS: readonly (readonly [string, number])[] = [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
];
for (const [network, bits] of PRIVATE_NETWORKS) PRIVATE.addSubnet(network, bits, 'ipv4');
PRIVATE.addSubnet('fc00::', 7, 'ipv6');
PRIVATE.addSubnet('fe80::', 10, 'ipv6');

/** A network in CIDR notation, or why a text is none. */
export type Network =
  | {
      readonly kind: 'network';
      readonly cidr: string;
      readonly isPrivate: boolean;
      /** Whether it contains every address. */
      readonly isEverything: boolean;
    }
  | { readonly kind: 'wrong'; readonly why: string };

/** The bits of an address. IPv6 can contain one `::` and, at the end, an IPv4 address. */
const bitsOf = (address: string, family: number): string => {
  if (family === 4)
    return address
      .split('.')
      .map((part) => Number(part).toString(2).padStart(8, '0'))
      .join('');
  const groups = (part: string): readonly string[] =>
    part.split(':').flatMap((group) => {
      if (group === '') return [];
      if (group.includes('.')) return bitsOf(group, 4).match(/.{16}/g) ?? [];
      return Number.parseInt(group, 16).toString(2).padStart(16, '0');
    });
  const [head = '', tail = ''] = address.split('::');
  const [first, last] = [groups(head), groups(tail)];
  return [...first, ...Array<string>(8 - first.length - last.length).fill('0'.repeat(16)), ...last].join('');
};

/** Reads a network. A single address is a network of one address. */
export const readNetwork = (text: string): Network => {
  const [address = '', prefix] = text.split('/');
  const family = isIP(address);
  if (family === 0) return { kind: 'wrong', why: `"${address}" is not an IP address` };
  const width = family === 4 ? 32 : 128;
  const bits = prefix === undefined ? width : Number(prefix);
  if (bits > width) return { kind: 'wrong', why: `/${prefix} is longer than the ${width} bits of the address` };
  if (bitsOf(address, family).slice(bits).includes('1'))
    return { kind: 'wrong', why: `${text} is an address within a network; write the first address of the network` };
  const isPrivate = PRIVATE.check(address, family === 4 ? 'ipv4' : 'ipv6');
  return { kind: 'network', cidr: `${address.toLowerCase()}/${bits}`, isPrivate, isEverything: bits === 0 };
};
