import { PARTY_ROLES } from '@syncline/shared/agreements';
import { minorDigits } from '@syncline/shared/money';
import { ROLE_NAMES } from '@syncline/shared/terms-words';
import type { ReactNode } from 'react';
import { Button, TextInput } from '../../ui/controls.tsx';
import { CheckedField, Choice } from '../../ui/fields.tsx';
import styles from './agreements.module.css';
import {
  emptyShare,
  namedParties,
  type PartyDraft,
  type ShareDraft,
  type TermsDraft,
  type TermsFaults,
} from './terms-draft.ts';

interface TermsFieldsProps {
  draft: TermsDraft;
  set: (draft: TermsDraft) => void;
  faults: TermsFaults;
  currency: string;
}

/** Every term: a part for each party that takes something, the residual party, and what holds for all. */
export function TermsFields({ draft, set, faults, currency }: TermsFieldsProps) {
  const setShare = (id: number, change: Partial<ShareDraft>) =>
    set({ ...draft, shares: draft.shares.map((share) => (share.id === id ? { ...share, ...change } : share)) });
  const nobody = (label: string) => [{ value: '', label }, ...namedParties(draft)];
  return (
    <>
      {draft.shares.map((share, index) => (
        <ShareFields
          key={share.id}
          share={share}
          path={`terms.shares[${index}]`}
          set={(change) => setShare(share.id, change)}
          remove={() => set({ ...draft, shares: draft.shares.filter(({ id }) => id !== share.id) })}
          faults={faults}
          currency={currency}
        />
      ))}
      <div className={styles.add}>
        <Button look="outlined" onClick={() => set({ ...draft, shares: [...draft.shares, emptyShare()] })}>
          Add a party
        </Button>
      </div>
      <Group title="The rest" note="Goes to the residual party, which also bears what others keep of refunded orders.">
        <PartyFields
          party={draft.residual}
          path="terms.residual"
          set={(change) => set({ ...draft, residual: { ...draft.residual, ...change } })}
          faults={faults}
        />
      </Group>
      <Group title="For all">
        <CheckedField label="The discount is funded by" span={4} error={faults['terms.discount_funded_by']}>
          {(control) => (
            <Choice
              control={control}
              value={draft.discount_funded_by}
              options={nobody('nobody in particular')}
              onChange={(discount_funded_by) => set({ ...draft, discount_funded_by })}
            />
          )}
        </CheckedField>
        <CheckedField label="Fees are borne by" span={4} error={faults['terms.fees_borne_by']}>
          {(control) => (
            <Choice
              control={control}
              value={draft.fees_borne_by}
              options={nobody('all, before sharing')}
              onChange={(fees_borne_by) => set({ ...draft, fees_borne_by })}
            />
          )}
        </CheckedField>
        <CheckedField label="Tax" span={4}>
          {(control) => (
            <Choice
              control={control}
              value={draft.tax}
              options={[
                { value: 'excluded', label: 'is set apart first' },
                { value: 'included', label: 'is shared too' },
              ]}
              onChange={(tax) => set({ ...draft, tax })}
            />
          )}
        </CheckedField>
      </Group>
    </>
  );
}

interface ShareFieldsProps {
  share: ShareDraft;
  path: string;
  set: (change: Partial<ShareDraft>) => void;
  remove: () => void;
  faults: TermsFaults;
  currency: string;
}

