import type {
  BrandFollowsAnswer,
  FollowerOverlapAnswer,
  FollowerValueAnswer,
  NextFollowsAnswer,
} from '@syncline/shared/audience';
import type { Estimate, Proportion } from '@syncline/shared/query';
import type { FlowPoint } from '../../charts/prepare/flows.ts';
import { formatDay, formatMoney, formatPercent, formatRatio } from '@syncline/shared/format';
import { proportionOf } from '../../lib/proportion.ts';
import type { CellValue, ValueTable } from '../../lib/value-table.ts';
import { DEVICE_GROUPS } from './device-groups.ts';

const percent = (value: CellValue) => formatPercent(Number(value));
const ratio = (value: CellValue) => formatRatio(Number(value));
const p = (value: CellValue) => (Number(value) < 0.0001 ? '<0.0001' : Number(value).toFixed(4));

/** Followers by number of brands, of everybody and of each primary device. */
export function brandsTable(answer: BrandFollowsAnswer): ValueTable {
  const groups = [
    { name: 'All', of: answer },
    ...DEVICE_GROUPS.map(({ key, name }) => ({ name, of: answer.devices.find(({ device }) => device === key) })),
  ];
  return {
    columns: [
      { label: 'Brands followed' },
      ...groups.flatMap(({ name }) => [{ label: `${name}: people` }, { label: 'of them', format: percent }]),
    ],
    rows: answer.bins.map(({ brands, open }, bin) => [
      open ? `${brands} or more` : brands,
      ...groups.flatMap(({ of }) => {
        const people = of?.bins[bin]?.people ?? 0;
        return [people, of && of.followers > 0 ? people / of.followers : null];
      }),
    ]),
  };
}

/** Followers of at least so many brands, by primary device, with their intervals. */
export function manyBrandsTable(answer: BrandFollowsAnswer): ValueTable {
  const groups = [
    { name: 'All', of: answer },
    ...DEVICE_GROUPS.map(({ key, name }) => ({ name, of: answer.devices.find(({ device }) => device === key) })),
  ];
  return {
    columns: [
      { label: 'Followers' },
      { label: 'Brands, at least' },
      { label: 'People' },
      { label: 'of followers' },
      { label: 'share', format: percent },
      { label: '95 % from', format: percent },
      { label: 'to', format: percent },
    ],
    rows: groups.flatMap(({ name, of }) =>
      (of?.at_least ?? []).map(({ brands, share }) => [name, brands, ...countsOf(share)]),
    ),
  };
}

/** Follows, unfollows and net by day. */
export function flowTable(points: readonly FlowPoint[]): ValueTable {
  return {
    columns: [
      { label: 'Day', format: (day) => formatDay(String(day), { year: true, weekday: true }) },
      { label: 'Follows' },
      { label: 'Unfollows' },
      { label: 'Net' },
      { label: 'Net, 7-day mean', format: (value) => formatRatio(Number(value), 1) },
    ],
    rows: points.map(({ day, came, went, net, mean }) => [day, came, went, net, mean]),
  };
}

/** Every brand beside every other, and first the people who follow no other of them. */
export function sharedTable({ brands, pairs }: FollowerOverlapAnswer, nameOf: (slug: string) => string): ValueTable {
  return {
    columns: [
      { label: 'Brand' },
      { label: 'Followers' },
      { label: 'who follow too' },
      { label: 'People' },
      { label: 'of followers' },
      { label: 'share', format: percent },
      { label: '95 % from', format: percent },
      { label: 'to', format: percent },
    ],
    rows: brands.flatMap(({ brand, followers, exclusive }) => {
      const others = pairs.flatMap(({ a, b, share_of_a, share_of_b }) => {
        if (a === brand) return [{ other: nameOf(b), share: share_of_a }];
        return b === brand ? [{ other: nameOf(a), share: share_of_b }] : [];
      });
      return [{ other: 'no other of them', share: proportionOf(exclusive, followers) }, ...others].map(
        ({ other, share }) => [nameOf(brand), followers, other, ...countsOf(share)],
      );
    }),
  };
}

/** Every brand with every brand that was followed next. */
export function nextTable({ brands }: NextFollowsAnswer, nameOf: (slug: string) => string): ValueTable {
  return {
    columns: [
      { label: 'Brand' },
      { label: 'New followers' },
      { label: 'Followed next' },
      { label: 'People' },
      { label: 'of those who followed another' },
      { label: 'share', format: percent },
      { label: '95 % from', format: percent },
      { label: 'to', format: percent },
    ],
    rows: brands.flatMap(({ brand, new_followers, next }) =>
      next.map((one) => [nameOf(brand), new_followers, nameOf(one.brand), ...countsOf(one.share)]),
    ),
  };
}

/** Followers and others, brand by brand: who bought, and what was spent per person. */
export function valueTable(
  { rows }: FollowerValueAnswer,
  nameOf: (slug: string) => string,
  currency: string,
): ValueTable {
  const money = {
    unit: `${currency} minor units`,
    format: (value: CellValue) => formatMoney(Number(value), currency),
  };
  return {
    columns: [
      { label: 'Brand' },
      { label: 'Followers: buyers' },
      { label: 'of' },
      { label: 'share', format: percent },
      { label: 'Others: buyers' },
      { label: 'of people' },
      { label: 'their share', format: percent },
      { label: 'Difference', format: percent },
      { label: 'Difference, from', format: percent },
      { label: 'Difference, to', format: percent },
      { label: 'Ratio', format: ratio },
      { label: 'Ratio, from', format: ratio },
      { label: 'Ratio, to', format: ratio },
      { label: 'p-value', format: p },
      { label: 'Adjusted p-value', format: p },
      { label: 'Followers: spend per person', ...money },
      { label: 'Others: spend per person', ...money },
      { label: 'Difference of spend', ...money },
      { label: 'Difference of spend, from', ...money },
      { label: 'Difference of spend, to', ...money },
    ],
    rows: rows.map((row) => [
      nameOf(row.brand),
      ...sharesOf(row.followers),
      ...sharesOf(row.others),
      ...endsOf(row.difference),
      ...endsOf(row.ratio),
      row.p_value,
      row.adjusted_p_value,
      row.spend.followers,
      row.spend.others,
      ...endsOf(row.spend.difference),
    ]),
  };
}

function countsOf({ numerator, base, value, low, high }: Proportion): CellValue[] {
  return [numerator, base, value, low, high];
}

function sharesOf(share: Proportion | null): CellValue[] {
  return share ? [share.numerator, share.base, share.value] : [null, null, null];
}

function endsOf({ value, low, high }: Estimate): CellValue[] {
  return [value, low, high];
}
