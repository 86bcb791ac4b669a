import { PARTED_METRICS } from '@syncline/shared/devices';
import { PartBars, usePartBarsHeight } from '../../charts/draw/part-bars.tsx';
import type { Scope } from '../../lib/scope.ts';
import { MethodNote } from '../../ui/method-note.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useDeviceParts } from './part-questions.ts';
import { PART_LEGEND, partRows, partsTable, partsTitle } from './parts.ts';

/** People by the devices they did a thing on, in parts that add up. */
export function PartsPanel({ scope }: { scope: Scope }) {
  const query = useDeviceParts(scope);
  const height = usePartBarsHeight(PARTED_METRICS.length);
  const { data } = query;
  const rows = data ? partRows(data) : [];
  return (
    <Panel
      what="People by the devices they used"
      title={data ? partsTitle(data) : undefined}
      subtitle="People by the devices they did it on, each person in one part; the parts of a bar add up to its base"
      query={query}
      scope={scope}
      height={height}
      meta={data?.meta}
      table={data && partsTable(data)}
      empty={
        data && rows.length === 0
          ? { sentence: 'There are no people in these days under these filters to tell by device.' }
          : false
      }
      source={
        <>
          Mobile is phone or tablet; both is mobile and desktop, whatever else; other and unknown are people on neither.
          Each part’s 95 % interval stands at the pointer and in the export.{' '}
          {data ? <MethodNote method={data.meta.method} /> : null}
        </>
      }
    >
      {() => <PartBars label="People by the devices they used" rows={rows} legend={PART_LEGEND} />}
    </Panel>
  );
}
