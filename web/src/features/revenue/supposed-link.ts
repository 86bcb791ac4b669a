import {
  percentMillionths,
  percentText,
  type Share,
  type ShareTerm,
  type Terms,
  termsFaults,
} from '@syncline/shared/agreements';
import { type SupposedTerms, supposedTermsSchema } from '@syncline/shared/revenue-scenarios';

// Supposed terms as a link holds them: lists in place of named fields, what is usual left out, as JSON in base64url.

type PackedTerm = string | [string, ...[number, string][]] | number;

const SHORT = { gross: 'g', net: 'n' } as const;
const LONG = { g: 'gross', n: 'net' } as const;

/** Terms as text that can stand in an address: some two hundred characters for two parties. */
export function packSupposed(supposed: SupposedTerms): string {
  const packed = supposed.map(({ agreement, version, terms }) => [
    agreement,
    packTerms(terms),
    ...(version === undefined ? [] : [version]),
  ]);
  const bytes = new TextEncoder().encode(JSON.stringify(packed));
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** The terms of a link; null where it holds none that can stand, as when it was cut off. */
export function unpackSupposed(text: string): SupposedTerms | null {
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    const packed: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (!Array.isArray(packed)) return null;
    const named = packed.map(([agreement, terms, version]) => ({ agreement, version, terms: unpackTerms(terms) }));
    const parsed = supposedTermsSchema.safeParse(named);
    if (!parsed.success || parsed.data.some(({ terms }) => termsFaults(terms).length > 0)) return null;
    return parsed.data;
  } catch {
    // Whatever is no base64, text, JSON or list of lists is no link of ours.
    return null;
  }
}

function packTerms({ shares, residual, discount_funded_by, fees_borne_by, tax }: Terms) {
  return [
    shares.map(packShare),
    [residual.party, residual.name, residual.role],
    discount_funded_by,
    fees_borne_by,
    tax === 'included' ? 1 : 0,
  ];
}

function packShare({ party, name, role, terms, on_refund, cap_minor, minimum_minor }: Share) {
  return [party, name, role, terms.map(packTerm), on_refund === 'kept' ? 1 : 0, cap_minor, minimum_minor];
}

/** 25 an order is 25, 7.5 % of net is "n7.5", tiers are a list that begins with their base. */
function packTerm(term: ShareTerm): PackedTerm {
  if (term.kind === 'per_order') return term.amount_minor;
  if (term.kind === 'percentage') return SHORT[term.of] + percent(term.percent);
  return [
    SHORT[term.of],
    ...term.tiers.map(({ from_minor, percent: rate }): [number, string] => [from_minor, percent(rate)]),
  ];
}

/** Without closing zeros, so that the same terms are the same text. */
function percent(text: string): string {
  return percentText(percentMillionths(text));
}

// What comes out is checked by the schema; here everything may be anything.

function unpackTerms([shares, residual, discount_funded_by, fees_borne_by, included]: [
  Parameters<typeof unpackShare>[0][],
  [unknown, unknown, unknown],
  unknown,
  unknown,
  unknown,
]) {
  const [party, name, role] = residual;
  return {
    shares: shares.map(unpackShare),
    residual: { party, name, role },
    discount_funded_by,
    fees_borne_by,
    tax: included === 1 ? 'included' : 'excluded',
  };
}

function unpackShare([party, name, role, terms, kept, cap_minor, minimum_minor]: [
  unknown,
  unknown,
  unknown,
  PackedTerm[],
  unknown,
  unknown,
  unknown,
]) {
  const on_refund = kept === 1 ? 'kept' : 'returned';
  return { party, name, role, terms: terms.map(unpackTerm), on_refund, cap_minor, minimum_minor };
}

function unpackTerm(packed: PackedTerm) {
  if (typeof packed === 'number') return { kind: 'per_order', amount_minor: packed };
  if (typeof packed === 'string') return { kind: 'percentage', of: baseOf(packed), percent: packed.slice(1) };
  const [of, ...tiers] = packed;
  return { kind: 'tiered', of: baseOf(of), tiers: tiers.map(([from_minor, percent]) => ({ from_minor, percent })) };
}

function baseOf(packed: string): string | undefined {
  return packed.startsWith('g') ? LONG.g : packed.startsWith('n') ? LONG.n : undefined;
}
