export const ADDRESS_OF_FILLED = 'SYNCLINE_E2E_FILLED';
export const ADDRESS_OF_EMPTY = 'SYNCLINE_E2E_EMPTY';
export const ADDRESS_OF_SELLING = 'SYNCLINE_E2E_SELLING';
export const LAST_DAY = 'SYNCLINE_E2E_LAST_DAY';

/** The server with the small world. */
export function filledServer(): string {
  return setting(ADDRESS_OF_FILLED);
}

/** The server whose store is empty until a test fills it. */
export function emptyServer(): string {
  return setting(ADDRESS_OF_EMPTY);
}

/** The server that tests send purchases of today to. */
export function sellingServer(): string {
  return setting(ADDRESS_OF_SELLING);
}

/** The last day of the small world. */
export function lastDay(): string {
  return setting(LAST_DAY);
}

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`The global setup did not set ${name}.`);
  return value;
}

/** Gives brands and campaigns that events brought in their names. */
export async function catalogueOf(url: string): Promise<void> {
  const names = {
    'brands/alder': { name: 'Alder & Sons' },
    'brands/birch': { name: 'Birch' },
    'campaigns/alder-lamp': { name: 'Alder lamp launch' },
    'campaigns/alder-desk': { name: 'Alder desk' },
    'campaigns/birch-cup': { name: 'Birch cup' },
  };
  for (const [path, body] of Object.entries(names)) {
    const response = await fetch(`${url}/api/v1/${path}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  }
}
