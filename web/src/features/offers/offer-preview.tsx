import { currencySchema } from '@syncline/shared/fields';
import { parseAmount } from '@syncline/shared/money';
import { priceWithTax } from '@syncline/shared/offers';
import type { ReactNode } from 'react';
import { formatDay, formatMoney, formatPercent, UNDEFINED } from '@syncline/shared/format';
import type { OfferDraft } from './offer-draft.ts';
import styles from './offer-preview.module.css';

/** A purchase by the offer as it stands in the form, post by post. */
export function OfferPreview({ draft, timezone }: { draft: OfferDraft; timezone: string }) {
  const product = draft.product.trim() || draft.name.trim() || 'the product';
  const price = priceOf(draft);
  const minutes = draft.confirmation_minutes.trim() || UNDEFINED;
  const trigger = <Hashtag text={draft.trigger_hashtag} missing="#trigger" />;
  const confirmation = <Hashtag text={draft.confirmation_hashtag} missing="#confirmation" />;
  return (
    <section className={styles.preview} aria-label="What people will see">
      <h2>What people will see</h2>
      <p className={styles.note}>A purchase, post by post, as the offer stands now</p>
      <ol>
        <Post who="The brand">
          Get {product} for {price?.offered ?? 'its price'} with a synced card. Post {trigger} to start your purchase.
          {draft.stock.trim() === '' ? '' : ' Quantity limited.'}
          {draft.ends_at === '' ? '' : ` Ends ${endText(draft.ends_at, timezone)}.`}
        </Post>
        <Post who="A buyer">{trigger}</Post>
        <Post who="The brand, in reply">
          @buyer To buy {product} for {price?.offered ?? 'its price'}, post {confirmation} within {minutes} minutes.
        </Post>
        <Post who="The buyer, in time">{confirmation}</Post>
        <Post who="The card is charged">
          {price ? (
            <>
              <strong>{price.charged}</strong>
              {price.tax ? ` ${price.tax}` : ''}
            </>
          ) : (
            'nothing yet: the price is missing'
          )}
        </Post>
      </ol>
    </section>
  );
}

function Post({ who, children }: { who: string; children: ReactNode }) {
  return (
    <li>
      <small>{who}</small>
      <p>{children}</p>
    </li>
  );
}

function Hashtag({ text, missing }: { text: string; missing: string }) {
  const tag = text.trim().replace(/^[#＃]/u, '');
  return tag === '' ? <em>{missing}</em> : <strong>#{tag}</strong>;
}

/** The price as it is offered and charged; null while it cannot be read. */
function priceOf(draft: OfferDraft): { offered: string; charged: string; tax: string } | null {
  const currency = draft.currency.trim().toUpperCase();
  const rate = Number(draft.tax_basis_points) * 100;
  if (!currencySchema.safeParse(currency).success) return null;
  const price = parseAmount(draft.price_minor.trim().replaceAll(',', ''), currency);
  if (!price.ok || !Number.isFinite(rate)) return null;
  const tax_basis_points = Math.round(rate);
  const isAdded = draft.tax === 'added' && tax_basis_points > 0;
  const charged = priceWithTax({ price_minor: price.minor, tax: isAdded ? 'added' : 'included', tax_basis_points });
  const percent = formatPercent(tax_basis_points / 10_000, { digits: tax_basis_points % 100 === 0 ? 0 : 2 });
  const added = formatMoney(charged - price.minor, currency);
  return {
    offered: formatMoney(price.minor, currency) + (isAdded ? ' + tax' : ''),
    charged: formatMoney(charged, currency),
    tax: tax_basis_points === 0 ? '' : isAdded ? `with ${added} of tax (${percent})` : `tax of ${percent} included`,
  };
}

function endText(wall: string, timezone: string): string {
  return `${formatDay(wall.slice(0, 10))}, ${wall.slice(11, 16)} ${timezone}`;
}
