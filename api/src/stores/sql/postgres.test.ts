import { expect, it } from 'vitest';
import { openPostgres } from './postgres.ts';

it('says which database cannot be reached, without its password', async () => {
  const refused = openPostgres('postgres://user:a-password@127.0.0.1:1/control');
  await expect(refused).rejects.toThrow('The PostgreSQL database at 127.0.0.1:1/control cannot be used');
  await expect(refused).rejects.not.toThrow('a-password');
});
