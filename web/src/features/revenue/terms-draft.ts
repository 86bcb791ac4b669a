import {
  type PartyRole,
  percentSchema,
  type Share,
  type ShareTerm,
  type Terms,
  termsFaults,
  termsSchema,
} from '@syncline/shared/agreements';
import { formatAmount, parseAmount } from '@syncline/shared/money';
import { fileStem } from '../../lib/value-table.ts';

/** A party of the form; everything as it is typed. */
export interface PartyDraft {
  /** Of a party that was there before; else it is made of the name. */
  key: string;
  name: string;
  role: PartyRole;
}

export interface ShareDraft extends PartyDraft {
  /** Tells rows of the form apart. */
  id: number;
  percent: string;
  of: 'gross' | 'net';
  /** Other rates for what is above an amount a month. */
  tiers: { from: string; percent: string }[];
  per_order: string;
  on_refund: Share['on_refund'];
  cap: string;
  minimum: string;
}

export interface TermsDraft {
  shares: ShareDraft[];
  residual: PartyDraft;
  /** Keys of parties; '' is nobody. */
  discount_funded_by: string;
  fees_borne_by: string;
  tax: Terms['tax'];
}

/** By path, as the API names fields; those of a share's terms by their field in the form. */
export type TermsFaults = Record<string, string>;

let rows = 0;

/** A share that nothing is written of. */
export function emptyShare(): ShareDraft {
  rows += 1;
  const money = { per_order: '', cap: '', minimum: '' };
  return {
    id: rows,
    key: '',
    name: '',
    role: 'platform',
    percent: '',
    of: 'net',
    tiers: [],
    on_refund: 'returned',
    ...money,
  };
}

export function emptyTerms(): TermsDraft {
  return {
    shares: [{ ...emptyShare(), name: 'Platform' }],
    residual: { key: '', name: 'Merchant', role: 'merchant' },
    discount_funded_by: '',
    fees_borne_by: '',
    tax: 'excluded',
  };
}

/** The key of a party, which figures of different agreements are added up by. */
function partyKey({ key, name }: PartyDraft): string {
  return key === '' ? fileStem(name) : key;
}

/** Terms as they stand in the form; null where they hold more than it can show. */
export function termsDraft(terms: Terms, currency: string): TermsDraft | null {
  const shares = terms.shares.map((share) => shareDraft(share, currency));
  if (shares.some((share) => share === null)) return null;
  const { residual, discount_funded_by, fees_borne_by, tax } = terms;
  return {
    shares: shares.filter((share) => share !== null),
    residual: { key: residual.party, name: residual.name, role: residual.role },
    discount_funded_by: discount_funded_by ?? '',
    fees_borne_by: fees_borne_by ?? '',
    tax,
  };
}

function shareDraft(share: Share, currency: string): ShareDraft | null {
  const { party, name, role, terms, on_refund, cap_minor, minimum_minor } = share;
  const amount = (minor: number | null) => (minor === null ? '' : formatAmount(minor, currency));
  const rates = terms.filter((term) => term.kind !== 'per_order');
  const fixed = terms.filter((term) => term.kind === 'per_order');
  if (rates.length > 1 || fixed.length > 1) return null;
  const [rate] = rates;
  const [first, ...above] = rate?.kind === 'tiered' ? rate.tiers : [];
  return {
    ...emptyShare(),
    key: party,
    name,
    role,
    percent: rate?.kind === 'percentage' ? rate.percent : (first?.percent ?? ''),
    of: rate?.of ?? 'net',
    tiers: above.map(({ from_minor, percent }) => ({ from: amount(from_minor), percent })),
    per_order: amount(fixed[0]?.amount_minor ?? null),
    on_refund,
    cap: amount(cap_minor),
    minimum: amount(minimum_minor),
  };
}

type Read = { terms: Terms; faults: null } | { terms: null; faults: TermsFaults };