function ShareFields({ share, path, set, remove, faults, currency }: ShareFieldsProps) {
  const money =
    minorDigits(currency) === 0 ? currency : `${currency}, such as ${'0.25'.padEnd(2 + minorDigits(currency), '0')}`;
  const text = (field: 'percent' | 'per_order' | 'cap' | 'minimum', label: string, hint?: string) => (
    <CheckedField label={label} span={4} hint={hint} error={faults[`${path}.${field}`]}>
      {(control) => (
        <TextInput
          {...control}
          inputMode="decimal"
          autoComplete="off"
          maxLength={20}
          value={share[field]}
          onChange={(event) => set({ [field]: event.currentTarget.value })}
        />
      )}
    </CheckedField>
  );
  const setTier = (place: number, change: Partial<ShareDraft['tiers'][number]>) =>
    set({ tiers: share.tiers.map((tier, index) => (index === place ? { ...tier, ...change } : tier)) });
  return (
    <Group title={share.name.trim() || 'A party'}>
      <PartyFields party={share} path={path} set={set} faults={faults} />
      {text('percent', share.tiers.length > 0 ? 'Per cent at first' : 'Per cent')}
      <CheckedField label="Of" span={4}>
        {(control) => (
          <Choice
            control={control}
            value={share.of}
            options={[
              { value: 'net', label: 'net: less fees' },
              { value: 'gross', label: 'gross: before fees' },
            ]}
            onChange={(of) => set({ of })}
          />
        )}
      </CheckedField>
      {text('per_order', 'Per order', money)}
      {share.tiers.map((tier, place) => (
        <TierFields
          // Tiers have nothing but their place.
          // oxlint-disable-next-line react/no-array-index-key
          key={place}
          tier={tier}
          path={`${path}.tiers[${place}]`}
          set={(change) => setTier(place, change)}
          remove={() => set({ tiers: share.tiers.filter((_, index) => index !== place) })}
          faults={faults}
          currency={currency}
        />
      ))}
      {text('cap', 'At most a month', 'Empty: no cap.')}
      {text('minimum', 'At least a month', 'Empty: no guarantee.')}
      <CheckedField label="When an order is refunded" span={4}>
        {(control) => (
          <Choice
            control={control}
            value={share.on_refund}
            options={[
              { value: 'returned', label: 'its share goes back' },
              { value: 'kept', label: 'its share is kept' },
            ]}
            onChange={(on_refund) => set({ on_refund })}
          />
        )}
      </CheckedField>
      <div className={styles.buttons}>
        <Button look="link" onClick={() => set({ tiers: [...share.tiers, { from: '', percent: '' }] })}>
          Another rate above a month’s sales of…
        </Button>
        <Button look="link" onClick={remove}>
          Remove {share.name.trim() || 'this party'}
        </Button>
      </div>
    </Group>
  );
}

interface TierFieldsProps {
  tier: ShareDraft['tiers'][number];
  path: string;
  set: (change: Partial<ShareDraft['tiers'][number]>) => void;
  remove: () => void;
  faults: TermsFaults;
  currency: string;
}

function TierFields({ tier, path, set, remove, faults, currency }: TierFieldsProps) {
  const text = (field: 'from' | 'percent', label: string) => (
    <CheckedField label={label} span={4} error={faults[`${path}.${field}`]}>
      {(control) => (
        <TextInput
          {...control}
          inputMode="decimal"
          autoComplete="off"
          maxLength={20}
          value={tier[field]}
          onChange={(event) => set({ [field]: event.currentTarget.value })}
        />
      )}
    </CheckedField>
  );
  return (
    <>
      {text('from', `Above a month’s sales of, ${currency}`)}
      {text('percent', 'Per cent of what is above')}
      <div className={styles.tierEnd}>
        <Button look="link" onClick={remove}>
          Remove this rate
        </Button>
      </div>
    </>
  );
}

interface PartyFieldsProps {
  party: PartyDraft;
  path: string;
  set: (change: Partial<PartyDraft>) => void;
  faults: TermsFaults;
}

function PartyFields({ party, path, set, faults }: PartyFieldsProps) {
  return (
    <>
      <CheckedField label="Party" span={8} error={faults[`${path}.name`]}>
        {(control) => (
          <TextInput
            {...control}
            autoComplete="off"
            maxLength={60}
            value={party.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
        )}
      </CheckedField>
      <CheckedField label="Role" span={4}>
        {(control) => (
          <Choice
            control={control}
            value={party.role}
            options={PARTY_ROLES.map((role) => ({ value: role, label: ROLE_NAMES[role] }))}
            onChange={(role) => set({ role })}
          />
        )}
      </CheckedField>
    </>
  );
}

/** A part of a form under its title. */
export function Group({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <fieldset className={styles.group}>
      <legend>{title}</legend>
      {note ? <p className={styles.groupNote}>{note}</p> : null}
      <div className={styles.fields}>{children}</div>
    </fieldset>
  );
}
