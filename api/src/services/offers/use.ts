/** What the event log says of an offer. */
export interface OfferUse {
  /** Events that name it. */
  events: number;
  /** Orders ever paid, refunded ones included. */
  sold: number;
}

/** Asks the event log, everything acknowledged included; throws while it does not answer. */
export type AskOfferUse = (slug: string) => Promise<OfferUse>;