/** Reads the form as terms in `currency`, or says of each field what is wrong. */
export function readTerms(draft: TermsDraft, currency: string): Read {
  const faults: TermsFaults = {};
  const shares = draft.shares.map((share, index) => readShare(share, `terms.shares[${index}]`, currency, faults));
  if (draft.residual.name.trim() === '') faults['terms.residual.name'] = 'is needed';
  if (Object.keys(faults).length > 0) return { terms: null, faults };
  const parsed = termsSchema.safeParse({
    shares,
    residual: partyOf(draft.residual),
    discount_funded_by: draft.discount_funded_by || null,
    fees_borne_by: draft.fees_borne_by || null,
    tax: draft.tax,
  });
  if (!parsed.success) return { terms: null, faults: { terms: parsed.error.issues[0]?.message ?? 'cannot stand' } };
  for (const { path, message } of termsFaults(parsed.data)) faults[formPath(path)] ??= message;
  return Object.keys(faults).length > 0 ? { terms: null, faults } : { terms: parsed.data, faults: null };
}

/** The field of the form that a path of the API's stands for. */
export function formPath(path: string): string {
  return path
    .replace(/\.party$/, '.name')
    .replace(/_minor$/, '')
    .replace(/\.terms\[\d+\]\.tiers\[(\d+)\]\.from$/, (_, tier: string) => `.tiers[${Number(tier) - 1}].from`);
}

function partyOf(draft: PartyDraft) {
  return { party: partyKey(draft), name: draft.name.trim(), role: draft.role };
}

function readShare(draft: ShareDraft, path: string, currency: string, faults: TermsFaults) {
  const amount = (text: string, field: string): number | null => {
    const plain = text.trim().replaceAll(',', '');
    if (plain === '') return null;
    const read = parseAmount(plain, currency);
    if (!read.ok) faults[`${path}.${field}`] = read.message;
    return read.ok ? read.minor : null;
  };
  const percent = (text: string, field: string): string => {
    const parsed = percentSchema.safeParse(text.trim().replace(/\s*%$/, ''));
    if (!parsed.success) faults[`${path}.${field}`] = parsed.error.issues[0]?.message ?? 'must be a percentage';
    return parsed.success ? parsed.data : '0';
  };
  if (draft.name.trim() === '') faults[`${path}.name`] = 'is needed';
  const terms: ShareTerm[] = [];
  const { of } = draft;
  if (draft.tiers.length > 0) {
    const tiers = draft.tiers.map((tier, index) => {
      const from_minor = amount(tier.from, `tiers[${index}].from`);
      if (from_minor === null) faults[`${path}.tiers[${index}].from`] ??= 'is needed';
      return { from_minor: from_minor ?? 0, percent: percent(tier.percent, `tiers[${index}].percent`) };
    });
    terms.push({
      kind: 'tiered',
      of,
      tiers: [{ from_minor: 0, percent: percent(draft.percent, 'percent') }, ...tiers],
    });
  } else if (draft.percent.trim() !== '') {
    terms.push({ kind: 'percentage', of, percent: percent(draft.percent, 'percent') });
  }
  const perOrder = amount(draft.per_order, 'per_order');
  if (perOrder !== null) terms.push({ kind: 'per_order', amount_minor: perOrder });
  if (terms.length === 0 && draft.per_order.trim() === '') {
    faults[`${path}.percent`] ??= 'a percentage or an amount per order is needed; 0 for none';
  }
  return {
    ...partyOf(draft),
    terms,
    on_refund: draft.on_refund,
    cap_minor: amount(draft.cap, 'cap'),
    minimum_minor: amount(draft.minimum, 'minimum'),
  };
}

/** The parties of a form that have a name, for choices. */
export function namedParties({ shares, residual }: TermsDraft): { value: string; label: string }[] {
  const all = [...shares, residual].filter(({ name }) => name.trim() !== '');
  return [...new Map(all.map((party) => [partyKey(party), party.name.trim()]))].map(([value, label]) => ({
    value,
    label,
  }));
}
