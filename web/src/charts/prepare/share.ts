export interface SharePart {
  key: string;
  label: string;
  value: number;
  /** Colour token, such as "var(--mobile)". */
  colour: string;
  /** How strongly it is filled, 0 to 1; without it as any large area is. */
  strength?: number;
  /** Written behind its share, in brackets. */
  note?: string;
}

export interface PreparedPart extends SharePart {
  share: number;
  /** Where the part begins, as a share of the whole. */
  start: number;
}

/** Parts of one whole in the order given, with what is zero left out. */
export function prepareShares(parts: readonly SharePart[]): PreparedPart[] {
  const total = parts.reduce((sum, part) => sum + part.value, 0);
  let start = 0;
  return parts
    .filter((part) => part.value > 0)
    .map((part) => {
      const prepared = { ...part, share: part.value / total, start };
      start += prepared.share;
      return prepared;
    });
}
