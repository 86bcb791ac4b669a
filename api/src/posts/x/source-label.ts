const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', reg: '®' };
/** In code points, so that no label passes the 128 UTF-16 units that an event allows. */
const LONGEST = 64;

/** The name of the app in `source`: the text of the HTML link that v1.1 gives, or the plain label of v2 and of tables. Null where empty. */
export function clientLabel(source: unknown): string | null {
  if (typeof source !== 'string') return null;
  const label = source
    .replace(/<[^>]*>/gu, '')
    .replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{2,6}));/giu, (whole, decimal, hex, name: string | undefined) => {
      if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole;
      const code = decimal === undefined ? Number.parseInt(String(hex), 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    })
    .trim();
  return label === '' ? null : Array.from(label).slice(0, LONGEST).join('');
}
