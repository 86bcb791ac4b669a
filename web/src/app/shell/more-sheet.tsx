import { Link } from '@tanstack/react-router';
import { carryFilters } from '../../lib/filters.ts';
import { Sheet } from '../../ui/sheet.tsx';
import type { Item } from './rail.tsx';
import styles from './rail.module.css';

/** The screens that have no place in the bar of a phone. */
export default function MoreSheet({ items, onClose }: { items: readonly Item[]; onClose: () => void }) {
  return (
    <Sheet title="More" opened onClose={onClose}>
      <nav aria-label="More screens">
        <ul>
          {items.map(({ to, label, icon }) => (
            <li key={to}>
              <Link to={to} search={carryFilters} className={styles.row} onClick={onClose}>
                {icon}
                {label}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
    </Sheet>
  );
}
