import { z } from 'zod';
import { entryNameSchema } from './control.ts';
import { currencySchema, daySchema, slugSchema } from './fields.ts';

/** What a party is to a sale. */
export const PARTY_ROLES = ['merchant', 'platform', 'card_network', 'agency', 'other'] as const;
export type PartyRole = (typeof PARTY_ROLES)[number];

/** What an agreement is about, from the widest to the most specific, which wins. */
export const SCOPE_LEVELS = ['everything', 'brand', 'campaign', 'offer'] as const;

/** Shares are counted in millionths of the amount they are taken of: 1 % with four decimals. */
export const WHOLE_MILLIONTHS = 1_000_000;

/** A percentage as it is written in a contract: exact, with up to four decimals. */
export const percentSchema = z
  .string()
  .regex(/^(?:0|[1-9]\d{0,2})(?:\.\d{1,4})?$/, 'must be a percentage such as "2.5", with at most four decimals')
  .refine((text) => Number(text) <= 100, 'must be at most 100');

/** A percentage in millionths, exactly: "2.5" is 25,000. Takes what `percentSchema` does. */
export function percentMillionths(percent: string): number {
  const [whole = '', decimals = ''] = percent.split('.');
  return Number(whole) * 10_000 + Number(decimals.padEnd(4, '0'));
}

/** Millionths as a percentage is written, without closing zeros: 25,000 is "2.5". The inverse of `percentMillionths`. */
export function percentText(millionths: number): string {
  const decimals = String(millionths % 10_000)
    .padStart(4, '0')
    .replace(/0+$/, '');
  return `${Math.floor(millionths / 10_000)}${decimals === '' ? '' : `.${decimals}`}`;
}

const minor = z.int('must be a whole number of minor units').min(0, 'must not be negative');

/**
 * What a percentage is taken of. `gross`: what the buyer paid for an order, without tax where that is excluded, and as if
 * there had been no discount where somebody funds it. `net`: the same less the fees that are paid before sharing.
 */
export const SHARE_BASES = ['gross', 'net'] as const;
const of = z.enum(SHARE_BASES);

/** One thing a party takes of each order; several add up. */
export const shareTermSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('percentage'), of, percent: percentSchema }),
  /** Each rate holds for the part of the month's volume from `from_minor` up to the next tier (marginal rates). */
  z.strictObject({
    kind: z.literal('tiered'),
    of,
    tiers: z
      .array(z.strictObject({ from_minor: minor, percent: percentSchema }))
      .min(1)
      .max(20),
  }),
  z.strictObject({ kind: z.literal('per_order'), amount_minor: minor }),
]);
export type ShareTerm = z.output<typeof shareTermSchema>;

const party = {
  party: slugSchema,
  name: entryNameSchema,
  role: z.enum(PARTY_ROLES),
};
export const partySchema = z.strictObject(party);
export type Party = z.output<typeof partySchema>;

export const shareSchema = z.strictObject({
  ...party,
  terms: z.array(shareTermSchema).min(1).max(8),
  /** Whether the share of what is refunded goes back; what is kept, the residual party bears. */
  on_refund: z.enum(['returned', 'kept']).default('returned'),
  /** The most that the party comes to with the orders paid in one calendar month. */
  cap_minor: minor.nullable().default(null),
  /** The least that the party comes to with the orders of one calendar month; the residual party makes up for it at its end. */
  minimum_minor: minor.nullable().default(null),
});
export type Share = z.output<typeof shareSchema>;

export const termsSchema = z.strictObject({
  /** The parties that take something, in the order in which single minor units are given out where remainders are equal. */
  shares: z.array(shareSchema).max(20),
  /** Takes what the others leave, and makes up for what they take too much. */
  residual: partySchema,
  /** Whose part the discount comes out of, percentages being taken as if there were none; null: taken of the lower price. */
  discount_funded_by: slugSchema.nullable().default(null),
  /** Whose part the fees come out of; null: paid before sharing, by all. */
  fees_borne_by: slugSchema.nullable().default(null),
  /** Excluded tax is set apart before sharing; included, percentages are of it too and the residual party pays it. */
  tax: z.enum(['excluded', 'included']).default('excluded'),
});
export type Terms = z.output<typeof termsSchema>;

