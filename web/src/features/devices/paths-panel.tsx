import { useState } from 'react';
import type { Scope } from '../../lib/scope.ts';
import { MethodNote } from '../../ui/method-note.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Segments } from '../../ui/segments.tsx';
import { useDevicePaths } from './part-questions.ts';
import { PathMatrix } from './path-matrix.tsx';
import { crossedText, type PathUnit, pathMatrix, pathsTable, pathsTitle } from './paths.ts';

const UNITS: readonly { value: PathUnit; label: string }[] = [
  { value: 'purchases', label: 'Purchases' },
  { value: 'buyers', label: 'Buyers' },
];

/** Where people were last seen before they paid, and where they paid. */
export function PathsPanel({ scope }: { scope: Scope }) {
  const [unit, setUnit] = useState<PathUnit>('purchases');
  const query = useDevicePaths(scope);
  const { data } = query;
  const matrix = data ? pathMatrix(data, unit) : null;
  const counted = unit === 'purchases' ? 'Purchases' : 'Buyers’ first payments';
  return (
    <Panel
      what="Seen on one device, bought on another"
      title={data ? pathsTitle(data, unit) : undefined}
      subtitle={`${counted} by the device of the last impression before and that of the payment; the cells add up`}
      query={query}
      scope={scope}
      height={250}
      meta={data?.meta}
      table={data && pathsTable(data)}
      controls={<Segments label="Counted" options={UNITS} value={unit} onChange={setUnit} />}
      empty={matrix?.total === 0 && { sentence: 'Nothing was paid in these days under these filters.' }}
      source={
        data ? (
          <>
            {crossedText(data, unit)} The last impression at most {data.view_days} × 24 hours before the payment, also
            before these days. <MethodNote method={data.meta.method} />
          </>
        ) : null
      }
    >
      {() =>
        matrix ? (
          <PathMatrix
            matrix={matrix}
            caption={`${UNITS.find(({ value }) => value === unit)?.label ?? ''} by device last seen on and device bought on`}
          />
        ) : null
      }
    </Panel>
  );
}
