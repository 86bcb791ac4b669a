import { describe, expect, it } from 'vitest';
import { mailText } from './mail-words.ts';

const to = 'ada@example.com';

describe('what became of mail, in words', () => {
  it('names who got it, who did not and why, and who may yet', () => {
    expect(mailText([])).toEqual({ told: '', trouble: '' });
    expect(mailText([{ to, state: 'waiting', attempts: 0, error: null }])).toEqual({
      told: 'being mailed',
      trouble: '',
    });
    expect(
      mailText([
        { to, state: 'delivered', attempts: 1, error: null },
        { to: 'bo@example.com', state: 'failed', attempts: 1, error: 'No such user' },
        { to: 'c@example.com', state: 'waiting', attempts: 2, error: 'Busy' },
      ]),
    ).toEqual({
      told: 'mailed to ada@example.com',
      trouble: 'not mailed to bo@example.com: No such user; tried 2 times to mail c@example.com: Busy',
    });
  });
});
