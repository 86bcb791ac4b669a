import { INTENSITY_GROUPS, type IntensityAnswer } from '@syncline/shared/devices';
import { useState } from 'react';
import { PartBars } from '../../charts/draw/part-bars.tsx';
import { QuantileRows, useQuantileHeight } from '../../charts/draw/quantile-rows.tsx';
import { formatPercent } from '@syncline/shared/format';
import type { Scope } from '../../lib/scope.ts';
import { MethodNote } from '../../ui/method-note.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Segments } from '../../ui/segments.tsx';
import { daysLegend, daysRows, daysTable, decileRows, decilesTable } from './intensity.ts';
import { useIntensity } from './part-questions.ts';

type View = 'actions' | 'days';

const VIEWS = [
  { value: 'actions', label: 'Actions' },
  { value: 'days', label: 'Days active' },
] as const;

const ABOUT: Record<View, { title: string; subtitle: string }> = {
  actions: {
    title: 'Actions per person, by primary device',
    subtitle: 'The nine deciles of each group, the median as a dot: so many tenths of its people did no more',
  },
  days: {
    title: 'Days active, by primary device',
    subtitle: 'Share of each group by the days its people were active on; the parts of a bar add up to its base',
  },
};

/** How much people do and on how many days, by primary device. */
export function IntensityPanel({ scope, threshold }: { scope: Scope; threshold: number }) {
  const [view, setView] = useState<View>('actions');
  const query = useIntensity(scope, threshold);
  const height = useQuantileHeight(INTENSITY_GROUPS.length + 1);
  const { data } = query;
  const { title, subtitle } = ABOUT[view];
  return (
    <Panel
      title={title}
      subtitle={subtitle}
      query={query}
      scope={scope}
      height={height}
      meta={data?.meta}
      warning={data?.meta.warnings.find(({ code }) => code === 'suppressed')?.message}
      table={data && (view === 'actions' ? decilesTable(data) : daysTable(data))}
      empty={nobody(data) && { sentence: 'Nobody was active in these days under these filters.' }}
      controls={<Segments label="Shown" options={VIEWS} value={view} onChange={setView} />}
      source={data ? <Source answer={data} /> : null}
    >
      {() => (data ? <Drawing answer={data} view={view} height={height} /> : null)}
    </Panel>
  );
}

function nobody(data: IntensityAnswer | undefined): boolean {
  return data?.meta.warnings.some(({ code }) => code === 'no_data') ?? false;
}

function Drawing({ answer, view, height }: { answer: IntensityAnswer; view: View; height: number }) {
  if (view === 'actions') {
    return (
      <QuantileRows
        label="Deciles of actions per person, by primary device"
        rows={decileRows(answer)}
        unit="Actions per person"
      />
    );
  }
  return (
    <div style={{ minHeight: height }}>
      <PartBars label="People by days active, by primary device" rows={daysRows(answer)} legend={daysLegend(answer)} />
    </div>
  );
}

function Source({ answer: { rule, meta } }: { answer: IntensityAnswer }) {
  return (
    <>
      Primary device by at least {formatPercent(rule.primary_device_threshold, { digits: 0 })} of a person’s actions;
      groups under {rule.minimum_people} people are held back, and classes of days, then in brackets, joined until they
      hold as many. Means and intervals stand at the pointer and in the export. <MethodNote method={meta.method} />
    </>
  );
}
