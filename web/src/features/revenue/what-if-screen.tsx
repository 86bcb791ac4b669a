import type { Agreement, Terms } from '@syncline/shared/agreements';
import type { SupposedTerms } from '@syncline/shared/revenue-scenarios';
import type { Scenario } from '@syncline/shared/scenarios';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { carryFilters, type FilterSearch } from '../../lib/filters.ts';
import { formatDay, formatPeriod } from '@syncline/shared/format';
import { type Scope, useScope } from '../../lib/scope.ts';
import { useScreenSearch } from '../../lib/screen-search.ts';
import { Choice, Field } from '../../ui/fields.tsx';
import { Cell, Page, Row } from '../../ui/page.tsx';
import { Empty, Failure, LoadingPlot } from '../../ui/states.tsx';
import { agreementsQuery } from './agreements-questions.ts';
import { SectionLinks } from './section-links.tsx';
import { canBeAsked, isSame, nameOf, supposition, versionAt } from './supposed.ts';
import { packSupposed, unpackSupposed } from './supposed-link.ts';
import { BreakEvenPanels } from './what-if-break-even.tsx';
import { ComparePanel, WhatIfPartiesPanel } from './what-if-parties.tsx';
import { scenariosQuery, useScenarioShares } from './what-if-questions.ts';
import { ScenarioBar, ScenariosPanel } from './what-if-scenarios.tsx';
import { type WhatIfSearch, whatIfSearchFields } from './what-if-search.ts';
import { WhatIfTerms } from './what-if-terms.tsx';
import { TornadoPanel } from './what-if-tornado.tsx';
import styles from './what-if.module.css';

/** What everybody would have come to under other terms; nothing real changes. */
export function WhatIfScreen() {
  const scope = useScope();
  const agreements = useQuery(agreementsQuery);
  const scenarios = useQuery(scenariosQuery);
  const own = (agreements.data?.items ?? []).filter(({ currency }) => currency === scope.currency);
  return (
    <Page
      title="What if"
      facts={`${formatPeriod(scope.period, { year: true })}, under terms that are only supposed; nothing real changes`}
    >
      <SectionLinks />
      {agreements.isError ? (
        <Failure what="The agreements could not be read" error={agreements.error} retry={agreements.refetch} />
      ) : scenarios.isError ? (
        <Failure what="The saved scenarios could not be read" error={scenarios.error} retry={scenarios.refetch} />
      ) : !agreements.data || !scenarios.data ? (
        <section aria-busy="true">
          <LoadingPlot />
        </section>
      ) : own.length === 0 ? (
        <Empty
          sentence={`There is no agreement in ${scope.currency} yet, so that there are no terms to suppose others for.`}
          action={
            <Link to="/revenue/agreements" search={carryFilters}>
              Agreements
            </Link>
          }
        />
      ) : (
        <Supposing scope={scope} agreements={own} scenarios={scenarios.data.items} scenariosQuery={scenarios} />
      )}
    </Page>
  );
}

interface SupposingProps {
  scope: Scope;
  agreements: readonly Agreement[];
  scenarios: readonly Scenario[];
  scenariosQuery: Parameters<typeof ScenariosPanel>[0]['query'];
}

