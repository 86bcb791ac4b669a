import { test as base, expect, type Page } from '@playwright/test';
import type { QueryAnswer, QueryInput } from '@syncline/shared/query';
import { type SmallWorld, smallWorld } from '../support/small-world.ts';
import { emptyServer, filledServer, lastDay, sellingServer } from './servers.ts';

interface Fixtures {
  /** Which server the test talks to. */
  server: 'filled' | 'empty' | 'selling';
  /** Complaints of the console that a test brings about on purpose. */
  allowedComplaints: RegExp[];
  /** Whatever the browser complained of: errors, warnings, breaches of the content security policy, uncaught exceptions. */
  complaints: string[];
  /** What was sent to the filled server. */
  world: SmallWorld;
}

const SERVERS = { filled: filledServer, empty: emptyServer, selling: sellingServer };

/** Every test fails on an error in the console that it did not allow. */
export const test = base.extend<Fixtures>({
  server: ['filled', { option: true }],
  baseURL: async ({ server }, use) => use(SERVERS[server]()),
  allowedComplaints: [[], { option: true }],
  complaints: [
    async ({ page, allowedComplaints }, use) => {
      const complaints: string[] = [];
      listenTo(page, complaints);
      await use(complaints);
      expect(complaints.filter((text) => !allowedComplaints.some((allowed) => allowed.test(text)))).toEqual([]);
    },
    { auto: true },
  ],
  world: async ({ server }, use) => {
    if (server !== 'filled') throw new Error(`The ${server} server holds no world.`);
    await use(smallWorld(lastDay()));
  },
});

export { expect };

function listenTo(page: Page, complaints: string[]): void {
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
}

/** Opens a screen and waits until every part of it has its figures. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await settled(page);
}

/** Waits until nothing on the screen is loading. */
export async function settled(page: Page): Promise<void> {
  await expect(page.locator('main h1')).toBeVisible();
  await expect(page.locator('main [aria-busy="true"]')).toHaveCount(0);
}

/** The address of a screen over all days of the small world, with more search parameters. */
export function wholePeriod(path: string, world: SmallWorld, more = ''): string {
  return `${path}?from=${world.firstDay}&to=${world.lastDay}${more}`;
}

/** Asks the server the way a program would. */
export async function ask(question: QueryInput, server = filledServer()): Promise<QueryAnswer> {
  return post<QueryAnswer>(`${server}/api/v1/query`, question);
}

/** Asks a server for an analysis. */
export async function analyse<Answer>(name: string, question: object, server = filledServer()): Promise<Answer> {
  return post<Answer>(`${server}/api/v1/analysis/${name}`, question);
}

async function post<Answer>(url: string, body: object): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as Answer;
}

/** The figure of the KPI with this label, as it is written. */
export function kpi(page: Page, label: string) {
  return page.getByRole('button', { name: `${label}: definition` }).locator('xpath=following-sibling::*[1]');
}

/** A whole number as the screens write it. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** An amount in dollars as the screens write it. */
export function dollars(minor: number): string {
  const sign = minor < 0 ? '−' : '';
  return `${sign}$${(Math.abs(minor) / 100).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}
