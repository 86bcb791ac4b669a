import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { currencySchema } from '@syncline/shared/money';
import { z } from 'zod';

const environmentSchema = z.object({
  SYNCLINE_HOST: z.string().min(1).default('127.0.0.1'),
  SYNCLINE_PORT: z.coerce.number().int().min(0).max(65_535).default(8787),
  SYNCLINE_DATA: z.string().min(1).default('./data'),
  SYNCLINE_DEMO: z.enum(['on', 'off']).default('on'),
  SYNCLINE_TIMEZONE: z.string().refine(isTimeZone, 'must be an IANA time zone such as Europe/Berlin').optional(),
  SYNCLINE_CURRENCY: currencySchema.optional(),
  SYNCLINE_SECRET: z.string().min(16, 'must be at least 16 characters').optional(),
  SYNCLINE_CLICKHOUSE_URL: z.url({ protocol: /^https?$/ }).optional(),
  SYNCLINE_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  SYNCLINE_LOG: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
});

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
