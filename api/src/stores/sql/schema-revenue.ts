import type { Generated } from 'kysely';

/** What a platform reported of a campaign's day; several rows of one key are layers, of which the latest counts. */
export interface SpendTable {
  id: Generated<number>;
  campaign: string;
  day: string;
  platform: string;
  item: string;
  amount_minor: number | null;
  currency: string;
  impressions: number | null;
  clicks: number | null;
  conversions_hundredths: number | null;
  /** The import, or the request, that brought it. */
  batch: string;
  /** 0 or 1: whether no later row has the same campaign, day, platform and item. */
  current: number;
  received_at: number;
}

/** What a currency was worth on a day; several rows of one day and currency are layers, of which one counts. */
export interface ExchangeRateTable {
  id: Generated<number>;
  day: string;
  currency: string;
  /** Units of the currency per euro, as a decimal without zeros at its ends. */
  rate: string;
  source: 'ecb' | 'hand';
  note: string;
  /** The import, or the request, that brought it. */
  batch: string;
  /** 0 or 1: whether it is the one that counts. */
  current: number;
  received_at: number;
  taken_back_at: number | null;
}

/** Who gets which share of what, from the day its first version begins. */
export interface AgreementTable {
  slug: string;
  name: string;
  scope_level: 'everything' | 'brand' | 'campaign' | 'offer';
  /** Null where it is about everything. */
  scope_slug: string | null;
  currency: string;
  /** A day, as those of the versions. */
  ends_on: string | null;
  /** The highest number that a version of it ever had. */
  last_version: number;
  created_at: number;
  origin: 'own' | 'demo';
}

export interface AgreementVersionTable {
  agreement: string;
  version: number;
  effective_from: string;
  /** As JSON. */
  terms: string;
  note: string | null;
  recorded_at: number;
}

/** What was changed of an agreement, when and from where; rows are only ever added, and go with the demo world's agreements. */
export interface AgreementChangeTable {
  id: Generated<number>;
  agreement: string;
  at: number;
  action: 'created' | 'version_added' | 'version_removed' | 'changed' | 'removed';
  version: number | null;
  /** What it concerns as it was and as it became, as JSON. */
  before: string | null;
  after: string | null;
  request: string;
  /** The other end of the connection the request came in on. */
  address: string | null;
}

/** One row, id 1: counted up by every change of the agreements, and so what such changes wait for. */
export interface AgreementBookTable {
  id: number;
  revision: number;
}

/** A month whose statements are closed; its row is never changed. */
export interface StatementMonthTable {
  /** YYYY-MM. */
  month: string;
  closed_at: number;
  /** What each month up to this one was settled from, as a JSON object of keys by currency and month. */
  settled: string;
}

/** A closed statement; its row is never changed. */
export interface StatementTable {
  /** Its place in the sequence, from 1 without a gap. */
  place: number;
  month: string;
  party: string;
  currency: string;
  /** The balance, in minor units. */
  closing: number;
  digest: string;
  /** All it says, as JSON. */
  document: string;
}

/** What was paid to a party, or, less than 0, by it. */
export interface PayoutTable {
  id: Generated<number>;
  party: string;
  currency: string;
  amount_minor: number;
  day: string;
  reference: string;
  note: string;
  recorded_at: number;
  /** The closed statement that holds it. */
  statement: number | null;
}

/** One row, id 1: counted up by every closing and every change of payouts, and so what these wait for. */
export interface StatementBookTable {
  id: number;
  revision: number;
}

/** Supposed terms of agreements under a name. */
export interface ScenarioTable {
  id: string;
  name: string;
  note: string;
  /** As JSON. */
  what_if: string;
  /** The days it is meant for; both are null, or neither. */
  period_from: string | null;
  period_to: string | null;
  origin: Generated<'own' | 'demo'>;
  created_at: number;
  updated_at: number;
}