/** Every party of the terms, the residual one last. */
export function partiesOf({ shares, residual }: Terms): Party[] {
  return [...shares.map(({ party, name, role }) => ({ party, name, role })), residual];
}

export const scopeSchema = z.discriminatedUnion('level', [
  z.strictObject({ level: z.literal('everything') }),
  z.strictObject({ level: z.enum(['brand', 'campaign', 'offer']), slug: slugSchema }),
]);
export type AgreementScope = z.output<typeof scopeSchema>;

const note = z.string().trim().min(1).max(500).nullable().default(null);

/** Terms from a day on, until the next version begins or the agreement ends. */
export const agreementVersionInputSchema = z.strictObject({ effective_from: daySchema, terms: termsSchema, note });
export type AgreementVersionInput = z.output<typeof agreementVersionInputSchema>;

export const agreementInputSchema = z.strictObject({
  slug: slugSchema,
  name: entryNameSchema,
  scope: scopeSchema,
  /** Only orders in this currency are under it, and its amounts are in minor units of it. */
  currency: currencySchema,
  /** Its last day; null is without end. */
  ends_on: daySchema.nullable().default(null),
  ...agreementVersionInputSchema.shape,
});
export type AgreementInput = z.output<typeof agreementInputSchema>;

export const agreementVersionSchema = agreementVersionInputSchema.extend({
  /** From 1, in the order in which they were written. */
  version: z.int(),
  recorded_at: z.iso.datetime(),
});
export type AgreementVersion = z.output<typeof agreementVersionSchema>;

const AGREEMENT_ORIGINS = ['own', 'demo'] as const;

export const agreementSchema = z.object({
  slug: slugSchema,
  name: entryNameSchema,
  scope: scopeSchema,
  currency: currencySchema,
  ends_on: daySchema.nullable(),
  /** Whether it came with the demo world, with which it goes. */
  origin: z.enum(AGREEMENT_ORIGINS),
  created_at: z.iso.datetime(),
  /** By the day they begin. */
  versions: z.array(agreementVersionSchema),
});
export type Agreement = z.output<typeof agreementSchema>;

/** What can be changed of an agreement besides its versions; a field that is left out stays as it is. */
export const agreementPatchSchema = z.strictObject({ name: entryNameSchema, ends_on: daySchema.nullable() }).partial();
export type AgreementPatch = z.output<typeof agreementPatchSchema>;

export const AGREEMENT_ACTIONS = ['created', 'version_added', 'version_removed', 'changed', 'removed'] as const;
/** An entry of the audit trail. There are no users: what is known of who made a change is where the request came from. */
export const agreementChangeSchema = z.object({
  agreement: slugSchema,
  at: z.iso.datetime(),
  action: z.enum(AGREEMENT_ACTIONS),
  /** The version that was added or removed. */
  version: z.int().nullable(),
  /** What it concerns, the agreement, its version or the changed fields, as it was and as it became. */
  before: z.json().nullable(),
  after: z.json().nullable(),
  request_id: z.string(),
  /** The address at the other end of the connection, which may be a proxy's; null where it is not known. */
  address: z.string().nullable(),
});
export type AgreementChange = z.output<typeof agreementChangeSchema>;

/** What the choice of terms looks at. */
export type DatedTerms = Pick<Agreement, 'slug' | 'scope' | 'currency' | 'ends_on'> & {
  versions: readonly Pick<AgreementVersion, 'version' | 'effective_from' | 'terms'>[];
};

/** The version in force on a day; null before the first one begins and after the agreement's last day. */
export function versionOn<Version extends { effective_from: string }>(
  { ends_on, versions }: { ends_on: string | null; versions: readonly Version[] },
  day: string,
): Version | null {
  if (ends_on !== null && day > ends_on) return null;
  return versions.reduce<Version | null>(
    (found, version) =>
      version.effective_from <= day && (found === null || version.effective_from > found.effective_from)
        ? version
        : found,
    null,
  );
}

