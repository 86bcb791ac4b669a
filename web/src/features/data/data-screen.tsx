import { useQuery } from '@tanstack/react-query';
import { formatCount } from '@syncline/shared/format';
import { dataStatusQuery } from '../../lib/questions.ts';
import { useScreenSearch } from '../../lib/screen-search.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { Page } from '../../ui/page.tsx';
import { CatalogueTab } from './catalogue-tab.tsx';
import { dataSearchFields } from './data-search.ts';
import { DataTabs } from './data-tabs.tsx';
import { ImportsTab } from './imports-tab.tsx';
import { RefusedTab } from './refused-tab.tsx';
import { RulesTab } from './rules-tab.tsx';

/** What came in, what was refused, and how posts are told apart. The filter bar does not apply here. */
export function DataScreen() {
  const [search, setSearch] = useScreenSearch(dataSearchFields);
  const status = useQuery(dataStatusQuery);
  const { timezone } = useWorkspace();
  const tab = search.tab ?? 'imports';
  const refused = status.data?.dead_letters ?? 0;
  return (
    <Page title="Data" facts={`Everything stored, whatever the filters say; times in ${timezone}`}>
      <DataTabs
        value={tab}
        onChange={(next) =>
          setSearch({
            tab: next === 'imports' ? undefined : next,
            step: undefined,
            code: undefined,
            import: undefined,
          })
        }
        tabs={[
          { key: 'imports', label: 'Imports and freshness' },
          { key: 'refused', label: 'Refused records', count: refused > 0 ? formatCount(refused) : undefined },
          { key: 'rules', label: 'Tracking rules' },
          { key: 'catalogue', label: 'Catalogue' },
        ]}
      >
        {tab === 'imports' ? (
          <ImportsTab
            step={search.step ?? 'file'}
            onStep={(step) => setSearch({ step: step === 'file' ? undefined : step })}
            onRefused={(id) => setSearch({ tab: 'refused', step: undefined, import: id })}
          />
        ) : null}
        {tab === 'refused' ? (
          <RefusedTab
            code={search.code}
            importId={search.import}
            onFilter={(change) => setSearch({ code: change.code, import: change.import_id })}
          />
        ) : null}
        {tab === 'rules' ? <RulesTab /> : null}
        {tab === 'catalogue' ? <CatalogueTab /> : null}
      </DataTabs>
    </Page>
  );
}
