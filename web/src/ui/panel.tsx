import type { AnswerMeta } from '@syncline/shared/query';
import { type ReactNode, Suspense, useRef, useState } from 'react';
import { formatClock, formatInstantDay } from '@syncline/shared/format';
import { figureFacts, type FiguresMeta } from '../lib/figure-facts.ts';
import { type Scope, scopeText, useScope } from '../lib/scope.ts';
import type { ExportFacts, ValueTable } from '../lib/value-table.ts';
import { AboutFigures } from './about-figures.tsx';
import { WarningIcon } from './icons.tsx';
import styles from './panel.module.css';
import { PanelActions } from './panel-actions.tsx';
import { Empty, Failure, LoadingPlot, LoadingText } from './states.tsx';
import { ValueTableView } from './value-table-view.tsx';

/** The part of a TanStack query result a panel reads; pass the result itself, or `mergeQueries(a, b)`. */
export interface PanelQuery {
  isPending: boolean;
  isError: boolean;
  error: unknown;
  isPlaceholderData: boolean;
  refetch: () => unknown;
}

/** Several questions as one: pending or failed as soon as one of them is. */
export function mergeQueries(...queries: readonly PanelQuery[]): PanelQuery {
  const failed = queries.find((query) => query.isError);
  return {
    isPending: queries.some((query) => query.isPending),
    isError: failed !== undefined,
    error: failed?.error ?? null,
    isPlaceholderData: queries.some((query) => query.isPlaceholderData),
    refetch: () => Promise.all(queries.filter((query) => query.isError).map((query) => query.refetch())),
  };
}

/** The part of the `meta` of an answer a panel reads; pass it whole. */
type PanelMeta = Pick<AnswerMeta, 'as_of' | 'timezone'> & FiguresMeta;

/** A scrolling region must be reachable by keyboard. */
const REACHABLE = { tabIndex: 0 };

interface PanelProps {
  /** A finding where the interval carries it, else "what by what". Undefined while it depends on data under way. */
  title: string | undefined;
  /** "What by what", said where the title is not known as the question failed. */
  what?: string;
  /** Unit, base and rule. */
  subtitle?: ReactNode;
  query?: PanelQuery;
  /** Height of the body while it loads, fails or shows its table; the drawn height should be the same. */
  height: number;
  /** Set when there is nothing to draw. */
  empty?: { sentence: ReactNode; action?: ReactNode } | undefined | false;
  /** A partial answer, in words. */
  warning?: ReactNode;
  /** The same numbers: gives the table view and the CSV. */
  table?: ValueTable | undefined;
  /** What is counted, of a part that has neither table nor answer. */
  counts?: string;
  /** What the answer says of itself: for exports, and for the card that says what the figures are. */
  meta?: PanelMeta | undefined;
  /** The scope asked for, where it is not the filter bar's. */
  scope?: Scope;
  /** Whether the body holds a drawing to export as SVG and PNG; a plain table does not. */
  picture?: boolean;
  /** Stands at the right, before the table and export controls. */
  controls?: ReactNode;
  /** A line under the body. */
  source?: ReactNode;
  children: ReactNode | (() => ReactNode);
}

/**
 * A part of the sheet under a hairline: title, subtitle, table toggle, export menu, body, source line.
 * The body keeps `height` while loading, shows one sentence when empty, says what failed, and stays at 60 % while its
 * question is asked again. Give children as a function when they need the data to be there.
 */
export function Panel(props: PanelProps) {
  const { subtitle, query, height, empty, warning, table, controls, source, picture = true } = props;
  const title = props.title ?? (query?.isError ? props.what : undefined);
  const own = useScope();
  const scope = props.scope ?? own;
  const body = useRef<HTMLDivElement>(null);
  const [asTable, setAsTable] = useState(false);
  const ready = !query || (!query.isPending && !query.isError);
  const drawn = ready && !empty;
  return (
    <section className={styles.panel} aria-busy={query?.isPending ?? false}>
      <div className={styles.head}>
        <div className={styles.text}>
          <h2>{title ?? <LoadingText width="45%" />}</h2>
          {subtitle ? <p className={styles.subtitle}>{subtitle}</p> : null}
          {warning && ready ? (
            <p className={styles.warning}>
              <WarningIcon size={13} /> {warning}
            </p>
          ) : null}
        </div>
        {controls ? <div className={styles.controls}>{controls}</div> : null}
        {query?.isPending ? <div className={picture ? `${styles.actions} ${styles.three}` : styles.actions} /> : null}
        {ready && (table || props.meta || props.counts) ? (
          <div className={styles.actions}>
            <AboutFigures
              title={title ?? ''}
              what={props.counts ?? subtitle}
              heads={table?.columns.map(({ label }) => label) ?? []}
              scope={table || props.meta ? scopeText(scope) : null}
              asOf={props.meta ? asOfText(props.meta) : null}
              meta={props.meta}
            />
            {table && drawn ? (
              <PanelActions
                table={table}
                facts={() => factsOf({ ...props, title: title ?? '', scope })}
                body={body}
                {...(picture ? { asTable, onTable: setAsTable } : {})}
              />
            ) : null}
          </div>
        ) : null}
      </div>
      <div
        ref={body}
        className={query?.isPlaceholderData ? `${styles.body} ${styles.stale}` : styles.body}
        style={drawn && !asTable ? undefined : { height }}
      >
        <Body {...props} title={title} ready={ready} asTable={asTable && picture} />
      </div>
      {source && (drawn || query?.isPending) ? <p className={styles.source}>{source}</p> : null}
    </section>
  );
}

function Body({
  title,
  query,
  empty,
  table,
  children,
  ready,
  asTable,
  height,
}: PanelProps & { ready: boolean; asTable: boolean }) {
  if (query?.isError)
    return <Failure what={`“${title ?? 'This part'}” could not be loaded`} error={query.error} retry={query.refetch} />;
  if (!ready) return <LoadingPlot />;
  if (empty) return <Empty {...empty} />;
  if (asTable && table) {
    return (
      <section className={styles.scroll} style={{ height }} {...REACHABLE} aria-label={`${title ?? ''}, as a table`}>
        <ValueTableView table={table} />
      </section>
    );
  }
  return (
    <Suspense
      fallback={
        <div style={{ height }}>
          <LoadingPlot />
        </div>
      }
    >
      {typeof children === 'function' ? children() : children}
    </Suspense>
  );
}

function factsOf({
  title,
  subtitle,
  scope,
  table,
  meta,
}: Pick<PanelProps, 'subtitle' | 'table' | 'meta'> & { title: string; scope: Scope }): ExportFacts {
  const { version, demo } = scope.workspace;
  const lines = [
    typeof subtitle === 'string' ? subtitle : null,
    scopeText(scope),
    `Source: event log of Syncline ${version}${meta ? `, every event counted, as of ${asOfText(meta)}` : ''}`,
    demo.state === 'none' ? null : 'Demo data',
  ];
  const heads = table?.columns.map(({ label }) => label) ?? [];
  return {
    title,
    lines: lines.filter((line) => line !== null),
    method: figureFacts({ title, heads, meta }).map(({ name, text }) => `${name}: ${text}`),
  };
}

function asOfText({ as_of, timezone }: PanelMeta): string {
  return `${formatInstantDay(as_of, timezone)}, ${formatClock(as_of, timezone)}`;
}
