import type { Account } from '@syncline/shared/accounts';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, TextInput } from '../../ui/controls.tsx';
import { Choice, Field } from '../../ui/fields.tsx';
import forms from '../../ui/forms.module.css';
import { NETWORKS } from './account-words.ts';
import styles from './accounts.module.css';
import { findAccount } from './accounts-questions.ts';

interface FindFormProps {
  isFound: boolean;
  onFound: (account: Account | null) => void;
}

/** Looks one account up by what it is called on its network: the list itself is masked. */
export function FindForm({ isFound, onFound }: FindFormProps) {
  const [network, setNetwork] = useState('x');
  const [account, setAccount] = useState('');
  const find = useMutation({ mutationFn: findAccount, onSuccess: onFound });
  const wanted = account.trim();
  const again = () => {
    find.reset();
    onFound(null);
  };
  return (
    <form
      className={`${forms.form} ${styles.find}`}
      aria-label="Find an account"
      onSubmit={(event) => {
        event.preventDefault();
        if (wanted !== '') find.mutate({ network, account: wanted });
      }}
    >
      <Field label="Network">
        <Choice value={network} options={NETWORKS} onChange={setNetwork} />
      </Field>
      <Field label="Find an account">
        <TextInput
          autoComplete="off"
          maxLength={128}
          value={account}
          onChange={(event) => {
            setAccount(event.currentTarget.value);
            again();
          }}
        />
      </Field>
      <Button look="outlined" type="submit" disabled={wanted === '' || find.isPending}>
        Find
      </Button>
      {isFound ? (
        <Button
          onClick={() => {
            setAccount('');
            again();
          }}
        >
          Show all
        </Button>
      ) : null}
      <output className={forms.problem}>{find.error?.message}</output>
    </form>
  );
}
