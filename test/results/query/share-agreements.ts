import { type Agreement, type AgreementScope, termsSchema } from '@syncline/shared/agreements';
import { flat, platformShare } from '../../support/share-terms.ts';

const RECORDED = '2025-10-01T00:00:00.000Z';

/** An agreement as the catalogue gives it; its versions by the day they begin on. */
function agreement(
  slug: string,
  scope: AgreementScope,
  versions: [string, object][],
  ends_on: string | null = null,
): Agreement {
  return {
    slug,
    name: slug,
    scope,
    currency: 'USD',
    ends_on,
    origin: 'own',
    created_at: RECORDED,
    versions: versions.map(([effective_from, terms], index) => ({
      version: index + 1,
      effective_from,
      terms: termsSchema.parse({ residual: { party: 'merchant', name: 'Merchant', role: 'merchant' }, ...terms }),
      note: null,
      recorded_at: RECORDED,
    })),
  };
}

const TIERED = {
  kind: 'tiered',
  of: 'gross',
  tiers: [
    { from_minor: 0, percent: '12.5' },
    { from_minor: 100_000, percent: '4' },
  ],
};

/** Terms with tiers, caps and minimums, that change and end, and places without any. */
export const AGREEMENTS: Agreement[] = [
  agreement('amber', { level: 'brand', slug: 'amber' }, [
    ['2025-10-22', { shares: [platformShare([flat('3')], { minimum_minor: 50_000 })], tax: 'included' }],
    ['2025-11-10', { shares: [platformShare([TIERED, { kind: 'per_order', amount_minor: 25 }])], tax: 'included' }],
  ]),
  agreement(
    'gift',
    { level: 'campaign', slug: 'gift' },
    [
      [
        '2025-10-01',
        { shares: [platformShare([flat('7.5')], { cap_minor: 30_000, on_refund: 'kept' })], tax: 'included' },
      ],
    ],
    '2025-11-20',
  ),
  agreement('tablet', { level: 'offer', slug: 'tablet' }, [['2025-10-01', { shares: [platformShare([flat('2')])] }]]),
];

/** Terms for everything that has none of its own. */
export const WIDE = agreement('wide', { level: 'everything' }, [
  ['2025-10-01', { shares: [platformShare([flat('5')])], tax: 'included' }],
]);

/** Terms that look at no order but the one they are about, and change within a month. */
export const PLAIN: Agreement[] = [
  agreement('plain', { level: 'everything' }, [
    [
      '2025-10-01',
      { shares: [platformShare([flat('3')], { minimum_minor: 5_000_000, on_refund: 'kept' })], tax: 'included' },
    ],
    ['2025-11-13', { shares: [platformShare([flat('2.5'), { kind: 'per_order', amount_minor: 7 }])], tax: 'included' }],
  ]),
  agreement(
    'amber',
    { level: 'brand', slug: 'amber' },
    [['2025-11-01', { shares: [platformShare([flat('9')], { cap_minor: 90_000_000 })], tax: 'included' }]],
    '2025-11-21',
  ),
];
