import { DEVICES } from '@syncline/shared/events';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { carryFilters, FILTER_DIMENSIONS, type FilterDimension, writeValues } from '../../lib/filters.ts';
import { ask, brandsQuery, campaignsQuery, nameOf, useAnswer } from '../../lib/questions.ts';
import { useScope, useSetFilters } from '../../lib/scope.ts';
import type { Option } from '../../ui/picker.tsx';

export interface FilterChoice {
  dimension: FilterDimension;
  label: string;
  options: Option[];
  values: readonly string[];
  single: boolean;
  onChange: (values: string[]) => void;
}

const LABELS: Record<FilterDimension, string> = {
  brand: 'Brand',
  campaign: 'Campaign',
  device: 'Device',
  network: 'Network',
};
const NETWORKS: Record<string, string> = {
  x: 'X',
  facebook: 'Facebook',
  instagram: 'Instagram',
  tiktok: 'TikTok',
  youtube: 'YouTube',
};

/** The filters of the bar with what each can be set to. On a campaign's page its campaign is the one of the path. */
export function useFilterChoices(): FilterChoice[] {
  const { slug } = useParams({ strict: false });
  const scope = useScope(slug ? { campaign: slug } : {});
  const setFilters = useSetFilters();
  const navigate = useNavigate();
  const options = useOptions();
  const choose = (dimension: FilterDimension, values: string[]) => {
    if (dimension !== 'campaign' || !slug) return setFilters(writeValues(dimension, values));
    const next = values[0];
    return void (next
      ? navigate({ to: '/campaigns/$slug', params: { slug: next }, search: (before) => before })
      : navigate({ to: '/campaigns', search: carryFilters }));
  };
  return FILTER_DIMENSIONS.map((dimension) => ({
    dimension,
    label: LABELS[dimension],
    options: options[dimension],
    values: scope.state.values[dimension],
    single: dimension === 'campaign' && slug !== undefined,
    onChange: (values) => choose(dimension, values),
  }));
}

function useOptions(): Record<FilterDimension, Option[]> {
  const brands = useQuery(brandsQuery).data?.items;
  const campaigns = useQuery(campaignsQuery).data?.items;
  const { period } = useScope();
  const networks = useAnswer(
    ask(
      { period, filters: [], comparison: undefined },
      { metrics: ['actions', 'impressions'], dimensions: ['network'] },
    ),
  );
  return {
    brand: (brands ?? []).map(({ slug, name }) => ({ value: slug, label: name })),
    campaign: (campaigns ?? []).map(({ slug, name, brand }) => ({
      value: slug,
      label: name,
      ...(brand ? { note: nameOf(brands, brand) } : {}),
    })),
    device: DEVICES.map((device) => ({ value: device, label: capital(device) })),
    network: (networks.data?.rows ?? []).map(({ dimensions }) => {
      const value = String(dimensions.network);
      return { value, label: NETWORKS[value] ?? capital(value) };
    }),
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
