import type { OverlapAnswer } from '@syncline/shared/query';
import { useQuery } from '@tanstack/react-query';
import { OverlapMatrix, type OverlapWords } from '../../charts/draw/overlap-matrix.tsx';
import { overlapHeight } from '../../charts/prepare/overlap-layout.ts';
import { formatCount, plural } from '@syncline/shared/format';
import { campaignsQuery, nameOf } from '../../lib/questions.ts';
import type { Scope } from '../../lib/scope.ts';
import { MethodNote } from '../../ui/method-note.tsx';
import { Panel } from '../../ui/panel.tsx';
import { overlapTable } from './overlap.ts';
import { useOverlap } from './questions.ts';

interface OverlapPanelProps {
  scope: Scope;
  /** About how many campaigns there are, while the answer is under way. */
  expected: number;
}

const WORDS: OverlapWords = {
  head: 'Campaign, by reach',
  only: 'Reached by it only',
  also: 'were also reached by',
  nobody: 'Nobody was reached by two of these campaigns.',
};

/** How many of each campaign's people the others reached too. */
export function OverlapPanel({ scope, expected }: OverlapPanelProps) {
  const query = useOverlap(scope);
  const catalogue = useQuery(campaignsQuery).data?.items;
  const { data } = query;
  const name = (slug: string) => nameOf(catalogue, slug);
  return (
    <Panel
      title="Overlap of campaigns"
      subtitle={subtitleOf(data)}
      query={query}
      scope={scope}
      height={overlapHeight(data?.campaigns.length ?? expected)}
      meta={data?.meta}
      warning={data?.meta.warnings.find((warning) => warning.code === 'rows_limited')?.message}
      table={data && overlapTable(data, name)}
      empty={data && data.campaigns.length < 2 && { sentence: nothingToCompare(data) }}
      source={data ? <MethodNote method={data.meta.method} /> : null}
    >
      {() =>
        data ? (
          <OverlapMatrix
            label="Overlap of campaigns: share of each one’s people whom another reached too"
            overlap={{
              sets: data.campaigns.map(({ campaign, reach, exclusive }) => ({
                slug: campaign,
                people: reach,
                exclusive,
              })),
              pairs: data.pairs,
            }}
            nameOf={name}
            words={WORDS}
            colour="var(--reach)"
          />
        ) : null
      }
    </Panel>
  );
}

function subtitleOf(answer: OverlapAnswer | undefined): string {
  const rule = 'Share of the row campaign’s people whom the column’s reached too; first column: those no other reached';
  if (!answer || answer.campaigns.length < 2) return rule;
  return `${rule}. ${formatCount(answer.union_reach)} people in all, each once`;
}

function nothingToCompare({ campaigns }: OverlapAnswer): string {
  return campaigns.length === 0
    ? 'No campaign reached anybody in these days under these filters.'
    : `${plural(campaigns.length, 'campaign')} reached people in these days under these filters; an overlap needs two.`;
}
