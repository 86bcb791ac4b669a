/**
 * Cuts an amount of minor units into whole parts that add up to it: by the method of largest remainders (Hamilton). The
 * exact part of each is its claim ÷ `denominator`; every part is rounded down, and the units that are left go one each to
 * the largest remainders, of equal ones to the earlier part. The claims must come to `total` × `denominator`, else a
 * RangeError is thrown. Parts and total may be negative; down is towards minus infinity.
 */
export function apportion(total: bigint, claims: readonly bigint[], denominator: bigint): bigint[] {
  if (claims.reduce((sum, claim) => sum + claim, 0n) !== total * denominator) {
    throw new RangeError('The claims do not come to the total that is to be apportioned');
  }
  const parts = claims.map((claim) => floorDivide(claim, denominator));
  const left = Number(total - parts.reduce((sum, part) => sum + part, 0n));
  const remainder = (index: number) => (claims[index] ?? 0n) - (parts[index] ?? 0n) * denominator;
  const receivers = parts
    .map((_, index) => index)
    .toSorted((one, other) => {
      const difference = remainder(other) - remainder(one);
      return difference === 0n ? one - other : difference > 0n ? 1 : -1;
    })
    .slice(0, left);
  for (const index of receivers) parts[index] = (parts[index] ?? 0n) + 1n;
  return parts;
}

function floorDivide(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  return numerator % denominator < 0n ? quotient - 1n : quotient;
}
