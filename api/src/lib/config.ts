import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { currencySchema } from '@syncline/shared/fields';
import { z } from 'zod';

const secretSchema = z.string().min(16, 'must be at least 16 characters');
/** One secret, or the old one and the new one while it is being replaced, with a comma between them. */
const secretsSchema = z
  .string()
  .transform((text) => text.split(',').map((secret) => secret.trim()))
  .pipe(z.array(secretSchema).max(2, 'must be one secret or two'));
const webAddress = z.url({ protocol: /^https?$/ });

const commerceSchema = z.object({
  SYNCLINE_WEBHOOK_SECRETS: secretsSchema.optional(),
  SYNCLINE_STRIPE_KEY: z
    .string()
    .regex(/^[sr]k_\w+$/, 'must be a secret or restricted key: sk_… or rk_…')
    .optional(),
  SYNCLINE_STRIPE_WEBHOOK_SECRETS: secretsSchema.optional(),
  SYNCLINE_FULFILMENT_URL: webAddress.optional(),
  SYNCLINE_FULFILMENT_SECRET: secretSchema.optional(),
  SYNCLINE_SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  SYNCLINE_MAIL_FROM: z
    .string()
    .regex(
      /^(?:[^<>\r\n]+ <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/,
      'must be an address: reports@example.com, or Reports <reports@example.com>',
    )
    .optional(),
  SYNCLINE_ALERT_URL: webAddress.optional(),
  SYNCLINE_ALERT_SECRET: secretSchema.optional(),
  SYNCLINE_X_URL: webAddress.default('https://api.x.com'),
  SYNCLINE_X_BEARER_TOKEN: z.string().optional(),
  SYNCLINE_X_BACKFILL: z.enum(['on', 'off']).default('off'),
  SYNCLINE_X_API_KEY: z.string().optional(),
  SYNCLINE_X_API_SECRET: z.string().optional(),
  SYNCLINE_X_ACCESS_TOKEN: z.string().optional(),
  SYNCLINE_X_ACCESS_SECRET: z.string().optional(),
});

/** Settings that mean nothing one without the other. */
const TOGETHER: readonly (readonly (keyof z.infer<typeof commerceSchema>)[])[] = [
  ['SYNCLINE_FULFILMENT_URL', 'SYNCLINE_FULFILMENT_SECRET'],
  ['SYNCLINE_ALERT_URL', 'SYNCLINE_ALERT_SECRET'],
  ['SYNCLINE_SMTP_URL', 'SYNCLINE_MAIL_FROM'],
  ['SYNCLINE_X_API_KEY', 'SYNCLINE_X_API_SECRET', 'SYNCLINE_X_ACCESS_TOKEN', 'SYNCLINE_X_ACCESS_SECRET'],
];

const baseSchema = z.object({
  SYNCLINE_HOST: z.string().min(1).default('127.0.0.1'),
  SYNCLINE_PORT: z.coerce.number().int().min(0).max(65_535).default(8787),
  SYNCLINE_DATA: z.string().min(1).default('./data'),
  SYNCLINE_DEMO: z.enum(['on', 'off']).default('on'),
  SYNCLINE_TIMEZONE: z.string().refine(isTimeZone, 'must be an IANA time zone such as Europe/Berlin').optional(),
  SYNCLINE_CURRENCY: currencySchema.optional(),
  SYNCLINE_SECRET: secretSchema.optional(),
  SYNCLINE_CLICKHOUSE_URL: webAddress.optional(),
  SYNCLINE_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  SYNCLINE_REPORTS_DIR: z.string().min(1).optional(),
  SYNCLINE_LOG: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
});

const environmentSchema = baseSchema.extend(commerceSchema.shape).superRefine((settings, context) => {
  for (const group of TOGETHER) {
    if (group.every((name) => settings[name] === undefined)) continue;
    for (const name of group.filter((each) => settings[each] === undefined)) {
      const others = group.filter((each) => each !== name).join(', ');
      context.addIssue({ code: 'custom', path: [name], message: `is needed together with ${others}` });
    }
  }
  if (settings.SYNCLINE_STRIPE_WEBHOOK_SECRETS !== undefined && settings.SYNCLINE_STRIPE_KEY === undefined) {
    const message = 'is needed together with SYNCLINE_STRIPE_WEBHOOK_SECRETS';
    context.addIssue({ code: 'custom', path: ['SYNCLINE_STRIPE_KEY'], message });
  }
});

/** What connects purchases by post to the world outside; what is null is off. */
export interface CommerceConfig {
  /** Secrets that deliveries to Syncline are signed with; one, two while it is being replaced, none when they are not taken. */
  webhookSecrets: readonly string[];
  stripe: { key: string; webhookSecrets: readonly string[] } | null;
  fulfilment: { url: string; secret: string } | null;
  x: {
    url: string;
    stream: { bearerToken: string; backfill: boolean } | null;
    replies: XReplyKeys | null;
  };
}

/** The keys of an X app and of the account it posts as (OAuth 1.0a user context). */
export interface XReplyKeys {
  apiKey: string;
  apiSecret: string;
  accessToken: string;
  accessSecret: string;
}

export interface Config {
  host: string;
  port: number;
  dataDir: string;
  demo: boolean;
  /** As asked for in the environment; what counts is what the store was created with. */
  timezone: string | undefined;
  currency: string | undefined;
  secret: string | undefined;
  clickhouseUrl: string | undefined;
  databaseUrl: string | undefined;
  logLevel: string;
  commerce: CommerceConfig;
  /** Where mail is handed over, and from whom it is; null mails nothing. */
  mail: { url: string; from: string } | null;
  /** Where finished reports are written. */
  reportsDir: string;
  /** Where alerts are told, and what that is signed with; null tells nobody. */
  alerts: { url: string; secret: string } | null;
}

/** Reads the settings from the environment; throws an Error that names every setting that is wrong and what it must be. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`Settings that cannot be used:\n${lines.join('\n')}`);
  }
  const settings = parsed.data;
  return {
    host: settings.SYNCLINE_HOST,
    port: settings.SYNCLINE_PORT,
    dataDir: resolve(settings.SYNCLINE_DATA),
    demo: settings.SYNCLINE_DEMO === 'on',
    timezone: settings.SYNCLINE_TIMEZONE,
    currency: settings.SYNCLINE_CURRENCY,
    secret: settings.SYNCLINE_SECRET,
    clickhouseUrl: settings.SYNCLINE_CLICKHOUSE_URL,
    databaseUrl: settings.SYNCLINE_DATABASE_URL,
    logLevel: settings.SYNCLINE_LOG,
    mail:
      settings.SYNCLINE_SMTP_URL && settings.SYNCLINE_MAIL_FROM
        ? { url: settings.SYNCLINE_SMTP_URL, from: settings.SYNCLINE_MAIL_FROM }
        : null,
    reportsDir: resolve(settings.SYNCLINE_REPORTS_DIR ?? join(settings.SYNCLINE_DATA, 'reports')),
    commerce: commerceOf(settings),
    alerts:
      settings.SYNCLINE_ALERT_URL && settings.SYNCLINE_ALERT_SECRET
        ? { url: settings.SYNCLINE_ALERT_URL, secret: settings.SYNCLINE_ALERT_SECRET }
        : null,
  };
}

function commerceOf(settings: z.output<typeof commerceSchema>): CommerceConfig {
  const {
    SYNCLINE_STRIPE_KEY: stripeKey,
    SYNCLINE_FULFILMENT_URL: fulfilmentUrl,
    SYNCLINE_FULFILMENT_SECRET: fulfilmentSecret,
    SYNCLINE_X_BEARER_TOKEN: bearerToken,
    SYNCLINE_X_API_KEY: apiKey,
    SYNCLINE_X_API_SECRET: apiSecret,
    SYNCLINE_X_ACCESS_TOKEN: accessToken,
    SYNCLINE_X_ACCESS_SECRET: accessSecret,
  } = settings;
  return {
    webhookSecrets: settings.SYNCLINE_WEBHOOK_SECRETS ?? [],
    stripe: stripeKey ? { key: stripeKey, webhookSecrets: settings.SYNCLINE_STRIPE_WEBHOOK_SECRETS ?? [] } : null,
    fulfilment: fulfilmentUrl && fulfilmentSecret ? { url: fulfilmentUrl, secret: fulfilmentSecret } : null,
    x: {
      url: settings.SYNCLINE_X_URL.replace(/\/+$/, ''),
      stream: bearerToken ? { bearerToken, backfill: settings.SYNCLINE_X_BACKFILL === 'on' } : null,
      replies:
        apiKey && apiSecret && accessToken && accessSecret ? { apiKey, apiSecret, accessToken, accessSecret } : null,
    },
  };
}

/**
 * The key of the identifier hash: the one given, else the one kept in the data folder, made there on the first start.
 * Losing it would make every known person a new one, so it is never replaced.
 */
export function loadSecret(dataDir: string, given: string | undefined): Buffer {
  if (given !== undefined) return createHash('sha256').update(given).digest();
  const path = join(dataDir, 'secret.key');
  if (!existsSync(path)) {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(path, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  }
  const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'hex');
  if (key.length !== 32)
    throw new Error(`${path} is damaged: it must hold 64 hexadecimal digits. Restore it from a backup.`);
  return key;
}

function isTimeZone(zone: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
