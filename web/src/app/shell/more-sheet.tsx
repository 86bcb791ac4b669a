import { Link } from '@tanstack/react-router';
import { carryFilters } from '../../lib/filters.ts';
import { DefinitionsIcon } from '../../ui/icons.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { useTour } from '../tour/tour-context.ts';
import { AlertNote, type Item } from './rail.tsx';
import styles from './rail.module.css';

/** The screens that have no place in the bar of a phone. */
export default function MoreSheet({ items, onClose }: { items: readonly Item[]; onClose: () => void }) {
  const startTour = useTour();
  return (
    <Sheet title="More" opened onClose={onClose}>
      <nav aria-label="More screens">
        <ul>
          {items.map(({ to, label, icon }) => (
            <li key={to}>
              <Link to={to} search={carryFilters} className={styles.row} onClick={onClose}>
                {icon}
                {label}
                {to === '/alerts' ? <AlertNote /> : null}
              </Link>
            </li>
          ))}
          <li>
            <button
              type="button"
              className={styles.row}
              onClick={() => {
                onClose();
                startTour();
              }}
            >
              <DefinitionsIcon />
              Take the tour
            </button>
          </li>
        </ul>
      </nav>
    </Sheet>
  );
}
