import { Link } from '@tanstack/react-router';
import { carryFilters, MOST_COMPARED } from '../../lib/filters.ts';
import { Button } from '../../ui/controls.tsx';
import styles from './campaigns.module.css';
import type { CampaignRow } from './rows.ts';

interface TickProps {
  row: CampaignRow;
  picked: readonly string[];
  onPick: (picked: readonly string[]) => void;
}

/** The check box before a campaign's name; it waits once six are ticked. */
export function Tick({ row: { slug, name }, picked, onPick }: TickProps) {
  if (slug === '') return <span className={styles.noTick} />;
  const checked = picked.includes(slug);
  return (
    // The box is small: the label around it makes it as large as a finger.
    <label className={styles.tick}>
      <input
        type="checkbox"
        aria-label={`Compare ${name}`}
        checked={checked}
        disabled={!checked && picked.length >= MOST_COMPARED}
        onChange={() => onPick(checked ? picked.filter((other) => other !== slug) : [...picked, slug])}
      />
    </label>
  );
}

interface PickedBarProps {
  picked: readonly string[];
  rows: readonly CampaignRow[];
  onPick: (picked: readonly string[]) => void;
}

/** What is ticked, and the way to the comparison of it. */
export function PickedBar({ picked, rows, onPick }: PickedBarProps) {
  if (picked.length === 0) return null;
  const name = (slug: string) => rows.find((row) => row.slug === slug)?.name ?? slug;
  return (
    <section className={styles.picked} aria-label="Campaigns to compare">
      <p>
        {picked.map(name).join(', ')}
        {picked.length === 1 ? <small> · tick up to five more</small> : null}
        {picked.length === MOST_COMPARED ? <small> · six at most</small> : null}
      </p>
      <Button onClick={() => onPick([])}>Clear</Button>
      {picked.length > 1 ? (
        <Link
          className={styles.compare}
          to="/campaigns/-/compare"
          search={(before) => ({ ...carryFilters(before), c: picked.join(',') })}
        >
          Compare {picked.length}
        </Link>
      ) : null}
    </section>
  );
}
