import { Link } from '@tanstack/react-router';
import { carryFilters, type FilterSearch } from '../../lib/filters.ts';
import styles from './figure-link.module.css';
import { type FigureScope, ordersQuestion, type SharedOrdersSearch, sumOf } from './shared-orders-search.ts';

interface FigureLinkProps {
  /** The days and filters that the figure is of. */
  scope: FigureScope;
  of: SharedOrdersSearch;
  /** In minor units. */
  amount: number;
  /** Whether the figure knows nothing of the filters. */
  unfiltered?: boolean;
  /** The amount as it is written. */
  text: string;
}

/** A figure of the shares that leads to the orders under it. */
export function FigureLink({ scope, of, amount, unfiltered = false, text }: FigureLinkProps) {
  const { from, to } = scope.period;
  const sum = sumOf(amount, ordersQuestion(scope, of));
  return (
    <Link
      to="/revenue/orders"
      search={(before: FilterSearch) => ({ ...(unfiltered ? {} : carryFilters(before)), from, to, ...of, sum })}
      className={styles.figure ?? ''}
      aria-label={`${text}, its orders`}
    >
      {text}
    </Link>
  );
}
