import type { BrandFollowsAnswer } from '@syncline/shared/audience';
import type { Proportion } from '@syncline/shared/query';
import { formatCount, formatPercent } from '@syncline/shared/format';
import { differenceOf, directionOf, intervalOf } from '../../lib/proportion.ts';
import { DEVICE_GROUPS } from './device-groups.ts';

type Devices = Pick<BrandFollowsAnswer, 'devices'>;

/**
 * Which of primary mobile and primary desktop followers follow `least` or more brands more often, where the interval of the
 * difference keeps clear of zero; else what by what.
 */
export function manyBrandsTitle(answer: Devices, least: number): string {
  const neutral = `${least} or more brands, by primary device`;
  const [mobile, desktop] = [shareOf(answer, 'mobile', least), shareOf(answer, 'desktop', least)];
  const direction = directionOf(differenceOf(mobile, desktop));
  if (direction === 0) return neutral;
  const [who, more, whom, less] =
    direction > 0
      ? (['mobile', mobile, 'desktop', desktop] as const)
      : (['desktop', desktop, 'mobile', mobile] as const);
  return `${percent(more)} of primary ${who} followers follow ${least} or more brands, ${percent(less)} of primary ${whom} ones`;
}

/** The share of each primary device with its interval and base; devices without followers are left out. */
export function manyBrandsRows(answer: Devices, least: number) {
  return DEVICE_GROUPS.flatMap(({ key, name, colour }) => {
    const share = shareOf(answer, key, least);
    const interval = intervalOf(share);
    const base = `${formatCount(share.numerator)} of ${formatCount(share.base)}`;
    return interval ? [{ key, label: name, colour, base, ...interval }] : [];
  });
}

function shareOf({ devices }: Devices, device: string, least: number): Proportion {
  const found = devices.find((one) => one.device === device)?.at_least.find(({ brands }) => brands === least);
  return found?.share ?? { value: null, numerator: 0, base: 0, low: null, high: null };
}

function percent({ value }: Proportion): string {
  return formatPercent(value ?? 0);
}
