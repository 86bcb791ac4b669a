import type { AccountCounts } from '@syncline/shared/accounts';
import { TAX_RULES } from '@syncline/shared/offers';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useId } from 'react';
import { accountCountsQuery, brandsQuery, campaignsQuery } from '../../lib/questions.ts';
import { plural } from '@syncline/shared/format';
import { fileStem } from '../../lib/value-table.ts';
import { toWallTime } from '../../lib/zoned.ts';
import { Button, TextInput } from '../../ui/controls.tsx';
import { CheckedField, Choice } from '../../ui/fields.tsx';
import type { DraftFaults, OfferDraft } from './offer-draft.ts';
import styles from './offer-editor.module.css';

interface OfferFieldsProps {
  draft: OfferDraft;
  set: (change: Partial<OfferDraft>) => void;
  faults: DraftFaults;
  /** Whether the terms stay as they are. */
  fixed: boolean;
  isNew: boolean;
  timezone: string;
}

const TAX_NAMES = { added: 'added to the price', included: 'included in the price' };

/** Every field of an offer, in the order in which it is thought up. */
export function OfferFields(props: OfferFieldsProps) {
  const { draft, set, faults, fixed, isNew, timezone } = props;
  const brands = useQuery(brandsQuery).data?.items ?? [];
  const campaigns = useQuery(campaignsQuery).data?.items ?? [];
  const accounts = useQuery(accountCountsQuery).data;
  const text = (field: keyof OfferDraft, label: string, rest: TextFieldRest = {}) => (
    <TextField field={field} label={label} draft={draft} set={set} faults={faults} {...rest} />
  );
  const now = () => toWallTime(new Date().toISOString(), timezone);
  return (
    <>
      <Group title="What is sold">
        {text('name', 'Name', { span: 6, max: 120 })}
        {text('product', 'Product, as posts call it', { span: 6, max: 120, placeholder: draft.name })}
        <CheckedField label="Campaign" span={6} error={faults.campaign}>
          {(control) => (
            <Choice
              control={control}
              value={draft.campaign}
              options={[{ value: '', label: 'no campaign' }, ...campaigns.map(named)]}
              onChange={(campaign) => set({ campaign })}
            />
          )}
        </CheckedField>
        <CheckedField label="Brand" span={6} error={faults.brand}>
          {(control) => (
            <Choice
              control={control}
              value={draft.brand}
              options={[{ value: '', label: 'that of its campaign' }, ...brands.map(named)]}
              onChange={(brand) => set({ brand })}
            />
          )}
        </CheckedField>
        {isNew
          ? text('slug', 'Slug', {
              hint: 'Stands in every event of the offer, and stays.',
              placeholder: draft.name.trim() === '' ? '' : fileStem(draft.name),
              max: 64,
            })
          : null}
      </Group>
      <Group
        title="Hashtags"
        note="Told apart as people read them: without regard to case, or to letters that look alike."
      >
        {text('trigger_hashtag', 'Trigger', { span: 4, max: 101, sign: '#', disabled: fixed })}
        {text('confirmation_hashtag', 'Confirmation', { span: 4, max: 101, sign: '#', disabled: fixed })}
        {text('confirmation_minutes', 'Minutes to confirm', { span: 4, max: 5, numeric: true, disabled: fixed })}
      </Group>
      <Group title="Price">
        {text('price_minor', 'Offer price', { span: 4, max: 20, numeric: true, disabled: fixed })}
        {text('list_price_minor', 'List price', {
          span: 4,
          max: 20,
          numeric: true,
          disabled: fixed,
          hint: 'Empty: none is shown.',
        })}
        {text('currency', 'Currency', { span: 4, max: 3, disabled: fixed })}
        {text('tax_basis_points', 'Tax, per cent', { span: 4, max: 6, numeric: true, disabled: fixed })}
        <CheckedField label="Tax is" span={8} error={faults.tax}>
          {(control) => (
            <Choice
              control={control}
              value={draft.tax}
              disabled={fixed}
              options={TAX_RULES.map((value) => ({ value: value as string, label: TAX_NAMES[value] }))}
              onChange={(tax) => set({ tax })}
            />
          )}
        </CheckedField>
      </Group>
      <Group title="How many, and who">
        {text('stock', 'Stock', { span: 4, max: 16, numeric: true, hint: 'In all. Empty: no limit.' })}
        {text('per_person_limit', 'Per person', { span: 4, max: 16, numeric: true, hint: 'Empty: no limit.' })}
        {text('audience', 'List of accounts', {
          span: 4,
          max: 64,
          options: accounts?.lists.map(({ list }) => list),
          hint: audienceText(draft.audience.trim(), accounts),
        })}
      </Group>
      <Group title="When" note={`On the clock of ${timezone}. The end is the first instant that is too late.`}>
        {text('starts_at', 'Start', {
          span: 6,
          type: 'datetime-local',
          disabled: fixed,
          hint: fixed ? undefined : (
            <>
              Empty: a draft.{' '}
              <Button look="link" onClick={() => set({ starts_at: now() })}>
                Start now
              </Button>
            </>
          ),
        })}
        {text('ends_at', 'End', { span: 6, type: 'datetime-local', hint: 'Empty: no end.' })}
      </Group>
    </>
  );
}

