import type { Workspace } from '@syncline/shared/control';
import type { Filter } from '@syncline/shared/query';
import { type Comparison, type Period, periodLength } from '@syncline/shared/time';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import {
  comparisonPeriod,
  type FilterDimension,
  type FilterSearch,
  type FilterState,
  isCovered,
  readFilters,
  toComparison,
  toFilters,
} from './filters.ts';
import { formatPeriod } from '@syncline/shared/format';
import { useWorkspace } from './workspace.ts';

/** What a screen asks about: the URL's filters resolved, ready to be put into a question. */
export interface Scope {
  state: FilterState;
  period: Period;
  /** As the API takes it; undefined where nothing is compared. */
  comparison: Comparison | undefined;
  /** Null where nothing is compared, or the store does not hold all of the days compared with. */
  comparisonPeriod: Period | null;
  filters: Filter[];
  workspace: Workspace;
  currency: string;
}

/** The scope of the current view. `fixed` sets a dimension that the path decides, such as the campaign of a campaign's page. */
export function useScope(fixed: Partial<Record<FilterDimension, string>> = {}): Scope {
  const workspace = useWorkspace();
  const search: FilterSearch = useSearch({ strict: false });
  const { brand, campaign, device, network } = fixed;
  return useMemo(
    () => scopeOf(search, workspace, { brand, campaign, device, network }),
    [search, workspace, brand, campaign, device, network],
  );
}

/** The scope that an address stands for; `fixed` as `useScope`. */
export function scopeOf(
  search: FilterSearch,
  workspace: Workspace,
  fixed: Partial<Record<FilterDimension, string | undefined>> = {},
): Scope {
  const read = readFilters(search, workspace);
  const over = Object.fromEntries(Object.entries(fixed).flatMap(([key, value]) => (value ? [[key, [value]]] : [])));
  const state = { ...read, values: { ...read.values, ...over } };
  const compared = comparisonPeriod(state);
  const covered = compared !== null && isCovered(compared, workspace);
  return {
    state,
    period: state.period,
    comparison: covered ? toComparison(state.comparison) : undefined,
    comparisonPeriod: covered ? compared : null,
    filters: toFilters(state.values),
    workspace,
    currency: workspace.currency,
  };
}

/** Changes filters in the URL; each change is a step of the browser's history. */
export function useSetFilters(): (change: Partial<FilterSearch>) => void {
  const navigate = useNavigate();
  return useCallback(
    (change) => {
      void navigate({ to: '.', search: (before: FilterSearch) => ({ ...before, ...change }), resetScroll: false });
    },
    [navigate],
  );
}

/** What a change is against, in words: "vs prev. 90 days"; empty where nothing is compared. */
export function againstText(scope: Pick<Scope, 'state' | 'period' | 'comparisonPeriod'>): string {
  if (!scope.comparisonPeriod) return '';
  const days = periodLength(scope.period);
  if (scope.state.comparison === 'previous_year') return 'vs a year before';
  return days === 1 ? 'vs the day before' : `vs prev. ${days} days`;
}

/** The days a ghost stands for, in words: "90 days before", "a year before". */
export function ghostText(scope: Pick<Scope, 'state' | 'period'>): string {
  const days = periodLength(scope.period);
  if (scope.state.comparison === 'previous_year') return 'a year before';
  return days === 1 ? 'the day before' : `${days} days before`;
}

/** The period and filters in one line, as exports carry them. */
export function scopeText(scope: Pick<Scope, 'state' | 'period' | 'workspace'>): string {
  const set = Object.entries(scope.state.values)
    .filter(([, values]) => values.length > 0)
    .map(([dimension, values]) => `${dimension}: ${values.join(', ')}`);
  return [`${formatPeriod(scope.period)} (${scope.workspace.timezone})`, ...set].join(' · ');
}
