/** A word of the product that is no metric. */
export interface Term {
  key: string;
  term: string;
  meaning: string;
}

/** Words that figures, warnings and methods use. */
export const TERMS: readonly Term[] = [
  {
    key: 'exact',
    term: 'Exact',
    meaning:
      'Distinct people are counted, not estimated, and nothing is sampled. Reach of several days or campaigns is counted anew, as people who are in more than one of them count once.',
  },
  {
    key: 'person',
    term: 'Person',
    meaning:
      'One identifier of one network, kept as a keyed hash: no handle, card number or token is stored, logged or exported. Somebody with two accounts is two people.',
  },
  {
    key: 'open-day',
    term: 'Open day',
    meaning:
      'A day whose figures can still change: today, and days whose orders can still be confirmed. It is hatched or dashed, and its figures are as of the time said at the foot of the rail.',
  },
  {
    key: 'confirmation-window',
    term: 'Confirmation window',
    meaning:
      'The time within which a triggered order has to be confirmed: 15 minutes unless the offer says otherwise. A confirmation that comes later charges nobody.',
  },
  {
    key: 'attribution-window',
    term: 'Attribution window',
    meaning:
      'How long after an engagement or a view a payment is credited to the campaign. The last engagement within its window comes first, then the last view within its own.',
  },
  {
    key: 'primary-device',
    term: 'Primary device',
    meaning:
      'Primary mobile: at least the threshold (60 % unless another is chosen) of what somebody did in the period, impressions aside, was done on a phone or tablet. Primary desktop likewise; mixed: neither. Unknown: nothing on a known device.',
  },
  {
    key: 'interval',
    term: 'Interval',
    meaning:
      'The range that would hold the true value in 95 of 100 repetitions: Wilson for a share, Newcombe for a difference of shares, log ratio for a ratio. Which one, with its source, stands in the method of the figure.',
  },
  {
    key: 'index',
    term: 'Times as likely (index)',
    meaning:
      'The share of a group that does something ÷ the share of the comparison group. 1.96 is “96 % more likely”; it is no share of people, and always names its comparison group and both bases.',
  },
  {
    key: 'suppressed',
    term: 'Held back',
    meaning:
      'A row whose count of people is so small that somebody could be recognised is not told, nor another one from which it could be worked out.',
  },
  {
    key: 'share-of-revenue',
    term: 'Share of revenue',
    meaning:
      'What a party comes to under the agreement that is in force on the day an order is paid. Whole minor units are given out by largest remainder, so that shares, tax and what is not allocated add up to net revenue.',
  },
  {
    key: 'tier',
    term: 'Answered from',
    meaning:
      'Where an answer was read: intervals (figures kept ready day by day), the log itself, or both. The figures are the same from each; a question picked at random is checked every five minutes.',
  },
];
