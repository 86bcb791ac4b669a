import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { carryFilters } from '../../lib/filters.ts';
import { campaignsQuery } from '../../lib/questions.ts';
import type { Scope } from '../../lib/scope.ts';
import { WarningIcon } from '../../ui/icons.tsx';
import { mergeQueries, Panel } from '../../ui/panel.tsx';
import { attentionTitle, dataNotices, fallenConfirmRates, type Notice, openDayNotice, sellOuts } from './attention.ts';
import styles from './attention-panel.module.css';
import { useAttention } from './questions.ts';

const SHOWN = 5;
/** Of three notices, the usual number. */
const HEIGHT = 176;

/** What needs a look now, out of rules that read the figures. */
export function AttentionPanel({ scope, openDays }: { scope: Scope; openDays: readonly string[] }) {
  const asked = useAttention(scope);
  const campaigns = useQuery(campaignsQuery);
  const { recent, earlier, soldEver, soldRecently, offers, status } = asked;
  const ready = recent.data && earlier.data && soldEver.data && soldRecently.data && offers.data && status.data;
  const notices = ready
    ? [
        ...(asked.hasEarlier
          ? fallenConfirmRates(recent.data.rows, earlier.data.rows, campaigns.data?.items ?? [], asked.recentDays)
          : []),
        ...sellOuts(offers.data.items, soldEver.data.rows, soldRecently.data.rows, asked.recentDays),
        ...dataNotices(status.data),
        ...openDayNotice(openDays),
      ]
    : [];
  const sorted = [
    ...notices.filter((notice) => notice.tone === 'warning'),
    ...notices.filter((notice) => notice.tone === 'note'),
  ];
  const hidden = sorted.length - SHOWN;
  return (
    <Panel
      what="What needs attention"
      title={ready ? attentionTitle(notices) : undefined}
      subtitle="By rules that read the last seven closed days, stock and the state of the data"
      query={mergeQueries(recent, earlier, soldEver, soldRecently, offers, status)}
      height={HEIGHT}
      empty={notices.length === 0 && { sentence: 'Everything is as it should be.' }}
    >
      <ul className={styles.list}>
        {sorted.slice(0, SHOWN).map((notice) => (
          <NoticeLine key={notice.key} notice={notice} />
        ))}
      </ul>
      {hidden > 0 ? <p className={styles.more}>and {hidden} more of the same kinds</p> : null}
    </Panel>
  );
}

function NoticeLine({ notice }: { notice: Notice }) {
  return (
    <li className={styles.notice}>
      <span className={notice.tone === 'warning' ? styles.warning : styles.note}>
        <WarningIcon size={15} />
      </span>
      <div>
        <h3>{notice.title}</h3>
        <p>
          {notice.text} <NoticeLink link={notice.link} />
        </p>
      </div>
    </li>
  );
}

function NoticeLink({ link }: { link: Notice['link'] }) {
  if (link.to === 'data' || link.slug === undefined) {
    return (
      <Link to="/data" search={carryFilters}>
        {link.label}
      </Link>
    );
  }
  const tab = link.to === 'conversion' ? { tab: 'conversion' as const } : {};
  return (
    <Link to="/campaigns/$slug" params={{ slug: link.slug }} search={(before) => ({ ...carryFilters(before), ...tab })}>
      {link.label}
    </Link>
  );
}
