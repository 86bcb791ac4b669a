import { useMantineColorScheme } from '@mantine/core';
import { METRICS } from '@syncline/shared/metrics';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { reportsQuery, reportUrl } from '../../features/reports/reports-questions.ts';
import { studiesQuery } from '../../features/studies/studies-questions.ts';
import { addressOf, describePlace } from '../../features/views/place.ts';
import { viewsQuery } from '../../features/views/views-questions.ts';
import { COMPARISONS, FILTER_DIMENSIONS, writePeriod, writeValues } from '../../lib/filters.ts';
import { formatPeriod } from '@syncline/shared/format';
import { alertsQuery } from '../../lib/levels.ts';
import { periodPresets } from '../../lib/presets.ts';
import { brandsQuery, campaignsQuery, nameOf, offersQuery } from '../../lib/questions.ts';
import { useScope } from '../../lib/scope.ts';
import { useTour } from '../tour/tour-context.ts';
import type { Entry } from './entries.ts';
import { NAMED_SCREENS } from './screens.ts';

const COMPARED = {
  previous_period: 'Compare with the days before',
  previous_year: 'Compare with a year before',
  none: 'Compare with nothing',
} as const;

const THEMES = { light: 'Light theme', dark: 'Dark theme', auto: 'Theme of the system' } as const;

/** Opens what an entry can ask for beside a screen. */
export interface Dialogs {
  /** The keyboard map. */
  showKeys: () => void;
  /** The saved views, and the place to save this one. */
  showViews: () => void;
}

/** Everything that can be found by name in this workspace. */
export function useEntries({ showKeys, showViews }: Dialogs): Entry[] {
  const startTour = useTour();
  const { workspace } = useScope();
  const brands = useQuery(brandsQuery).data?.items ?? [];
  const campaigns = useQuery(campaignsQuery).data?.items ?? [];
  const offers = useQuery(offersQuery).data?.items ?? [];
  const studies = useQuery(studiesQuery).data?.items ?? [];
  const reports = useQuery(reportsQuery).data?.items ?? [];
  const alerts = useQuery(alertsQuery).data?.items ?? [];
  const views = useQuery(viewsQuery).data?.items ?? [];
  const router = useRouter();
  const { setColorScheme } = useMantineColorScheme();
  return [
    ...NAMED_SCREENS.map(
      ({ to, label, words }): Entry => ({
        key: `screen ${to}`,
        group: 'Screens',
        label,
        words,
        act: { kind: 'go', path: to },
      }),
    ),
    ...views.map(
      (view): Entry => ({
        key: `view ${view.id}`,
        group: 'Views',
        label: view.name,
        note: describePlace(view, workspace),
        words: `saved view ${view.page}`,
        act: { kind: 'run', run: () => router.history.push(addressOf(view, workspace)) },
      }),
    ),
    ...campaigns.map(
      ({ slug, name, brand }): Entry => ({
        key: `campaign ${slug}`,
        group: 'Campaigns',
        label: name,
        note: brand ? nameOf(brands, brand) : '',
        words: slug,
        act: { kind: 'go', path: `/campaigns/${encodeURIComponent(slug)}` },
      }),
    ),
    ...brands.map(
      ({ slug, name }): Entry => ({
        key: `brand ${slug}`,
        group: 'Brands',
        label: name,
        note: 'filter by this brand',
        words: slug,
        act: { kind: 'filter', change: writeValues('brand', [slug]) },
      }),
    ),
    ...offers.map(
      ({ slug, name, trigger_hashtag }): Entry => ({
        key: `offer ${slug}`,
        group: 'Offers',
        label: name,
        note: trigger_hashtag ? `#${trigger_hashtag}` : '',
        words: slug,
        act: { kind: 'go', path: '/offers', search: { offer: slug } },
      }),
    ),
    ...studies.map(
      ({ id, name }): Entry => ({
        key: `study ${id}`,
        group: 'Studies',
        label: name,
        words: id,
        act: { kind: 'go', path: `/studies/${encodeURIComponent(id)}` },
      }),
    ),
    ...reports.map(
      ({ id, name }): Entry => ({
        key: `report ${id}`,
        group: 'Reports',
        label: name,
        note: 'open as PDF',
        words: 'pdf print document',
        act: { kind: 'run', run: () => window.open(reportUrl({ id }), '_blank', 'noreferrer') },
      }),
    ),
    ...alerts.map(
      ({ id, name }): Entry => ({
        key: `alert ${id}`,
        group: 'Alerts',
        label: name,
        words: 'goal level threshold',
        act: { kind: 'go', path: '/alerts' },
      }),
    ),
    ...periodPresets(workspace).map(
      ({ key, label, period }): Entry => ({
        key: `period ${key}`,
        group: 'Period',
        label,
        note: formatPeriod(period),
        words: 'period days',
        act: { kind: 'filter', change: writePeriod(period, workspace) },
      }),
    ),
    ...COMPARISONS.map(
      (choice): Entry => ({
        key: `compare ${choice}`,
        group: 'Period',
        label: COMPARED[choice],
        words: 'comparison versus',
        act: { kind: 'filter', change: { compare: choice === 'previous_period' ? undefined : choice } },
      }),
    ),
    {
      key: 'clear filters',
      group: 'Actions',
      label: 'Clear all filters',
      words: 'reset brand campaign device network',
      act: { kind: 'filter', change: Object.assign({}, ...FILTER_DIMENSIONS.map((each) => writeValues(each, []))) },
    },
    {
      key: 'views',
      group: 'Actions',
      label: 'Save this view',
      words: 'saved views bookmark keep name',
      act: { kind: 'run', run: showViews },
    },
    {
      key: 'import',
      group: 'Actions',
      label: 'Import a file',
      words: 'upload csv posts spend',
      act: { kind: 'go', path: '/data' },
    },
    ...Object.entries(THEMES).map(
      ([theme, label]): Entry => ({
        key: `theme ${theme}`,
        group: 'Actions',
        label,
        words: 'colours appearance',
        act: { kind: 'run', run: () => setColorScheme(theme as keyof typeof THEMES) },
      }),
    ),
    {
      key: 'print',
      group: 'Actions',
      label: 'Print this page',
      words: 'pdf paper',
      act: { kind: 'run', run: () => window.print() },
    },
    {
      key: 'keys',
      group: 'Actions',
      label: 'Keyboard map',
      words: 'shortcuts help',
      act: { kind: 'run', run: showKeys },
    },
    {
      key: 'tour',
      group: 'Actions',
      label: 'Take the tour',
      words: 'help begin start introduction',
      act: { kind: 'run', run: startTour },
    },
    ...Object.entries(METRICS).map(
      ([metric, { label, formula }]): Entry => ({
        key: `definition ${metric}`,
        group: 'Definitions',
        label,
        note: formula,
        words: metric,
        act: { kind: 'go', path: '/definitions', hash: metric },
      }),
    ),
  ];
}
