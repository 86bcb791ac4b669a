import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

const SECRET = 'a secret of sixteen and more';

describe('what connects purchases by post to the world outside', () => {
  it('is all off without settings', () => {
    expect(readConfig({}).commerce).toEqual({
      webhookSecrets: [],
      stripe: null,
      fulfilment: null,
      x: { url: 'https://api.x.com', stream: null, replies: null },
    });
  });

  it('takes an SMTP server and a sender, one not without the other', () => {
    expect(readConfig({}).mail).toBeNull();
    const url = 'smtps://user:p%40ss@mail.example:465';
    const from = 'Reports <reports@example.com>';
    expect(readConfig({ SYNCLINE_SMTP_URL: url, SYNCLINE_MAIL_FROM: from }).mail).toEqual({ url, from });
    expect(() => readConfig({ SYNCLINE_SMTP_URL: url })).toThrow(/SYNCLINE_MAIL_FROM: is needed together with/);
    expect(() => readConfig({ SYNCLINE_SMTP_URL: 'https://mail.example', SYNCLINE_MAIL_FROM: 'me' })).toThrow(
      /SYNCLINE_SMTP_URL[^]*SYNCLINE_MAIL_FROM: must be an address/,
    );
    expect(readConfig({ SYNCLINE_DATA: '/srv/data' }).reportsDir).toBe('/srv/data/reports');
    expect(readConfig({ SYNCLINE_REPORTS_DIR: '/srv/reports' }).reportsDir).toBe('/srv/reports');
  });

  it('is read from the environment', () => {
    const { commerce, alerts } = readConfig({
      SYNCLINE_ALERT_URL: 'https://chat.example/alerts',
      SYNCLINE_ALERT_SECRET: SECRET,
      SYNCLINE_WEBHOOK_SECRETS: `${SECRET}, ${SECRET} too`,
      SYNCLINE_STRIPE_KEY: 'sk_test_1',
      SYNCLINE_STRIPE_WEBHOOK_SECRETS: 'whsec_0123456789abcdef',
      SYNCLINE_FULFILMENT_URL: 'https://shop.example/orders',
      SYNCLINE_FULFILMENT_SECRET: SECRET,
      SYNCLINE_X_URL: 'http://127.0.0.1:9/',
      SYNCLINE_X_BEARER_TOKEN: 'bearer',
      SYNCLINE_X_BACKFILL: 'on',
      SYNCLINE_X_API_KEY: 'a',
      SYNCLINE_X_API_SECRET: 'b',
      SYNCLINE_X_ACCESS_TOKEN: 'c',
      SYNCLINE_X_ACCESS_SECRET: 'd',
    });
    expect(alerts).toEqual({ url: 'https://chat.example/alerts', secret: SECRET });
    expect(commerce).toEqual({
      webhookSecrets: [SECRET, `${SECRET} too`],
      stripe: { key: 'sk_test_1', webhookSecrets: ['whsec_0123456789abcdef'] },
      fulfilment: { url: 'https://shop.example/orders', secret: SECRET },
      x: {
        url: 'http://127.0.0.1:9',
        stream: { bearerToken: 'bearer', backfill: true },
        replies: { apiKey: 'a', apiSecret: 'b', accessToken: 'c', accessSecret: 'd' },
      },
    });
  });

  it.each([
    [{ SYNCLINE_WEBHOOK_SECRETS: `${SECRET},short` }, 'SYNCLINE_WEBHOOK_SECRETS.1: must be at least 16'],
    [{ SYNCLINE_WEBHOOK_SECRETS: [SECRET, SECRET, SECRET].join(',') }, 'must be one secret or two'],
    [{ SYNCLINE_STRIPE_KEY: 'pk_live_1' }, 'SYNCLINE_STRIPE_KEY: must be a secret'],
    [{ SYNCLINE_STRIPE_WEBHOOK_SECRETS: SECRET }, 'SYNCLINE_STRIPE_KEY: is needed'],
    [{ SYNCLINE_FULFILMENT_URL: 'https://shop.example' }, 'SYNCLINE_FULFILMENT_SECRET: is needed'],
    [{ SYNCLINE_FULFILMENT_SECRET: SECRET }, 'SYNCLINE_FULFILMENT_URL: is needed'],
    [{ SYNCLINE_X_API_KEY: 'a', SYNCLINE_X_ACCESS_TOKEN: 'c' }, 'SYNCLINE_X_ACCESS_SECRET: is needed'],
    [{ SYNCLINE_ALERT_URL: 'https://chat.example' }, 'SYNCLINE_ALERT_SECRET: is needed'],
    [{ SYNCLINE_X_URL: 'ftp://x' }, 'SYNCLINE_X_URL'],
  ])('is refused as %j, naming the setting and not its content', (environment, reason) => {
    const attempt = () => readConfig(environment);
    expect(attempt).toThrow(reason);
    expect(attempt).not.toThrow(/sixteen|pk_live/);
  });
});
