import type { LivePurchase } from '@syncline/shared/live';
import { memo } from 'react';
import { formatInstant, formatMoney, UNDEFINED } from '@syncline/shared/format';
import type { LiveEntry } from './live-state.ts';
import { agoText, DEVICE_NAMES, LOSS_NAMES, STAGE_NAMES, STAGE_TONES } from './live-words.ts';
import styles from './live.module.css';

/** How slugs are named on screen. */
export interface Names {
  offer: (slug: string) => string;
  campaign: (slug: string) => string;
}

interface LiveListProps {
  entries: readonly LiveEntry[];
  names: Names;
  /** Epoch milliseconds by the server's clock. */
  now: number;
  timezone: string;
}

/** Purchase events, newest first. A row is drawn again only when what it says changes. */
export function LiveList({ entries, names, now, timezone }: LiveListProps) {
  return (
    <table className={styles.table}>
      <caption className="sr-only">Purchases, newest first</caption>
      <thead>
        <tr>
          <th scope="col">Stage</th>
          <th scope="col">Offer</th>
          <th scope="col" className={styles.wide}>
            Campaign
          </th>
          <th scope="col" className={styles.number}>
            Amount
          </th>
          <th scope="col" className={styles.wide}>
            Device
          </th>
          <th scope="col" className={styles.wide}>
            Order
          </th>
          <th scope="col" className={styles.number}>
            When
          </th>
        </tr>
      </thead>
      <tbody>
        {entries.map(({ key, purchase }) =>
          purchase === null ? (
            <GapRow key={key} />
          ) : (
            <PurchaseRow
              key={key}
              purchase={purchase}
              offer={purchase.offer === null ? UNDEFINED : names.offer(purchase.offer)}
              campaign={purchase.campaign === null ? UNDEFINED : names.campaign(purchase.campaign)}
              ago={agoText(purchase.at, now)}
              at={formatInstant(purchase.at, timezone)}
            />
          ),
        )}
      </tbody>
    </table>
  );
}

const COLUMNS = 7;

function GapRow() {
  return (
    <tr>
      <td colSpan={COLUMNS} className={styles.gap}>
        The connection was away for longer than events are kept: some may be missing here.
      </td>
    </tr>
  );
}

interface PurchaseRowProps {
  purchase: LivePurchase;
  offer: string;
  campaign: string;
  ago: string;
  at: string;
}

const PurchaseRow = memo(function PurchaseRow({ purchase, offer, campaign, ago, at }: PurchaseRowProps) {
  const { stage, loss, amount_minor, currency, device, order } = purchase;
  return (
    <tr className={styles.row}>
      <td className={styles.stage}>
        <i className={`${styles.mark} ${styles[STAGE_TONES[stage]]}`} aria-hidden="true" />
        <span className={styles[`${STAGE_TONES[stage]}Word`]}>{STAGE_NAMES[stage]}</span>
        {loss === null ? null : <small>{LOSS_NAMES[loss]}</small>}
      </td>
      <td className={styles.offer}>{offer}</td>
      <td className={styles.wide}>{campaign}</td>
      <td className={styles.number}>
        {amount_minor === null || currency === null ? UNDEFINED : formatMoney(amount_minor, currency)}
      </td>
      <td className={styles.wide}>
        <i
          className={styles.device}
          style={{ background: `var(--${device === 'other' ? 'unknown' : device})` }}
          aria-hidden="true"
        />
        {DEVICE_NAMES[device]}
      </td>
      <td className={`${styles.wide} ${styles.order}`}>{order}</td>
      <td className={styles.number}>
        <time dateTime={purchase.at} title={at}>
          {ago}
        </time>
      </td>
    </tr>
  );
});
