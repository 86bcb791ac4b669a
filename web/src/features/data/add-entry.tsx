import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { request } from '../../lib/api.ts';
import { catalogueKey } from '../../lib/questions.ts';
import { fileStem } from '../../lib/value-table.ts';
import { Button, TextInput } from '../../ui/controls.tsx';
import { focus } from '../../ui/focus.ts';
import forms from '../../ui/forms.module.css';

/** Adds a brand or a campaign by its name; the slug is made of it. */
export function AddEntry({ what, path }: { what: 'brand' | 'campaign'; path: string }) {
  const client = useQueryClient();
  const [name, setName] = useState<string | null>(null);
  const add = useMutation({
    mutationFn: (entry: { slug: string; name: string }) => request(path, { json: entry }),
    onSuccess: async () => {
      setName(null);
      await client.invalidateQueries({ queryKey: [catalogueKey] });
    },
  });
  if (name === null) return <Button look="outlined" onClick={() => setName('')}>{`Add a ${what}`}</Button>;
  return (
    <form
      className={forms.row}
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '') add.mutate({ slug: fileStem(name), name: name.trim() });
      }}
    >
      <span className={forms.problem}>{add.error?.message}</span>
      <span>
        <TextInput
          aria-label={`Name of the ${what}`}
          placeholder="Name"
          value={name}
          maxLength={120}
          ref={focus}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </span>
      <Button look="primary" type="submit" disabled={name.trim() === '' || add.isPending}>
        Add
      </Button>
      <Button look="outlined" onClick={() => setName(null)}>
        Cancel
      </Button>
    </form>
  );
}
