import type { FollowerOverlapAnswer } from '@syncline/shared/audience';
import { useQuery } from '@tanstack/react-query';
import { OverlapMatrix, type OverlapWords } from '../../charts/draw/overlap-matrix.tsx';
import { overlapHeight } from '../../charts/prepare/overlap-layout.ts';
import { formatCount, plural } from '@syncline/shared/format';
import { brandsQuery, nameOf } from '../../lib/questions.ts';
import type { Scope } from '../../lib/scope.ts';
import { MethodNote } from '../../ui/method-note.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useFollowerOverlap } from './audience-questions.ts';
import { sharedTable } from './audience-tables.ts';

const WORDS: OverlapWords = {
  head: 'Brand, by followers',
  only: 'Follow it only',
  also: 'also follow',
  nobody: 'Nobody follows two of these brands.',
};

/** How many of each brand's followers the others have too. */
export function SharedFollowersPanel({ scope }: { scope: Scope }) {
  const query = useFollowerOverlap(scope);
  const catalogue = useQuery(brandsQuery).data?.items;
  const { data } = query;
  const name = (slug: string) => nameOf(catalogue, slug, 'no brand');
  return (
    <Panel
      title="Overlap of brands’ followers"
      subtitle={subtitleOf(data)}
      query={query}
      height={overlapHeight(data?.brands.length ?? catalogue?.length ?? 8)}
      meta={data?.meta}
      warning={data?.meta.warnings.find(({ code }) => code === 'rows_limited')?.message}
      table={data && sharedTable(data, name)}
      empty={data && data.brands.length < 2 && { sentence: nothingToCompare(data) }}
      source={data ? <MethodNote method={data.meta.method} /> : null}
    >
      {() =>
        data ? (
          <OverlapMatrix
            label="Overlap of brands’ followers: share of each one’s followers who follow another too"
            overlap={{
              sets: data.brands.map(({ brand, followers, exclusive }) => ({
                slug: brand,
                people: followers,
                exclusive,
              })),
              pairs: data.pairs,
            }}
            nameOf={name}
            words={WORDS}
            colour="var(--engagement)"
          />
        ) : null
      }
    </Panel>
  );
}

function subtitleOf(answer: FollowerOverlapAnswer | undefined): string {
  const rule =
    'Share of the row brand’s followers who follow the column’s too; first column: those who follow no other';
  if (!answer || answer.brands.length < 2) return rule;
  return `${rule}. ${formatCount(answer.union_followers)} people in all, each once`;
}

function nothingToCompare({ brands }: FollowerOverlapAnswer): string {
  return brands.length === 0
    ? 'Nobody follows a brand at the end of these days under these filters.'
    : `${plural(brands.length, 'brand')} ${brands.length === 1 ? 'has' : 'have'} followers under these filters; an overlap needs two.`;
}
