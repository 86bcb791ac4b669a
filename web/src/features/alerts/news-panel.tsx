import type { AlertNews } from '@syncline/shared/alerts';
import { formatInstant, plural } from '@syncline/shared/format';
import { mailText } from '../../lib/mail-words.ts';
import { Panel, type PanelQuery } from '../../ui/panel.tsx';
import { newsText } from './alert-words.ts';
import styles from './alerts.module.css';

interface NewsPanelProps {
  news: PanelQuery;
  items: readonly AlertNews[];
  currency: string;
  timezone: string;
}

/** What fired and cleared, with the figure it did so by, and what became of its webhook and mail. */
export function NewsPanel({ news, items, currency, timezone }: NewsPanelProps) {
  return (
    <Panel
      title="What fired and cleared"
      subtitle="The last hundred, each with the figure that it was judged by then"
      query={news}
      height={120}
      picture={false}
      counts="The figure of each metric watched over the period named beside it, as the API answered it then"
      empty={items.length === 0 && { sentence: 'Nothing has fired yet.' }}
    >
      {() => (
        <ol className={styles.news} aria-label="What fired and cleared">
          {items.map((one) => (
            <li key={one.id}>
              <time dateTime={one.at}>{formatInstant(one.at, timezone)}</time>
              <span className={one.kind === 'fired' ? styles.fired : undefined}>{one.kind}</span>
              <span className={styles.what}>
                <strong>{one.name}</strong> {newsText(one, currency)}
              </span>
              <span className={styles.outcome}>
                <Delivery webhook={one.webhook} /> <Mailed mail={one.mail} />
              </span>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}

function Delivery({ webhook: { state, attempts, error } }: Pick<AlertNews, 'webhook'>) {
  if (state === 'off') return <span />;
  if (state === 'delivered') return <span className={styles.delivery}>delivered by webhook</span>;
  return (
    <span className={styles.problem}>
      {state === 'failed' ? 'not delivered' : attempts === 0 ? 'being delivered' : `tried ${plural(attempts, 'time')}`}
      {error ? `: ${error}` : ''}
    </span>
  );
}

function Mailed({ mail }: Pick<AlertNews, 'mail'>) {
  const { told, trouble } = mailText(mail);
  return (
    <>
      {told === '' ? null : <small className={styles.delivery}>{told}</small>}
      {trouble === '' ? null : <small className={styles.problem}>{trouble}</small>}
    </>
  );
}
