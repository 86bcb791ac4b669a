import { describe, expect, it } from 'vitest';
import { readArguments } from './arguments.ts';

describe('readArguments', () => {
  it('reads files and options, with the address from the environment unless given', () => {
    expect(readArguments(['import', 'a.jsonl', 'b.gz'], { SYNCLINE_URL: 'http://host:1/' })).toEqual({
      command: 'import',
      files: ['a.jsonl', 'b.gz'],
      url: 'http://host:1',
      format: 'auto',
      deletes: 'earlier',
      dryRun: false,
      quiet: false,
    });
    expect(readArguments(['import', 'a', '--url', 'https://x.example', '--mapping', 'ads'], {})).toMatchObject({
      url: 'https://x.example',
      mapping: 'ads',
    });
    expect(readArguments(['import', 'a'], {})?.url).toBe('http://127.0.0.1:8787');
  });

  it('asks for help', () => {
    expect(readArguments([], {})).toBeNull();
    expect(readArguments(['import', '--help'], {})).toBeNull();
  });

  it.each([
    [['export', 'a'], 'no command "export"'],
    [['check', 'a'], 'check takes no file'],
    [['import'], 'at least one file'],
    [['import', 'a', '--format', 'xml'], '--format'],
    [['import', 'a', '--url', 'localhost'], '--url'],
    [['import', 'a', 'b', '--name', 'c'], 'exactly one file'],
    [['import', 'a', '--colour'], '--colour'],
  ])('refuses %j', (args, message) => {
    expect(() => readArguments(args, {})).toThrow(message);
  });
});
