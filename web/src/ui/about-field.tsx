import { useQuery } from '@tanstack/react-query';
import { brandsQuery, campaignsQuery } from '../lib/questions.ts';
import { CheckedField, Choice } from './fields.tsx';

interface About {
  brand?: string | null | undefined;
  campaign?: string | null | undefined;
}

interface AboutFieldProps {
  draft: About;
  hint?: string;
  /** How many of the twelve columns of a form it takes. */
  span?: number;
  onChange: (change: { brand: string | null; campaign: string | null }) => void;
}

/** Everything, a brand, or a campaign, in one list. */
export function AboutField({ draft, hint, span = 12, onChange }: AboutFieldProps) {
  const brands = useQuery(brandsQuery).data?.items ?? [];
  const campaigns = useQuery(campaignsQuery).data?.items ?? [];
  const value = draft.campaign ? `campaign ${draft.campaign}` : draft.brand ? `brand ${draft.brand}` : '';
  const options = [
    { value: '', label: 'Everything' },
    ...campaigns.map(({ slug, name }) => ({ value: `campaign ${slug}`, label: `Campaign: ${name}` })),
    ...brands.map(({ slug, name }) => ({ value: `brand ${slug}`, label: `Brand: ${name}` })),
  ];
  const known = options.some((option) => option.value === value);
  return (
    <CheckedField label="About" hint={hint} span={span}>
      {(control) => (
        <Choice
          control={control}
          value={value}
          options={known ? options : [...options, { value, label: `${value}, no longer there` }]}
          onChange={(chosen) => {
            const [what, slug = null] = chosen.split(' ');
            onChange({ campaign: what === 'campaign' ? slug : null, brand: what === 'brand' ? slug : null });
          }}
        />
      )}
    </CheckedField>
  );
}
