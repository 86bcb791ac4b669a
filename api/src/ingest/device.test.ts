import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { deviceRule, loadDeviceTable } from './device.ts';

const folder = mkdtempSync(join(tmpdir(), 'syncline-devices-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('deviceRule', () => {
  const device = deviceRule();

  it.each([
    ['Twitter for iPhone', 'mobile'],
    ['Twitter for Android', 'mobile'],
    ['twitter lite', 'mobile'],
    ['Mobile Web (M5)', 'mobile'],
    ['Twitter for iPad', 'tablet'],
    ['Twitter for Android Tablets', 'tablet'],
    ['Twitter Web Client', 'desktop'],
    ['TweetDeck', 'desktop'],
    ['Twitter Web App', 'unknown'],
    ['IFTTT', 'other'],
  ] as const)('%s is %s', (client, expected) => {
    expect(device({ client })).toBe(expected);
  });

  it.each([
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1',
      'mobile',
    ],
    ['Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1', 'tablet'],
    ['Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36', 'mobile'],
    ['Mozilla/5.0 (Linux; Android 13; SM-T870) AppleWebKit/537.36 Chrome/126.0 Safari/537.36', 'tablet'],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36', 'desktop'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15', 'desktop'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0', 'desktop'],
    ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'other'],
    ['curl/8.5.0', 'other'],
    ['something never seen', 'unknown'],
  ] as const)('user agent %s is %s', (agent, expected) => {
    expect(device({ user_agent: agent })).toBe(expected);
  });

  it('prefers what is stated, and guesses nothing', () => {
    expect(device({ device: 'desktop', client: 'Twitter for iPhone' })).toBe('desktop');
    expect(device({})).toBe('unknown');
    expect(device({ client: 'Anything', network: 'elsewhere' })).toBe('unknown');
  });
});

describe('loadDeviceTable', () => {
  it('puts the lines of the installation first, and says what is wrong with them', () => {
    writeFileSync(
      join(folder, 'devices.json'),
      JSON.stringify({ clients: [{ network: 'x', device: 'other', labels: ['TweetDeck'] }] }),
    );
    expect(deviceRule(loadDeviceTable(folder))({ client: 'TweetDeck' })).toBe('other');
    writeFileSync(join(folder, 'devices.json'), '{"clients": 3}');
    expect(() => loadDeviceTable(folder)).toThrow(/devices\.json cannot be used/);
  });
});
