/** What is looked for: the place between two whole numbers where what holds stops holding. */
export interface Crossing<Found> {
  /** The two are neighbours; one is null where all of the range holds, or none of it. */
  holds: Found | null;
  fails: Found | null;
}

/** What somebody comes to at a number of the range. */
export interface At {
  at: number;
  amount: number;
}

interface Search {
  /** Whole numbers: the end of the range at which the target is reached soonest, and the other one. */
  easy: number;
  hard: number;
  target: number;
  /** What the party comes to at a number of the range. */
  amountAt: (at: number) => Promise<number>;
}

/**
 * The number of a range up to which an amount reaches a target, counted from the easy end: of neighbours the one at which
 * it still does and the one at which it does not, each worked out. It is the only such place where the amount never rises
 * on the way. Looks at both ends first, then where a straight line between them crosses the target and in steps of double
 * length from there, then halves what is left: of a range of a million at most about forty amounts, of one that is nearly
 * straight about five.
 */
export async function findCrossing({ easy, hard, target, amountAt }: Search): Promise<Crossing<At>> {
  const look = async (at: number): Promise<At> => ({ at, amount: await amountAt(at) });
  let holds = await look(easy);
  if (holds.amount < target) return { holds: null, fails: holds };
  if (hard === easy) return { holds, fails: null };
  let fails = await look(hard);
  if (fails.amount >= target) return { holds: fails, fails: null };
  const towardsHard = Math.sign(hard - easy);
  const inside = (at: number) => {
    const [low, high] = [Math.min(holds.at, fails.at) + 1, Math.max(holds.at, fails.at) - 1];
    return Math.min(Math.max(at, low), high);
  };
  const part = (holds.amount - target) / (holds.amount - fails.amount);
  let point = inside(Math.trunc(easy + (hard - easy) * part));
  let step = 1;
  let turned = false;
  let before: boolean | null = null;
  while (Math.abs(fails.at - holds.at) > 1) {
    // One after another, as where to look next depends on it.
    // oxlint-disable-next-line no-await-in-loop
    const found = await look(point);
    const reached = found.amount >= target;
    if (reached) holds = found;
    else fails = found;
    turned ||= before !== null && before !== reached;
    before = reached;
    const next = turned ? Math.trunc((holds.at + fails.at) / 2) : point + (reached ? towardsHard : -towardsHard) * step;
    point = inside(next);
    step *= 2;
  }
  return { holds, fails };
}

interface Volume {
  /** What somebody comes to under the terms in force, and under the supposed ones, in minor units. */
  today: number;
  supposed: number;
  /** The orders of the period, which both are of. */
  orders: number;
}

/**
 * How many orders more make up for other terms, each bringing what an order of the period brings under them on average:
 * the least whole n with supposed × (orders + n) ÷ orders ≥ today, which is n = ⌈(today − supposed) × orders ÷ supposed⌉.
 * Below 0 it says how many fewer still bring what all bring today. Null where no number does: an order brings nothing or
 * less, or there is none. 297,270.17 instead of 292,343.04 with 4,633 orders takes ⌈492,713 × 4,633 ÷ 29,234,304⌉ = 79.
 */
export function addedOrders({ today, supposed, orders }: Volume): number | null {
  if (supposed <= 0 || orders === 0) return null;
  const lacking = BigInt(today - supposed) * BigInt(orders);
  const each = BigInt(supposed);
  const quotient = lacking / each;
  return Number(lacking > 0n && lacking % each !== 0n ? quotient + 1n : quotient);
}