/** Who may buy, in words, with how many they are now. */
function audienceText(list: string, counts: AccountCounts | undefined): string {
  if (!counts) return 'Empty: every synced account.';
  const everyone = counts.linked - counts.protected;
  if (list === '') return `Every synced account: ${plural(everyone, 'account')} now.`;
  const onIt = counts.lists.find((each) => each.list === list)?.accounts ?? 0;
  return `${plural(onIt, 'account')} on it now. Empty: every synced one.`;
}

function named({ slug, name }: { slug: string; name: string }) {
  return { value: slug, label: name };
}

function Group({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <fieldset className={styles.group}>
      <legend>{title}</legend>
      {note ? <p className={styles.groupNote}>{note}</p> : null}
      <div className={styles.fields}>{children}</div>
    </fieldset>
  );
}

interface TextFieldRest {
  span?: number;
  hint?: ReactNode;
  max?: number;
  placeholder?: string;
  /** Stands before the text, and is no part of it. */
  sign?: string;
  numeric?: boolean;
  /** What is suggested. */
  options?: readonly string[] | undefined;
  disabled?: boolean;
  type?: 'text' | 'datetime-local';
}

interface TextFieldProps extends TextFieldRest {
  field: keyof OfferDraft;
  label: string;
  draft: OfferDraft;
  set: (change: Partial<OfferDraft>) => void;
  faults: DraftFaults;
}

function TextField({
  field,
  label,
  draft,
  set,
  faults,
  span = 12,
  hint,
  max,
  placeholder,
  sign,
  numeric,
  disabled,
  type,
  options,
}: TextFieldProps) {
  const suggestions = useId();
  return (
    <CheckedField label={label} hint={hint} error={faults[field]} span={span}>
      {(control) => {
        const input = (
          <TextInput
            {...control}
            type={type ?? 'text'}
            inputMode={numeric ? 'decimal' : undefined}
            maxLength={max}
            placeholder={placeholder}
            disabled={disabled}
            autoComplete="off"
            list={options ? suggestions : undefined}
            value={draft[field]}
            onChange={(event) => {
              const { value } = event.currentTarget;
              set({ [field]: sign && value.startsWith(sign) ? value.slice(sign.length) : value });
            }}
          />
        );
        if (options) {
          return (
            <>
              {input}
              <datalist id={suggestions}>
                {options.map((option) => (
                  <option key={option} value={option}>
                    {option}
                  </option>
                ))}
              </datalist>
            </>
          );
        }
        return sign ? (
          <span className={styles.signed} data-sign={sign}>
            {input}
          </span>
        ) : (
          input
        );
      }}
    </CheckedField>
  );
}
