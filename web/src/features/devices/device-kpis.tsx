import { METRICS } from '@syncline/shared/metrics';
import type { QueryAnswer } from '@syncline/shared/query';
import { formatCount, formatPercent, formatRatio } from '@syncline/shared/format';
import { type Definition, metricDefinition } from '../../ui/definition.tsx';
import { Kpi, KpiStrip } from '../../ui/kpi.tsx';
import type { PanelQuery } from '../../ui/panel.tsx';
import { PRIMARY_GROUPS } from './device-names.ts';

interface DeviceKpisProps {
  query: PanelQuery & { data: QueryAnswer | undefined };
  /** "60 % of their actions". */
  rule: string;
}

const MEANING: Record<string, (rule: string) => string> = {
  mobile: (rule) => `active people with at least ${rule} on phone or tablet apps`,
  desktop: (rule) => `active people with at least ${rule} on desktop`,
  mixed: (rule) => `active people with known devices, none of them with ${rule}`,
  unknown: () => 'active people none of whose actions has a known device',
};

/** Active people, and how many of them each primary device has. */
export function DeviceKpis({ query, rule }: DeviceKpisProps) {
  const { data } = query;
  const active = data?.totals.metrics.active_users ?? 0;
  return (
    <KpiStrip>
      <Kpi
        label="Active people"
        definition={metricDefinition('active_users')}
        figure={data ? { main: formatCount(active) } : undefined}
        note={perPerson(data?.totals.metrics.actions_per_user)}
      />
      {PRIMARY_GROUPS.map(({ key, name, colour }) => {
        const metrics = data?.rows.find(({ dimensions }) => dimensions.primary_device === key)?.metrics;
        const people = metrics?.active_users ?? 0;
        const share = active > 0 ? ` ${formatPercent(people / active, { digits: 1 })}` : undefined;
        return (
          <Kpi
            key={key}
            label={name}
            swatch={colour}
            definition={groupDefinition(name, MEANING[key]?.(rule) ?? '')}
            figure={data ? { main: formatCount(people), ...(share ? { minor: share } : {}) } : undefined}
            note={perPerson(metrics?.actions_per_user)}
          />
        );
      })}
    </KpiStrip>
  );
}

function perPerson(value: number | null | undefined): string {
  return value === null || value === undefined ? 'no actions' : `${formatRatio(value, 1)} actions a person`;
}

function groupDefinition(name: string, formula: string): Definition {
  const { deduplication, source } = METRICS.active_users;
  return { title: name, unit: 'distinct people', formula, deduplication, source };
}
