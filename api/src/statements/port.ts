import type { Agreement, Party } from '@syncline/shared/agreements';
import type { Payout, StatementAdjustment, StatementLine, Statement } from '@syncline/shared/statements';
import type { OfferPrices } from '../settlement/known.ts';

/** A line of a party, in a month and currency. */
export interface MonthLine extends StatementLine {
  party: string;
  currency: string;
  month: string;
}

export interface MonthAdjustment extends StatementAdjustment {
  party: string;
  currency: string;
}

/** What a party was left with by its last closed statement. */
export interface Balance extends Party {
  currency: string;
  closing: number;
}

export interface ClosedMonth {
  month: string;
  closed_at: string;
  statements: number;
  /** What each month up to this one was settled from, by currency and month. */
  settled: Readonly<Record<string, string>>;
}

/** A statement as it is kept. */
export interface KeptStatement {
  place: number;
  party: string;
  currency: string;
  closing: number;
  digest: string;
  /** As JSON. */
  document: string;
}

/** What a month is closed with, and what is settled only while nothing else can change. */
export interface Closing {
  month: string;
  /** Payouts up to this day are in its statements. */
  lastDay: string;
  settled: Readonly<Record<string, string>>;
  /** The statements, numbered from `place`, with these payouts in them. */
  statements: (payouts: readonly Payout[], from: { place: number; closedAt: string }) => readonly KeptStatement[];
}

/** The closed statements, and what is written into the next ones. */
export interface StatementBook {
  terms(): Promise<{ agreements: Agreement[]; offers: OfferPrices[] }>;
  /** In their order, which has no gap. */
  closedMonths(): Promise<ClosedMonth[]>;
  balances(): Promise<Balance[]>;
  /** Everything that closed statements said of months from `month` on, the adjustments of these months included. */
  booked(month: string): Promise<MonthLine[]>;
  /** Payouts that no closed statement holds, up to a day. */
  pendingPayouts(through: string): Promise<Payout[]>;
  /** The closed statements of a month, by party. */
  statements(month: string): Promise<Statement[]>;
  /** Closes the month with everything that belongs to it, or nothing: false where it was closed meanwhile. */
  close(closing: Closing): Promise<boolean>;
}
