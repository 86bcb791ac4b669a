import { ApiError } from '../../lib/errors.ts';
import { isForeignKeyViolation, isUniqueViolation } from '../../stores/sql/violations.ts';
import type { ServiceContext } from '../context.ts';

const LISTED = 5;

/** Throws `invalid_body` when an entry names a brand that is not in the catalogue. */
export async function requireBrand({ db }: ServiceContext, slug: string | null | undefined): Promise<void> {
  if (slug === null || slug === undefined) return;
  const found = await db.selectFrom('brands').select('slug').where('slug', '=', slug).executeTakeFirst();
  if (!found) throw missing('brand', slug);
}

/** Throws `invalid_body` when an entry names a campaign that is not in the catalogue. */
export async function requireCampaign({ db }: ServiceContext, slug: string | null | undefined): Promise<void> {
  if (slug === null || slug === undefined) return;
  const found = await db.selectFrom('campaigns').select('slug').where('slug', '=', slug).executeTakeFirst();
  if (!found) throw missing('campaign', slug);
}

function missing(what: 'brand' | 'campaign', slug: string): ApiError {
  return new ApiError('invalid_body', `${what}: there is no ${what} "${slug}".`, {
    path: what,
    hint: `Create the ${what} first, or leave it empty.`,
  });
}

/** Refuses to remove what `users` still refer to, naming them. */
export function refuseWhileUsed(what: string, slug: string, users: readonly string[]): void {
  if (users.length === 0) return;
  const rest = users.length > LISTED ? ` and ${users.length - LISTED} more` : '';
  throw new ApiError(
    'conflict',
    `The ${what} "${slug}" is still used by ${users.slice(0, LISTED).join(', ')}${rest}.`,
    { hint: 'Remove these, or let them refer to something else, first.' },
  );
}

/** Runs a write; what another writer did between its checks and its end is a `conflict` too. */
export async function guarded<Answer>(write: Promise<Answer>): Promise<Answer> {
  try {
    return await write;
  } catch (error) {
    if (!isForeignKeyViolation(error) && !isUniqueViolation(error)) throw error;
    throw new ApiError('conflict', 'The catalogue was changed by someone else at the same time.', {
      hint: 'Look at the catalogue again and repeat the change.',
      cause: error,
    });
  }
}

/** Editing a discovered entry makes it one's own; a demo entry stays one, so that it goes when the demo goes. */
export function originAfterEdit<Origin extends string>(origin: Origin): Origin | 'own' {
  return origin === 'discovered' ? 'own' : origin;
}

export function taken(what: string, slug: string): ApiError {
  return new ApiError('conflict', `A ${what} "${slug}" exists already.`, {
    path: 'slug',
    hint: 'Choose another slug, or change the one that exists.',
  });
}

export function unknown(what: string, key: string): ApiError {
  return new ApiError('not_found', `There is no ${what} "${key}".`);
}
