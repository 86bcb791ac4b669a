import type { TrackingRule } from '@syncline/shared/control';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { brandsQuery, campaignsQuery } from '../../lib/questions.ts';
import { Button, TextInput } from '../../ui/controls.tsx';
import { Choice, Field } from '../../ui/fields.tsx';
import forms from '../../ui/forms.module.css';

/** A rule that is yet to be added. */
export type NewRule = Pick<TrackingRule, 'match' | 'value' | 'brand' | 'campaign' | 'position'>;

const NONE = '';
const MATCHES = [
  { value: 'hashtag', label: 'the hashtag' },
  { value: 'mention', label: 'a mention of' },
  { value: 'word', label: 'the word' },
] as const;

/** Adds a rule after the others. */
export function RuleForm({ position, onAdd }: { position: number; onAdd: (rule: NewRule) => void }) {
  const brands = useQuery(brandsQuery).data?.items ?? [];
  const campaigns = useQuery(campaignsQuery).data?.items ?? [];
  const [match, setMatch] = useState<NewRule['match']>('hashtag');
  const [value, setValue] = useState('');
  const [campaign, setCampaign] = useState<string>(NONE);
  const [brand, setBrand] = useState<string>(NONE);
  const ready = value.trim() !== '' && (campaign !== NONE || brand !== NONE);
  const named = (items: readonly { slug: string; name: string }[], none: string) => [
    { value: NONE, label: none },
    ...items.map(({ slug, name }) => ({ value: slug, label: name })),
  ];
  return (
    <form
      className={forms.form}
      style={{ marginBottom: 14 }}
      aria-label="Add a tracking rule"
      onSubmit={(event) => {
        event.preventDefault();
        const chosen = { campaign: campaign === NONE ? null : campaign, brand: brand === NONE ? null : brand };
        if (ready) onAdd({ match, value: value.trim().replace(/^[#＃@]/u, ''), position, ...chosen });
      }}
    >
      <Field label="A post that holds">
        <Choice value={match} options={MATCHES} onChange={setMatch} />
      </Field>
      <Field label="Term">
        <TextInput value={value} maxLength={100} onChange={(event) => setValue(event.currentTarget.value)} />
      </Field>
      <Field label="belongs to the campaign">
        <Choice value={campaign} options={named(campaigns, 'no campaign')} onChange={setCampaign} />
      </Field>
      <Field label="and the brand">
        <Choice value={brand} options={named(brands, 'that of its campaign')} onChange={setBrand} />
      </Field>
      <Button look="primary" type="submit" disabled={!ready}>
        Add
      </Button>
    </form>
  );
}
