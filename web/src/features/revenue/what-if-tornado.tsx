import { partiesOf } from '@syncline/shared/agreements';
import type { SupposedTerms } from '@syncline/shared/revenue-scenarios';
import { useState } from 'react';
import { Tornado, useTornadoHeight } from '../../charts/draw/tornado.tsx';
import type { Scope } from '../../lib/scope.ts';
import { Choice } from '../../ui/fields.tsx';
import { Panel } from '../../ui/panel.tsx';
import { notTold, tornadoRows, tornadoTable } from './tornado-words.ts';
import { useTornado } from './what-if-questions.ts';

const SHOWN = 10;
const STEPS = [
  { value: 'points', label: 'by 1 point' },
  { value: 'percent', label: 'by 10 % of itself' },
] as const;

interface TornadoPanelProps {
  scope: Scope;
  agreement: string;
  /** Every supposed agreement, the one that is moved among them. */
  whatIf: SupposedTerms;
}

/** Which parts of the supposed terms matter most to whoever takes what is left. */
export function TornadoPanel({ scope, agreement, whatIf }: TornadoPanelProps) {
  const { currency } = scope;
  const [by, setBy] = useState<'points' | 'percent'>('points');
  const query = useTornado(scope, {
    what_if: whatIf,
    agreement,
    percentages: { by, step: by === 'points' ? '1' : '10' },
  });
  const { data } = query;
  const terms = whatIf.find((one) => one.agreement === agreement)?.terms;
  const words = { currency, names: new Map((terms ? partiesOf(terms) : []).map(({ party, name }) => [party, name])) };
  const all = data ? tornadoRows(data, words) : [];
  const rows = all.slice(0, SHOWN);
  const height = useTornadoHeight(Math.max(3, rows.length));
  const [first] = rows;
  return (
    <Panel
      title={
        data
          ? first
            ? `What matters most to ${data.party.name}: ${first.label.replace(': ', '’s ')}`
            : 'What matters most'
          : undefined
      }
      subtitle={
        data
          ? `What ${data.party.name} would gain or lose, each part moved alone: percentages as chosen, amounts by 10 %`
          : 'Each part of the terms moved alone'
      }
      query={query}
      height={height}
      meta={data?.meta}
      table={data ? tornadoTable(data, words) : undefined}
      empty={data && rows.length === 0 ? { sentence: 'No part of these terms moves anything in these days.' } : false}
      controls={<Choice label="How far percentages are moved" value={by} options={STEPS} onChange={setBy} />}
      source={
        data
          ? [all.length > SHOWN ? `The ${SHOWN} largest of ${all.length}; all are in the table.` : '', notTold(data)]
              .filter(Boolean)
              .join(' ')
          : undefined
      }
    >
      {() => (
        <Tornado
          label={`What ${data?.party.name ?? ''} gains or loses by each part of the terms`}
          rows={rows}
          currency={currency}
        />
      )}
    </Panel>
  );
}
