import { type Agreement, termsFaults } from '@syncline/shared/agreements';
import type { SupposedTerms } from '@syncline/shared/revenue-scenarios';
import { ApiError } from '../lib/errors.ts';
import type { SharesQuestion } from '../query/analysis/share-reading.ts';
import { listAgreements } from '../services/agreements/list.ts';
import type { ServiceContext } from '../services/context.ts';
import { listOfferPrices } from '../services/offers/list-prices.ts';

/**
 * What the shares hang on besides the log: it is made part of the question, so that an answer is kept no longer than that
 * stays. `supposed` holds terms by the place in the request at which they stand: not_found for those of an agreement that
 * does not exist, invalid_query for those that cannot stand.
 */
export async function sharesHangOn(
  ctx: ServiceContext,
  supposed: Readonly<Record<string, SupposedTerms>>,
): Promise<Pick<SharesQuestion, 'agreements' | 'offers'>> {
  const [agreements, offers] = await Promise.all([listAgreements(ctx), listOfferPrices(ctx)]);
  for (const [path, terms] of Object.entries(supposed)) refuseUnsound(terms, path, agreements);
  return { agreements, offers };
}

function refuseUnsound(supposed: SupposedTerms, at: string, agreements: readonly Agreement[]): void {
  supposed.forEach(({ agreement, version, terms }, index) => {
    const found = agreements.find(({ slug }) => slug === agreement);
    if (!found) {
      const path = `${at}[${index}].agreement`;
      throw new ApiError('not_found', `${path}: there is no agreement "${agreement}".`, { path });
    }
    if (version !== undefined && !found.versions.some((one) => one.version === version)) {
      const path = `${at}[${index}].version`;
      throw new ApiError('not_found', `${path}: "${agreement}" has no version ${version}.`, { path });
    }
    const [fault] = termsFaults(terms);
    if (!fault) return;
    const path = `${at}[${index}].${fault.path}`;
    throw new ApiError('invalid_query', `${path}: ${fault.message}`, { path });
  });
}