/** A part of the terms that cannot stand beside the others, and what to do about it. */
export interface TermsFault {
  path: string;
  message: string;
}

/** What is wrong with terms whose parts each are as they should be, in the order of a form. */
export function termsFaults(terms: Terms): TermsFault[] {
  return [...partyFaults(terms), ...terms.shares.flatMap(shareFaults), ...totalFaults(terms)];
}

function partyFaults({ shares, residual, discount_funded_by, fees_borne_by }: Terms): TermsFault[] {
  const faults: TermsFault[] = [];
  const seen = new Set([residual.party]);
  shares.forEach(({ party }, index) => {
    if (seen.has(party)) {
      const message = `"${party}" is named twice; give a party one share with several terms, or another key.`;
      faults.push({ path: `terms.shares[${index}].party`, message });
    }
    seen.add(party);
  });
  const named = [...seen].toSorted().join(', ');
  for (const [path, party] of [
    ['terms.discount_funded_by', discount_funded_by],
    ['terms.fees_borne_by', fees_borne_by],
  ] as const) {
    if (party === null || seen.has(party)) continue;
    faults.push({ path, message: `"${party}" is no party of these terms; name one of ${named}, or nobody.` });
  }
  const funder = shares.findIndex(({ party, minimum_minor }) => party === discount_funded_by && minimum_minor !== null);
  if (funder >= 0) {
    const message = 'who funds the discount cannot be guaranteed a minimum, which would give the discount back.';
    faults.push({ path: `terms.shares[${funder}].minimum_minor`, message });
  }
  return faults;
}

function shareFaults({ terms, cap_minor, minimum_minor }: Share, index: number): TermsFault[] {
  const faults: TermsFault[] = [];
  const path = `terms.shares[${index}]`;
  terms.forEach((term, place) => {
    if (term.kind !== 'tiered') return;
    const at = `${path}.terms[${place}].tiers`;
    if (term.tiers[0]?.from_minor !== 0) {
      faults.push({ path: `${at}[0].from_minor`, message: 'the first tier begins at 0; every sale needs a rate.' });
    }
    const unsorted = term.tiers.findIndex(
      ({ from_minor }, tier) => tier > 0 && from_minor <= (term.tiers[tier - 1]?.from_minor ?? 0),
    );
    if (unsorted > 0) {
      faults.push({ path: `${at}[${unsorted}].from_minor`, message: 'a tier begins above the one before it.' });
    }
  });
  if (terms.filter(({ kind }) => kind === 'tiered').length > 1) {
    faults.push({ path: `${path}.terms`, message: 'a party has at most one tiered term; put the rates into one.' });
  }
  if (cap_minor !== null && minimum_minor !== null && minimum_minor > cap_minor) {
    faults.push({ path: `${path}.minimum_minor`, message: `is above the cap of ${cap_minor} minor units.` });
  }
  return faults;
}

/** What the percentages of terms come to at most, tiers at their highest rate, in millionths; more than the whole is a fault. */
export function highestTotal({ shares }: Pick<Terms, 'shares'>): number {
  return shares.flatMap(({ terms }) => terms).reduce((sum, term) => sum + highestRate(term), 0);
}

function totalFaults(terms: Terms): TermsFault[] {
  const most = highestTotal(terms);
  if (most <= WHOLE_MILLIONTHS) return [];
  const message = `the percentages come to as much as ${most / 10_000} %; lower them to at most 100 % together.`;
  return [{ path: 'terms.shares', message }];
}

function highestRate(term: ShareTerm): number {
  if (term.kind === 'per_order') return 0;
  const percents = term.kind === 'tiered' ? term.tiers.map(({ percent }) => percent) : [term.percent];
  return Math.max(...percents.map(percentMillionths));
}
