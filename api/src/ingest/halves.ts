/** Hashes of 64 bits are kept in two unsigned halves where millions of them pass, and are whole where few do. */

const LOW_HALF = 0xffff_ffffn;

export const whole = (low: number, high: number): bigint => (BigInt(high) << 32n) | BigInt(low);
export const lowHalf = (value: bigint): number => Number(value & LOW_HALF);
export const highHalf = (value: bigint): number => Number(value >> 32n);
