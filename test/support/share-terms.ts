/** A share of the platform, as agreements have it before defaults are filled in. */
export function platformShare(terms: readonly object[], more: object = {}): object {
  return { party: 'platform', name: 'Platform', role: 'platform', terms, ...more };
}

/** A percentage of net. */
export function flat(percent: string): object {
  return { kind: 'percentage', of: 'net', percent };
}
