import {
  type Agreement,
  type AgreementScope,
  SCOPE_LEVELS,
  type Terms,
  termsFaults,
} from '@syncline/shared/agreements';
import { ApiError } from '../../lib/errors.ts';
import type { ServiceContext } from '../context.ts';
import { scopeText } from './agreement.ts';

/** Refuses terms that cannot stand, as `invalid_body` with the field and the fix. */
export function requireSoundTerms(terms: Terms): void {
  const [fault] = termsFaults(terms);
  if (fault) throw new ApiError('invalid_body', `${fault.path}: ${fault.message}`, { path: fault.path });
}

/** Refuses, as `invalid_body`, an agreement about what is not in the catalogue. */
export async function requireScope({ db }: ServiceContext, scope: AgreementScope): Promise<void> {
  if (scope.level === 'everything') return;
  const table = ({ brand: 'brands', campaign: 'campaigns', offer: 'offers' } as const)[scope.level];
  const found = await db.selectFrom(table).select('slug').where('slug', '=', scope.slug).executeTakeFirst();
  if (found) return;
  throw new ApiError('invalid_body', `scope.slug: there is no ${scope.level} "${scope.slug}".`, {
    path: 'scope.slug',
    hint: `Create the ${scope.level} first, or choose another.`,
  });
}

/** From which day to which an agreement holds, both ends included; null is without end. */
export interface Span {
  slug: string;
  scope: AgreementScope;
  currency: string;
  from: string;
  to: string | null;
}

export function spanOf({
  slug,
  scope,
  currency,
  ends_on,
  versions,
}: Omit<Agreement, 'name' | 'origin' | 'created_at'>): Span {
  const from = versions.map(({ effective_from }) => effective_from).toSorted()[0];
  if (from === undefined) throw new Error(`The agreement "${slug}" has no version`);
  return { slug, scope, currency, from, to: ends_on };
}

/** Refuses, as a `conflict` with the field and the fix, an agreement that holds when another one of its scope and currency does. */
export function refuseOverlap(mine: Span, all: readonly Agreement[]): void {
  for (const theirs of all.map(spanOf)) {
    if (theirs.slug === mine.slug || theirs.currency !== mine.currency) continue;
    if (scopeText(theirs.scope) !== scopeText(mine.scope) || !meet(mine, theirs)) continue;
    const path = mine.from < theirs.from ? 'ends_on' : 'effective_from';
    const until = theirs.to === null ? 'without an end' : `to ${theirs.to}`;
    throw new ApiError(
      'conflict',
      `${path}: agreement "${theirs.slug}" is about ${scopeText(mine.scope)} in ${mine.currency} too, from ${theirs.from} ${until}.`,
      {
        path,
        hint:
          path === 'ends_on'
            ? `End this one before ${theirs.from}.`
            : theirs.to === null
              ? `Give "${theirs.slug}" an end before this one begins, or add a version to it.`
              : `Begin this one after ${theirs.to}, or add a version to "${theirs.slug}".`,
      },
    );
  }
}

/**
 * Refuses, as a `conflict`, an agreement that would take past orders (today's included) out of a wider one that was in
 * force: what a past month came to stays. Past orders under no agreement may be given one.
 */
export async function refuseChangedPast(
  ctx: ServiceContext,
  mine: Span,
  { all, today }: { all: readonly Agreement[]; today: string },
): Promise<void> {
  if (mine.from > today) return;
  const past = { from: mine.from, to: mine.to !== null && mine.to < today ? mine.to : today };
  for (const theirs of all.map(spanOf)) {
    if (theirs.currency !== mine.currency || !meet(past, theirs)) continue;
    if (!(await mayContain(ctx, theirs.scope, mine.scope))) continue;
    throw new ApiError(
      'conflict',
      `effective_from: orders up to ${past.to} are under agreement "${theirs.slug}" about ${scopeText(theirs.scope)}, and stay under it.`,
      { path: 'effective_from', hint: `Begin after ${today}.` },
    );
  }
}

function meet(one: Pick<Span, 'from' | 'to'>, other: Pick<Span, 'from' | 'to'>): boolean {
  return (other.to === null || one.from <= other.to) && (one.to === null || other.from <= one.to);
}

/** Whether orders of the narrow scope can be orders of the wide one too, as far as the catalogue says. */
async function mayContain({ db }: ServiceContext, wide: AgreementScope, narrow: AgreementScope): Promise<boolean> {
  if (SCOPE_LEVELS.indexOf(wide.level) >= SCOPE_LEVELS.indexOf(narrow.level)) return false;
  if (wide.level === 'everything' || narrow.level === 'everything') return true;
  const offer =
    narrow.level === 'offer'
      ? await db.selectFrom('offers').select(['brand', 'campaign']).where('slug', '=', narrow.slug).executeTakeFirst()
      : undefined;
  const campaign = narrow.level === 'campaign' ? narrow.slug : (offer?.campaign ?? null);
  if (wide.level === 'campaign') return campaign === null || campaign === wide.slug;
  const ofCampaign =
    campaign === null
      ? undefined
      : await db.selectFrom('campaigns').select('brand').where('slug', '=', campaign).executeTakeFirst();
  const brand = offer?.brand ?? ofCampaign?.brand ?? null;
  return brand === null || brand === wide.slug;
}
