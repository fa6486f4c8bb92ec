/**
 * The network an address belongs to, as limits count it: an IPv4 address itself, of IPv6 the first 64 bits, for every
 * household and server has the rest to choose from.
 */
export function networkOf(address: string | undefined): string {
  const ip = address ?? '';
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped !== undefined || !ip.includes(':')) return mapped ?? ip;
  const [before = '', after] = (ip.split('%')[0] ?? '').split('::');
  const partsOf = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const tail = after === undefined ? [] : partsOf(after);
  const head = partsOf(before);
  const zeros = Array.from({ length: Math.max(0, 8 - head.length - tail.length) }, () => '0');
  const first = [...head, ...zeros, ...tail].slice(0, 4).map((part) => Number.parseInt(part, 16).toString(16));
  return `${first.join(':')}::/64`;
}
