import { accountLinkSchema } from '@syncline/shared/accounts';
import { type SubmitEvent, useEffect, useRef, useState } from 'react';
import { ApiFailure } from '../../lib/api.ts';
import { Button, TextInput } from '../../ui/controls.tsx';
import { CheckedField, Choice } from '../../ui/fields.tsx';
import { focusFault } from '../../ui/focus.ts';
import forms from '../../ui/forms.module.css';
import { Panel } from '../../ui/panel.tsx';
import { accountName, networkName, NETWORKS, readLists } from './account-words.ts';
import styles from './accounts.module.css';
import { useAccountChanges } from './accounts-questions.ts';

const EMPTY = { network: 'x', account: '', token: '', lists: '', isProtected: false };
type Faults = Partial<Record<'network' | 'account' | 'token' | 'lists', string>>;

/** Links an account to a token by hand; programs do it through the API. */
export function LinkForm({ lists }: { lists: readonly string[] }) {
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState(EMPTY);
  const [tries, setTries] = useState(0);
  const { link } = useAccountChanges();
  const { account, token, network, isProtected } = draft;
  const read = accountLinkSchema.safeParse({
    network,
    account,
    token,
    ...(isProtected ? { protected: true } : {}),
    ...(draft.lists.trim() === '' ? {} : { lists: readLists(draft.lists) }),
  });
  const refused = refusalOf(link.error);
  const faults: Faults = { ...(tries > 0 && !read.success ? faultsOf(read.error.issues) : {}), ...refused.faults };
  const set = (change: Partial<typeof EMPTY>) => {
    link.reset();
    setDraft((before) => ({ ...before, ...change }));
  };
  // What was tried and what came back both put their faults on screen with this very commit.
  useEffect(() => {
    if (tries > 0) focusFault(form.current);
  }, [tries]);
  useEffect(() => {
    if (link.error) focusFault(form.current);
  }, [link.error]);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTries((before) => before + 1);
    if (!read.success) return;
    link.mutate(read.data, {
      onSuccess: () => {
        setTries(0);
        setDraft({ ...EMPTY, network });
      },
    });
  };
  return (
    <Panel
      title="Link an account"
      subtitle="Kept are the hash of the account and, encrypted, account and token; a known account is linked again with the new token. Card numbers are refused"
      height={100}
      picture={false}
    >
      <form ref={form} noValidate aria-label="Link an account" className={styles.link} onSubmit={submit}>
        <CheckedField label="Network" span={2} error={faults.network}>
          {(control) => (
            <Choice control={control} value={network} options={NETWORKS} onChange={(next) => set({ network: next })} />
          )}
        </CheckedField>
        <CheckedField
          label="Account"
          span={3}
          error={faults.account}
          hint={network === 'x' ? 'Its numeric id, as posts carry it.' : 'As posts carry it.'}
        >
          {(control) => (
            <TextInput
              {...control}
              autoComplete="off"
              maxLength={128}
              value={account}
              onChange={(event) => set({ account: event.currentTarget.value })}
            />
          )}
        </CheckedField>
        <CheckedField label="Payment token" span={4} error={faults.token} hint="As the payment gateway gave it.">
          {(control) => (
            <TextInput
              {...control}
              type="password"
              autoComplete="off"
              maxLength={255}
              value={token}
              onChange={(event) => set({ token: event.currentTarget.value })}
            />
          )}
        </CheckedField>
        <CheckedField label="Lists" span={3} error={faults.lists} hint="Slugs; offers can be for a list only.">
          {(control) => (
            <>
              <TextInput
                {...control}
                autoComplete="off"
                list="lists-of-accounts"
                value={draft.lists}
                onChange={(event) => set({ lists: event.currentTarget.value })}
              />
              <datalist id="lists-of-accounts">
                {lists.map((list) => (
                  <option key={list} value={list}>
                    {list}
                  </option>
                ))}
              </datalist>
            </>
          )}
        </CheckedField>
        <div className={styles.submit}>
          <Button look="primary" type="submit" disabled={link.isPending}>
            Link
          </Button>
          <label className={forms.check}>
            <input
              type="checkbox"
              checked={isProtected}
              onChange={(event) => set({ isProtected: event.currentTarget.checked })}
            />
            Protected: left out of every purchase
          </label>
          <output className={refused.general ? forms.problem : forms.note}>
            {refused.general ??
              (link.data ? `${networkName(link.data.network)} account ${accountName(link.data)} is linked.` : '')}
          </output>
        </div>
      </form>
    </Panel>
  );
}

function faultsOf(issues: readonly { path: readonly PropertyKey[]; message: string }[]): Faults {
  const faults: Faults = {};
  for (const { path, message } of issues) {
    const field = path[0] as keyof Faults;
    faults[field] ??= field === 'account' && message.startsWith('Too small') ? 'is needed' : message;
  }
  return faults;
}

function refusalOf(error: Error | null): { faults: Faults; general: string | null } {
  if (!error) return { faults: {}, general: null };
  const path = error instanceof ApiFailure ? error.path : undefined;
  const known = (['network', 'account', 'token', 'lists'] as const).find((field) => field === path);
  const hint = error instanceof ApiFailure && error.hint ? ` ${error.hint}` : '';
  if (!known) return { faults: {}, general: error.message + hint };
  return { faults: { [known]: error.message.replace(`${known}: `, '') + hint }, general: null };
}
