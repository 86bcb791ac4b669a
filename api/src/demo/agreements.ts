import type { AgreementInput, AgreementVersionInput, Share, Terms } from '@syncline/shared/agreements';
import { addDays } from '@syncline/shared/time';
import { BRANDS, CAMPAIGNS, priceMinor } from './world.ts';

/** An agreement of the demo world with its versions by the day they begin. */
export type DemoAgreement = Pick<AgreementInput, 'slug' | 'name' | 'scope' | 'currency'> & {
  versions: AgreementVersionInput[];
};

/** The least number of days that the season terms have been in force. */
const SEASON_DAYS = 20;

const percent = (value: string) => [{ kind: 'percentage' as const, of: 'net' as const, percent: value }];

/**
 * The agreements of a world in `currency` whose days go from `firstDay` to `today`, narrow ones first. At the launch the
 * network takes nothing, as in 2013 ("There is no revenue-sharing agreement with Twitter"); the season terms, from the first
 * day of a month on, give it a share. One brand pays by volume, one campaign an amount for each order up to a cap.
 */
export function demoAgreements(currency: string, firstDay: string, today: string): DemoAgreement[] {
  const season = monthStart(addDays(today, -SEASON_DAYS));
  const minor = (whole: number) => priceMinor(whole * 100, currency);
  const [, pico] = BRANDS;
  const halden = CAMPAIGNS.find(({ slug }) => slug === 'halden-one');
  if (!pico || !halden) throw new Error('the demo world lacks what its agreements are about');
  const volume = {
    kind: 'tiered' as const,
    of: 'net' as const,
    tiers: [
      { from_minor: 0, percent: '4' },
      { from_minor: minor(20_000), percent: '6' },
      { from_minor: minor(50_000), percent: '7.5' },
    ],
  };
  const perOrder = { kind: 'per_order' as const, amount_minor: minor(2) };
  return [
    {
      slug: 'pico-volume-terms',
      name: 'Pico Play by volume',
      scope: { level: 'brand', slug: pico.slug },
      currency,
      versions: [version(season, 'Volume terms', [network([volume]), issuer(percent('3'))])],
    },
    {
      slug: 'halden-one-terms',
      name: 'Halden One by order',
      scope: { level: 'campaign', slug: halden.slug },
      currency,
      versions: [
        version(addDays(firstDay, halden.starts), 'Order terms', [
          network([perOrder], minor(500)),
          issuer(percent('3')),
        ]),
      ],
    },
    {
      slug: 'buy-by-posting',
      name: 'Buy by posting',
      scope: { level: 'everything' },
      currency,
      versions: [
        version(monthStart(firstDay), 'Launch terms', [network(percent('0')), issuer(percent('3'))]),
        version(season, 'Season terms', [network(percent('6')), issuer(percent('3.5'))]),
      ],
    },
  ];
}

function version(effective_from: string, note: string, shares: Share[]): AgreementVersionInput {
  const residual = { party: 'brands', name: 'Brands', role: 'merchant' as const };
  const terms: Terms = { shares, residual, discount_funded_by: null, fees_borne_by: null, tax: 'excluded' };
  return { effective_from, note, terms };
}

function network(terms: Share['terms'], cap_minor: number | null = null): Share {
  return { ...share, party: 'network', name: 'Network', role: 'platform', terms, cap_minor };
}

function issuer(terms: Share['terms']): Share {
  return { ...share, party: 'issuer', name: 'Card issuer', role: 'card_network', terms };
}

const share = { on_refund: 'returned', cap_minor: null, minimum_minor: null } as const;

function monthStart(day: string): string {
  return `${day.slice(0, 7)}-01`;
}
