import { addDays } from '@syncline/shared/time';
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { carryFilters } from '../../lib/filters.ts';
import { formatClock, formatCount, formatDays, formatShort, formatInstantDay } from '@syncline/shared/format';
import { alertsQuery } from '../../lib/levels.ts';
import { campaignsQuery, dataStatusQuery, useAnswer } from '../../lib/questions.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import {
  AccountsIcon,
  AudienceIcon,
  BellIcon,
  CampaignsIcon,
  DataIcon,
  DefinitionsIcon,
  DevicesIcon,
  LiveIcon,
  LogoIcon,
  MoreIcon,
  OffersIcon,
  OrdersIcon,
  OverviewIcon,
  ReportsIcon,
  RevenueIcon,
  StudiesIcon,
} from '../../ui/icons.tsx';
import { TourOffer } from '../tour/tour-offer.tsx';
import styles from './rail.module.css';

const MoreSheet = lazy(() => import('./more-sheet.tsx'));

export interface Item {
  to:
    | '/'
    | '/campaigns'
    | '/devices'
    | '/audience'
    | '/studies'
    | '/revenue'
    | '/reports'
    | '/offers'
    | '/orders'
    | '/live'
    | '/alerts'
    | '/accounts'
    | '/data'
    | '/definitions';
  label: string;
  icon: ReactNode;
  /** Whether it stands under More on phones, whose bar has five places. */
  underMore?: true;
}

const SCREENS: readonly Item[] = [
  { to: '/', label: 'Overview', icon: <OverviewIcon /> },
  { to: '/campaigns', label: 'Campaigns', icon: <CampaignsIcon /> },
  { to: '/devices', label: 'Devices', icon: <DevicesIcon /> },
  { to: '/audience', label: 'Audience', icon: <AudienceIcon />, underMore: true },
  { to: '/studies', label: 'Studies', icon: <StudiesIcon />, underMore: true },
  { to: '/revenue', label: 'Revenue', icon: <RevenueIcon /> },
  { to: '/reports', label: 'Reports', icon: <ReportsIcon />, underMore: true },
];
const OPERATIONS: readonly Item[] = [
  { to: '/offers', label: 'Offers', icon: <OffersIcon /> },
  { to: '/orders', label: 'Orders', icon: <OrdersIcon /> },
  { to: '/live', label: 'Live', icon: <LiveIcon /> },
  { to: '/alerts', label: 'Alerts', icon: <BellIcon /> },
  { to: '/accounts', label: 'Accounts', icon: <AccountsIcon /> },
  { to: '/data', label: 'Data', icon: <DataIcon /> },
  { to: '/definitions', label: 'Definitions', icon: <DefinitionsIcon /> },
];

const MORE = [...SCREENS.filter(({ underMore }) => underMore), ...OPERATIONS];

/** The screens, then operations; at the foot how complete the figures are. A bar of icons below 1200; below 768 at the bottom, with what has no place there under More. */
export function Rail({ ready }: { ready: boolean }) {
  return (
    <aside className={styles.rail} aria-label="Syncline">
      <Link to="/" search={carryFilters} className={styles.brand} aria-label="Syncline, to the overview">
        <LogoIcon size={18} />
        <span>Syncline</span>
      </Link>
      <nav className={styles.nav} aria-label="Screens">
        <ul>
          {SCREENS.map((item) => (
            <RailItem key={item.to} item={item}>
              {ready && item.to === '/campaigns' ? <CampaignCount /> : null}
            </RailItem>
          ))}
        </ul>
        <p className={styles.group}>Operations</p>
        <ul className={styles.operations}>
          {OPERATIONS.map((item) => (
            <RailItem key={item.to} item={item}>
              {ready && item.to === '/data' ? <DataNote /> : null}
              {ready && item.to === '/alerts' ? <AlertNote /> : null}
            </RailItem>
          ))}
        </ul>
        <More ready={ready} />
      </nav>
      {ready ? <TourOffer /> : null}
      {ready ? <Completeness /> : null}
    </aside>
  );
}

/** On phones, where the bar has five places: the other screens and the operations, in a sheet. */
function More({ ready }: { ready: boolean }) {
  const [opened, setOpened] = useState(false);
  const path = useLocation({ select: ({ pathname }) => pathname });
  const within = MORE.some(({ to }) => path.startsWith(to));
  return (
    <>
      <button
        type="button"
        className={`${styles.item} ${styles.more}`}
        aria-current={within ? 'page' : undefined}
        aria-haspopup="dialog"
        onClick={() => setOpened(true)}
      >
        <MoreIcon />
        <span className={styles.label}>More</span>
        {ready ? <AlertNote /> : null}
      </button>
      {opened ? (
        <Suspense>
          <MoreSheet items={MORE} onClose={() => setOpened(false)} />
        </Suspense>
      ) : null}
    </>
  );
}

function RailItem({ item, children }: { item: Item; children: ReactNode }) {
  return (
    <li className={item.underMore ? styles.underMore : undefined}>
      <Link
        to={item.to}
        search={carryFilters}
        className={styles.item}
        activeOptions={{ exact: item.to === '/', includeSearch: false }}
        title={item.label}
      >
        {item.icon}
        <span className={styles.label}>{item.label}</span>
        {children}
      </Link>
    </li>
  );
}

function CampaignCount() {
  const campaigns = useQuery(campaignsQuery);
  return campaigns.data ? <span className={styles.count}>{formatCount(campaigns.data.items.length)}</span> : null;
}

/** How many alerts fired or cleared since somebody looked. */
export function AlertNote() {
  const unread = useQuery(alertsQuery).data?.unread ?? 0;
  return unread > 0 ? (
    <span className={`${styles.count} ${styles.late} ${styles.badge}`}>
      {formatCount(unread)}
      <span className={styles.word}> new</span>
    </span>
  ) : null;
}

function DataNote() {
  const { data } = useQuery(dataStatusQuery);
  if (!data) return null;
  if (data.engine.state !== 'ready')
    return <span className={`${styles.count} ${styles.late}`}>{data.engine.state}</span>;
  if (data.journal.backlog_events > 0) {
    return <span className={styles.count}>{formatShort(data.journal.backlog_events)} queued</span>;
  }
  return null;
}

/** Windows close within hours; a week holds every open day. */
const OPEN_WITHIN = 6;

function Completeness() {
  const { today } = useWorkspace();
  const period = { from: addDays(today, -OPEN_WITHIN), to: today };
  const answer = useAnswer({ metrics: ['purchases'], period, limit: 1 });
  // Its place is kept: what stands above it does not move.
  if (!answer.data) return <p className={styles.foot} />;
  const { as_of, timezone, open_days } = answer.data.meta;
  return (
    <p className={styles.foot}>
      <strong>Complete to {formatClock(as_of, timezone)}</strong>
      <br />
      {formatInstantDay(as_of, timezone)}, exact counts
      <br />
      {open_days.length > 0 ? `${formatDays(open_days)} still open` : 'no day is open'}
    </p>
  );
}
