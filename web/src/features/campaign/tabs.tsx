import { Link } from '@tanstack/react-router';
import { CAMPAIGN_TABS, type CampaignTab, carryFilters } from '../../lib/filters.ts';
import styles from '../../ui/link-tabs.module.css';

const LABELS: Record<CampaignTab, string> = {
  summary: 'Summary',
  reach: 'Reach',
  frequency: 'Frequency',
  conversion: 'Conversion',
};

/** The parts of a campaign's page; each has its own address. */
export function Tabs({ slug, tab }: { slug: string; tab: CampaignTab }) {
  return (
    <nav className={styles.tabs} aria-label="Parts of the campaign">
      {CAMPAIGN_TABS.map((name) => (
        <Link
          key={name}
          to="/campaigns/$slug"
          params={{ slug }}
          search={(before) => ({ ...carryFilters(before), tab: name === 'summary' ? undefined : name })}
          resetScroll={false}
          className={name === tab ? `${styles.tab} ${styles.current}` : styles.tab}
          aria-current={name === tab ? 'page' : undefined}
        >
          {LABELS[name]}
        </Link>
      ))}
    </nav>
  );
}
