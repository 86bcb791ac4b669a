import { type Agreement, versionOn } from '@syncline/shared/agreements';
import { useQuery } from '@tanstack/react-query';
import { Navigate } from '@tanstack/react-router';
import { carryFilters, type FilterSearch } from '../../lib/filters.ts';
import { useScreenSearch } from '../../lib/screen-search.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { Button } from '../../ui/controls.tsx';
import { DataTable, type TableColumn } from '../../ui/data-table.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Failure } from '../../ui/states.tsx';
import { AgreementEditor } from './agreement-editor.tsx';
import { AgreementView } from './agreement-view.tsx';
import { agreementsQuery } from './agreements-questions.ts';
import { agreementsSearchFields } from './agreements-search.ts';
import styles from './agreements.module.css';
import { SectionLinks } from './section-links.tsx';
import { aboutText, stateText, termsSentences } from './terms-words.ts';
import { useScopeNames } from './use-scope-names.ts';

/** The agreements that revenue is shared under, or the one that is open. */
export function AgreementsScreen() {
  const [search, setSearch] = useScreenSearch(agreementsSearchFields);
  const query = useQuery(agreementsQuery);
  const items = query.data?.items ?? [];
  const open = items.find(({ slug }) => slug === search.agreement);
  const view = (agreement?: string) => setSearch({ agreement, write: undefined });
  if (search.write === 'add') return <AgreementEditor agreement={null} onClose={view} />;
  if (open && search.write === 'version') return <AgreementEditor agreement={open} onClose={() => view(open.slug)} />;
  if (open && search.write === 'what-if') {
    const search = (before: FilterSearch) => ({ ...carryFilters(before), agreement: open.slug });
    return <Navigate to="/revenue/what-if" search={search} replace />;
  }
  if (open) return <AgreementView agreement={open} onClose={() => view()} onWrite={(write) => setSearch({ write })} />;
  return (
    <Page
      title="Agreements"
      facts="Who gets which share of what is sold; of several the most specific holds"
      actions={
        <Button look="primary" onClick={() => setSearch({ write: 'add', agreement: undefined })}>
          Add an agreement
        </Button>
      }
    >
      <SectionLinks />
      {query.isError ? (
        <Failure what="The agreements could not be read" error={query.error} retry={query.refetch} />
      ) : query.data && search.agreement !== undefined ? (
        <Empty
          sentence={`There is no agreement “${search.agreement}”.`}
          action={
            <Button look="outlined" onClick={() => view()}>
              All agreements
            </Button>
          }
        />
      ) : query.data && items.length === 0 ? (
        <Empty sentence="There is no agreement yet: everything that is sold is the seller’s. Add one to share it." />
      ) : (
        <section aria-busy={query.isPending} className={styles.list}>
          {query.data ? <AgreementTable items={items} onOpen={view} /> : null}
        </section>
      )}
    </Page>
  );
}

function AgreementTable({ items, onOpen }: { items: readonly Agreement[]; onOpen: (slug: string) => void }) {
  const { today } = useWorkspace();
  const nameOfScope = useScopeNames();
  const columns: TableColumn<Agreement>[] = [
    {
      key: 'name',
      label: 'Agreement',
      value: ({ name }) => name,
      cell: ({ name, slug, origin, scope }) => (
        <>
          <Button look="link" onClick={() => onOpen(slug)}>
            {name}
          </Button>
          {origin === 'demo' ? <span className={styles.demo}>demo</span> : null}
          <small className={styles.about}>{aboutText(scope, nameOfScope)}</small>
        </>
      ),
    },
    {
      key: 'about',
      label: 'About',
      value: ({ scope }) => aboutText(scope, nameOfScope),
      wide: true,
    },
    { key: 'currency', label: 'Currency', value: ({ currency }) => currency, wide: true },
    {
      key: 'terms',
      label: 'Terms',
      value: () => null,
      cell: (agreement) => {
        const { terms } = shownVersion(agreement, today);
        return (
          <span className={styles.brief}>
            {termsSentences(terms, agreement.currency).slice(0, Math.max(1, terms.shares.length)).join(' ')}
          </span>
        );
      },
      sortable: false,
      wide: true,
    },
    {
      key: 'state',
      label: 'State',
      value: (agreement) => stateText(agreement, today),
      cell: (agreement) => <span className={styles.inForce}>{stateText(agreement, today)}</span>,
    },
  ];
  return (
    <DataTable
      columns={columns}
      rows={items}
      rowKey={({ slug }) => slug}
      caption="Agreements"
      onRow={({ slug }) => onOpen(slug)}
    />
  );
}

/** The version in force, or the one that was last, or comes first. */
function shownVersion(agreement: Agreement, today: string) {
  const day = agreement.ends_on !== null && agreement.ends_on < today ? agreement.ends_on : today;
  const version = versionOn(agreement, day) ?? agreement.versions[0];
  if (!version) throw new Error(`The agreement "${agreement.slug}" has no version`);
  return version;
}
