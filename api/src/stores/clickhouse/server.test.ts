import { describe, expect, it } from 'vitest';
import { readLogin } from './server.ts';

describe('readLogin', () => {
  it('takes the address apart and decodes it', () => {
    expect(readLogin('https://me%40x:p%2Fw%3A@db.example:8443/events')).toEqual({
      url: 'https://db.example:8443',
      username: 'me@x',
      password: 'p/w:',
      database: 'events',
    });
  });

  it('has defaults for user and database', () => {
    expect(readLogin('http://db:8123')).toMatchObject({ username: 'default', password: '', database: 'syncline' });
  });

  it('refuses a longer path, without telling the password', () => {
    expect(() => readLogin('http://u:hidden@db:8123/a/b')).toThrow(/^(?!.*hidden).*user:password@host:port\/database/);
  });
});