function Supposing({ scope, agreements, scenarios, scenariosQuery }: SupposingProps) {
  const [search, setSearch] = useScreenSearch(whatIfSearchFields);
  const navigate = useNavigate();
  const replace = useCallback(
    (change: Partial<WhatIfSearch>) =>
      void navigate({
        to: '.',
        search: (before: FilterSearch & WhatIfSearch) => ({ ...before, ...change }),
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  );
  const state = supposedBy(search, agreements, scenarios);
  const { scenario, supposed, agreement, warnings } = state;
  const inForce =
    agreement.versions.find((one) => one.version === search.version) ?? versionAt(agreement, scope.period.to);
  const entry = supposed.find((one) => one.agreement === agreement.slug);
  const terms = entry?.terms ?? inForce.terms;
  // Of several versions the one in force at the end of the period, so that unchanged terms are what is.
  const version = entry ? entry.version : agreement.versions.length > 1 ? inForce.version : undefined;
  const now = agreement.versions.find((one) => one.version === version)?.terms ?? inForce.terms;
  const suppose = (next: Terms, of: number | undefined) => {
    const others = supposed.filter((one) => one.agreement !== agreement.slug);
    const was = agreement.versions.find((one) => one.version === of) ?? inForce;
    const isAsItIs = isSame(next, was.terms) && (of !== undefined || agreement.versions.length === 1);
    const changed = isAsItIs ? others : [...others, supposition(agreement.slug, next, of)];
    const packed = packSupposed(changed);
    const isSaved = packed === packSupposed(scenario?.what_if ?? []);
    replace({ supposed: isSaved ? undefined : packed, agreement: agreement.slug });
  };
  const whatIf = [
    ...supposed.filter((one) => one.agreement !== agreement.slug),
    supposition(agreement.slug, terms, version),
  ];
  const open = (next: Scenario | undefined) => {
    const period: Partial<FilterSearch> = next?.period ?? {};
    setSearch({
      scenario: next?.id,
      supposed: undefined,
      version: undefined,
      agreement: next?.what_if[0]?.agreement,
      ...period,
    });
  };
  const names = new Map(agreements.map(({ slug, name }) => [slug, name]));
  const compared = (search.beside?.split(',') ?? []).flatMap((id) => scenarios.find((one) => one.id === id) ?? []);
  const comparable = compared.filter(({ what_if }) => what_if.every((one) => canBeAsked(one, agreements)));
  const shares = useScenarioShares(scope, { scenarios: [{ name: 'Supposed', what_if: supposed }] });
  const sideBySide = useScenarioShares(
    scope,
    comparable.length > 0 ? { scenarios: comparable.map(({ name, what_if }) => ({ name, what_if })) } : null,
  );
  return (
    <>
      {warnings.map((warning) => (
        <output key={warning} className={styles.warning}>
          {warning}
        </output>
      ))}
      <ScenarioBar
        // Of another scenario what is being written is another.
        key={scenario?.id ?? ''}
        scenario={scenario}
        supposed={supposed}
        period={scope.period}
        isChanged={search.supposed !== undefined}
        onOpen={open}
      />
      <Row>
        <Cell span={5}>
          <div className={styles.head}>
            <h2>{agreement.name}</h2>
            <div className={styles.choices}>
              {agreements.length > 1 ? (
                <Field label="Terms of">
                  <Choice
                    value={agreement.slug}
                    options={agreements.map(({ slug, name }) => ({ value: slug, label: name }))}
                    onChange={(slug) => replace({ agreement: slug, version: undefined })}
                  />
                </Field>
              ) : null}
              {agreement.versions.length > 1 ? (
                <Field label="In place of">
                  <Choice
                    value={version === undefined ? 'all' : String(version)}
                    options={[
                      ...agreement.versions.map((one) => ({
                        value: String(one.version),
                        label: `version ${one.version}, from ${formatDay(one.effective_from, { year: true })}`,
                      })),
                      { value: 'all', label: 'all versions' },
                    ]}
                    onChange={(value) => {
                      if (value !== 'all' && !entry) replace({ version: Number(value) });
                      else suppose(terms, value === 'all' ? undefined : Number(value));
                    }}
                  />
                </Field>
              ) : null}
            </div>
            <p>
              Supposed for every order of these days that is under{' '}
              {version === undefined
                ? 'this agreement.'
                : `version ${version} of this agreement; its other versions stay as they are.`}
              {supposed.some((one) => one.agreement !== agreement.slug)
                ? ` Terms are supposed for ${supposed.flatMap((one) => (one.agreement === agreement.slug ? [] : [names.get(one.agreement) ?? one.agreement])).join(', ')}, too.`
                : ''}
            </p>
          </div>
          <WhatIfTerms
            key={`${agreement.slug} ${scenario?.id ?? ''} ${search.version ?? ''}`}
            supposed={terms}
            now={now}
            currency={agreement.currency}
            onTerms={(next) => suppose(next, version)}
          />
        </Cell>
        <Cell span={7}>
          <WhatIfPartiesPanel
            scope={scope}
            query={shares}
            answer={shares.data}
            residual={terms.residual}
            isChanged={supposed.length > 0}
          />
          <BreakEvenPanels
            scope={scope}
            agreement={agreement.slug}
            terms={terms}
            whatIf={whatIf}
            search={search}
            setSearch={replace}
          />
        </Cell>
      </Row>
      <TornadoPanel scope={scope} agreement={agreement.slug} whatIf={whatIf} />
      <ScenariosPanel
        query={scenariosQuery}
        items={scenarios}
        agreements={agreements}
        compared={compared.map(({ id }) => id)}
        onCompare={(ids) => replace({ beside: ids.length > 0 ? ids.join(',') : undefined })}
        onOpen={open}
      />
      {comparable.length > 0 ? <ComparePanel scope={scope} query={sideBySide} answer={sideBySide.data} /> : null}
    </>
  );
}

/** What the address says is supposed, as far as it can be, and what of it cannot. */
function supposedBy(search: WhatIfSearch, agreements: readonly Agreement[], scenarios: readonly Scenario[]) {
  const scenario = scenarios.find(({ id }) => id === search.scenario);
  const unpacked = search.supposed === undefined ? undefined : unpackSupposed(search.supposed);
  const asked: SupposedTerms = unpacked ?? scenario?.what_if ?? [];
  const isThere = (slug: string) => agreements.some((one) => one.slug === slug);
  const holds = (one: SupposedTerms[number]) => canBeAsked(one, agreements);
  const gone = asked.filter((one) => !holds(one)).map(nameOf);
  const supposed = asked.filter(holds);
  const wanted = search.agreement ?? supposed[0]?.agreement;
  const agreement = agreements.find(({ slug }) => slug === wanted) ?? agreements[0];
  if (!agreement) throw new Error('There is no agreement to suppose terms for');
  const warnings = [
    search.scenario !== undefined && !scenario
      ? `There is no saved scenario “${search.scenario}”: it was deleted, or the link is of another installation.`
      : null,
    unpacked === null
      ? 'The terms of this link cannot be read: it was cut off or changed. These are the terms in force.'
      : null,
    gone.length > 0 ? `There is no agreement ${gone.join(', ')}: what was supposed for it is left out.` : null,
    search.agreement !== undefined && !isThere(search.agreement) && gone.length === 0
      ? `There is no agreement “${search.agreement}” to suppose terms for.`
      : null,
  ].filter((warning) => warning !== null);
  return { scenario, supposed, agreement, warnings };
}
