import { Link } from '@tanstack/react-router';
import { carryFilters } from '../../lib/filters.ts';
import { useScope } from '../../lib/scope.ts';
import { useScreenSearch } from '../../lib/screen-search.ts';
import { Button } from '../../ui/controls.tsx';
import { Page } from '../../ui/page.tsx';
import { ConvertedSharesPanel } from './converted-shares-panel.tsx';
import { CurrenciesPanel } from './currencies-panel.tsx';
import { RateEntry } from './rate-entry.tsx';
import { RateLinesPanel } from './rate-lines-panel.tsx';
import { RateListPanel } from './rate-list-panel.tsx';
import styles from './rates.module.css';
import { useCurrencies } from './rates-questions.ts';
import { ratesSearchFields } from './rates-search.ts';
import { SectionLinks } from './section-links.tsx';

/** In which currencies is sold, what that is in the workspace's, and the exchange rates it goes by. */
export function RatesScreen() {
  const scope = useScope();
  const [search, setSearch] = useScreenSearch(ratesSearchFields);
  const currencies = useCurrencies(scope);
  const open = (rate?: string) => setSearch({ rate });
  const [day, currency] = search.rate?.split('.') ?? [];
  return (
    <Page
      title="Exchange rates"
      facts="Units per euro, by day; each payment and refund is converted at the rate of its own day"
      actions={
        <span className={styles.actions}>
          <Link to="/data" search={carryFilters}>
            Import a file of rates
          </Link>
          <Button look="primary" onClick={() => open('add')}>
            Enter a rate
          </Button>
        </span>
      }
    >
      <SectionLinks />
      {search.rate === undefined ? null : (
        <RateEntry
          key={search.rate}
          day={search.rate === 'add' ? undefined : day}
          currency={currency ?? search.currency}
          proposed={scope.period.to < scope.workspace.today ? scope.period.to : scope.workspace.today}
          onClose={() => open()}
        />
      )}
      <CurrenciesPanel scope={scope} query={currencies} />
      {currencies.data?.currencies.some(({ currency }) => currency !== scope.currency) ? (
        <ConvertedSharesPanel scope={scope} />
      ) : null}
      <RateLinesPanel
        scope={scope}
        query={currencies}
        chosen={search.currency}
        onCurrency={(currency) => setSearch({ currency })}
      />
      <RateListPanel
        scope={scope}
        currency={search.currency}
        onCurrency={(currency) => setSearch({ currency })}
        onOpen={open}
      />
    </Page>
  );
}
