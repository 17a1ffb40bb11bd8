/** A range of IP addresses. */
export interface AddressRange {
  readonly bytes: readonly number[];
  readonly prefix: number;
}

/** An address or range in CIDR notation; undefined for anything else. */
export function addressRange(text: string): AddressRange | undefined {
  const slash = text.indexOf('/');
  const address = slash < 0 ? text : text.slice(0, slash);
  const bytes = address.includes(':') ? version6(address) : version4(address);
  if (!bytes) return undefined;
  const most = bytes.length * 8;
  const length = slash < 0 ? String(most) : text.slice(slash + 1);
  const prefix = /^\d{1,3}$/.test(length) ? Number(length) : -1;
  return prefix >= 0 && prefix <= most ? { bytes, prefix } : undefined;
}

function version4(text: string): number[] | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  const bytes = parts.map((part) => (/^\d{1,3}$/.test(part) ? Number(part) : 256));
  return bytes.every((byte) => byte < 256) ? bytes : undefined;
}

function version6(text: string): number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2 || text.length > 45) return undefined;
  const [left, right] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const groups = [...(left ?? []), ...(right ?? [])];
  const missing = 8 - groups.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  const all = halves.length === 1 ? groups : [...(left ?? []), ...Array.from({ length: missing }, () => '0'), ...(right ?? [])];
  return all.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]);
}

/** The first address of a range with its length, where the written one has bits behind the mask: `10.1.2.3/8` gives `10.0.0.0/8`. IPv4 alone. */
export function maskedText({ bytes, prefix }: AddressRange): string | undefined {
  if (bytes.length !== 4) return undefined;
  const masked = bytes.map((byte, i) => byte & (0xff00 >> Math.min(8, Math.max(0, prefix - i * 8))) & 255);
  return masked.every((byte, i) => byte === bytes[i]) ? undefined : `${masked.join('.')}/${prefix}`;
}

/** Ranges that no request over the internet comes from: private (RFC 1918, RFC 4193), loopback and link-local. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '127.0.0.0/8', '169.254.0.0/16', 'fc00::/7', '::1/128', 'fe80::/10'].map(
  (text) => addressRange(text) as AddressRange,
);

/** Whether all addresses of a range are private. */
export const isPrivate = (range: AddressRange): boolean =>
  PRIVATE.some(
    (own) =>
      own.bytes.length === range.bytes.length &&
      own.prefix <= range.prefix &&
      own.bytes.every((byte, i) => {
        const mask = 0xff00 >> Math.min(8, Math.max(0, own.prefix - i * 8));
        return (byte & mask & 255) === ((range.bytes[i] as number) & mask & 255);
      }),
  );
