import type { AccountIdentity } from '@syncline/shared/accounts';
import { holdsCardNumber } from '../../ingest/card-number.ts';
import { ApiError } from '../../lib/errors.ts';

/**
 * Refuses, as `invalid_body`, whatever looks like a card number. Only an X id may be as long as one, and only where its
 * snowflake is of a time at which ids were given out (`now`, epoch milliseconds, at the latest).
 */
export function refuseCardNumbers(
  {
    network,
    account,
    token = '',
    lists = [],
  }: Partial<AccountIdentity> & { token?: string; lists?: readonly string[] | undefined },
  now: number,
): void {
  const holding = {
    network: isCard(network ?? ''),
    account: network === 'x' ? holdsCardNumber(account ?? '', now, 'user') : isCard(account ?? ''),
    token: isCard(token),
    lists: lists.some(isCard),
  };
  const path = Object.entries(holding).find(([, holds]) => holds)?.[0];
  if (path === undefined) return;
  throw new ApiError('invalid_body', `${path}: holds a payment card number, which is never taken.`, {
    path,
    hint: 'Send the token that the payment gateway gives for the card.',
  });
}

function isCard(text: string): boolean {
  return holdsCardNumber(text, Number.NaN, 'other');
}
