import { describe, expect, it } from 'vitest';
import { EngineStartError, explainExit } from './engine-process.ts';

describe('explainExit', () => {
  it.each([
    [
      'Code: 76. DB::Exception: Cannot lock file /d/status. Another server instance in same directory',
      'another process still uses its store',
    ],
    ['Listen [127.0.0.1]:1 failed: Net Exception: Address already in use', 'its port was taken'],
    ['filesystem error: cannot create: No space left on device', 'the disk is full'],
    ['Code: 76. Cannot open file /d/status, errno: 30, strerror: Read-only file system', 'its folder is read-only'],
    ['errno: 13, strerror: Permission denied', 'its folder may not be written'],
    [
      'Error: No analytics engine is installed for sunos-x64.',
      'no engine is installed for this platform (npm package chdb)',
    ],
  ])('knows %j', (stderr, why) => {
    expect(explainExit(stderr, 1, null)).toBe(why);
  });

  it('tells how it ended and its last words otherwise', () => {
    expect(explainExit('', null, 'SIGKILL')).toBe('it was ended by SIGKILL');
    expect(explainExit('one\ntwo\n', 3, null)).toBe('it ended with code 3: one two');
  });

  it('tries again only what passes by itself', () => {
    expect(new EngineStartError('another process still uses its store').passing).toBe(true);
    expect(new EngineStartError('the disk is full').passing).toBe(false);
  });
});
