import { partiesOf } from '@syncline/shared/agreements';
import type { RevenueShareAnswer, SharedRevenue } from '@syncline/shared/revenue-share';
import { formatPercent, plural } from '@syncline/shared/format';
import type { Step } from './ledger.ts';
import { shareFill } from './share-fill.ts';
import { type ShareLine, shareLines } from './shares.ts';

/** The parties that take the rest under any of the agreements that are counted. */
export function residualParties(agreements: RevenueShareAnswer['agreements']): Set<string> {
  return new Set(agreements.map(({ terms }) => terms.residual.party));
}

/** Parties that the agreements name, but that come to nothing, are said to: the platform at 0 %. */
function namedParties(answer: RevenueShareAnswer): ShareLine[] {
  const lines = shareLines(answer.totals);
  const known = new Set(lines.map(({ key }) => key));
  const missing = answer.agreements
    .flatMap(({ terms }) => partiesOf(terms))
    .filter(({ party }) => !known.has(`party ${party}`));
  const unique = [...new Map(missing.map((party) => [party.party, party])).values()];
  const nothing = { note: '', kind: 'party' as const, earned: 0, returned: 0, guaranteed: 0, amount: 0 };
  return [...lines, ...unique.map(({ party, name, role }) => ({ key: `party ${party}`, name, role, ...nothing }))];
}

/** The whole waterfall: list price, discount, tax, gross, refunds, fees, net, tax set apart, each party, and who keeps the rest. */
export function waterfallSteps(answer: RevenueShareAnswer): Step[] {
  const { totals } = answer;
  const residual = residualParties(answer.agreements);
  const lines = namedParties(answer);
  const takes = lines.filter(({ key, kind }) => kind === 'party' && !residual.has(key.slice('party '.length)));
  const keeps = lines.filter(({ key, kind }) => kind === 'nobody' || residual.has(key.slice('party '.length)));
  return [
    ...priceSteps(totals),
    {
      key: 'gross',
      name: 'Gross',
      kind: 'total',
      amount: totals.gross_revenue,
      note: plural(totals.orders, 'order'),
      fill: tint(45),
      strong: true,
    },
    {
      key: 'refunds',
      name: 'Refunds and chargebacks',
      kind: 'change',
      amount: 0 - totals.refunds,
      note: of(totals.refunds, totals.gross_revenue, 'gross'),
      fill: 'var(--negative)',
    },
    { key: 'fees', name: 'Fees', kind: 'unknown', note: 'not known to the log', fill: '' },
    {
      key: 'net',
      name: 'Net',
      kind: 'total',
      amount: totals.net_revenue,
      note: of(totals.net_revenue, totals.gross_revenue, 'gross'),
      fill: tint(70),
      strong: true,
    },
    ...lines.filter(({ kind }) => kind === 'tax').map((line) => takeStep(line, totals)),
    ...takes.map((line) => takeStep(line, totals)),
    ...keepSteps(keeps, totals),
  ];
}

/** From list price to gross, where that is known of every payment. */
function priceSteps({ list_price, discount, tax_charged }: SharedRevenue): Step[] {
  if (list_price === null || discount === null || tax_charged === null || list_price === 0) return [];
  const list = { fill: tint(25), outlined: true };
  return [
    { key: 'list', name: 'List price', kind: 'total', amount: list_price, note: 'without tax', ...list, strong: true },
    {
      key: 'discount',
      name: 'Discount',
      kind: 'change',
      amount: 0 - discount,
      note: of(discount, list_price, 'list price'),
      fill: 'var(--negative)',
    },
    {
      key: 'charged',
      name: 'Tax',
      kind: 'change',
      amount: tax_charged,
      note: 'in what was paid',
      fill: 'var(--unknown)',
    },
  ];
}

function takeStep(line: ShareLine, { net_revenue }: SharedRevenue): Step {
  const { key, name, amount } = line;
  const note = of(amount, net_revenue, 'net');
  return {
    key,
    name: line.kind === 'tax' ? 'Tax set apart' : name,
    kind: 'change',
    amount: 0 - amount,
    note,
    ...shareFill(line),
  };
}

/** What is left, of one party as a total; of several each from where the one before began, the last from zero. */
function keepSteps(keeps: readonly ShareLine[], { net_revenue }: SharedRevenue): Step[] {
  return keeps.map((line, index) => {
    const { key, name, amount } = line;
    const note = of(amount, net_revenue, 'net');
    const only = index === keeps.length - 1;
    return {
      key,
      name,
      note: line.kind === 'nobody' && note === '' ? line.note : note,
      kind: only ? 'total' : 'change',
      amount: only ? amount : 0 - amount,
      ...shareFill(line),
      strong: true,
    };
  });
}

function of(part: number, whole: number, what: string): string {
  return whole > 0 ? `${formatPercent(part / whole, { digits: 2 })} of ${what}` : '';
}

function tint(percent: number): string {
  return `color-mix(in srgb, var(--revenue) ${percent}%, var(--canvas))`;
}

/** What the waterfall comes to, in a sentence. */
export function waterfallTitle(answer: RevenueShareAnswer): string {
  const { gross_revenue: gross, refunds, net_revenue: net } = answer.totals;
  if (gross <= 0) return 'From list price to shares';
  const share = (part: number) => formatPercent(part, { digits: 1 });
  const taken = refunds === 0 ? 'Nothing was refunded' : `Refunds took ${share(refunds / gross)} of gross`;
  const residual = residualParties(answer.agreements);
  const [keeper] = answer.totals.parties.filter(({ party }) => residual.has(party));
  if (!keeper || net <= 0 || keeper.amount <= 0) return taken;
  return `${taken}; ${share(keeper.amount / net)} of net is left to ${keeper.name}`;
}
