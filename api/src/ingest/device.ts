import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Device } from '@syncline/shared/events';
import { DEVICE_TABLE, type DeviceTable, deviceTableSchema } from './device-table.ts';

const MOST_REMEMBERED = 1000;

/** What an event says about its device. */
export interface DeviceHints {
  device?: Device | undefined;
  client?: string | undefined;
  user_agent?: string | undefined;
  network?: string | undefined;
}

export type DeviceRule = (hints: DeviceHints) => Device;

/**
 * Makes the rule that names an event's device: the one given, else by the client's label, else by the user agent, else
 * `unknown`. A label listed as undecidable is `unknown` whatever the user agent says of the machine that relayed it.
 */
export function deviceRule(table: DeviceTable = DEVICE_TABLE): DeviceRule {
  const labels = new Map<string, Device>();
  for (const { network, device, labels: names } of table.clients) {
    for (const name of names) {
      const key = labelKey(network, name);
      if (!labels.has(key)) labels.set(key, device);
    }
  }
  const unlisted = new Map(Object.entries(table.unlisted_clients));
  const agents = table.user_agents.map(({ device, pattern }) => ({ device, pattern: new RegExp(pattern, 'i') }));
  const listedOn = remembering((network) => remembering((client) => labels.get(labelKey(network, client))));
  const ofAgent = remembering((agent) => agents.find(({ pattern }) => pattern.test(agent))?.device ?? 'unknown');
  return ({ device, client, user_agent: agent, network = 'x' }) => {
    if (device !== undefined) return device;
    const listed = client === undefined ? undefined : listedOn(network)(client);
    if (listed !== undefined) return listed;
    if (agent !== undefined) return ofAgent(agent);
    return (client === undefined ? undefined : unlisted.get(network)) ?? 'unknown';
  };
}

/** Labels and user agents come again and again: what was worked out lately is kept, and forgotten together. */
function remembering<Result>(workOut: (text: string) => Result): (text: string) => Result {
  const known = new Map<string, Result>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined || known.has(text)) return before as Result;
    const result = workOut(text);
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(text, result);
    return result;
  };
}

function labelKey(network: string, label: string): string {
  return `${network}\n${label.trim().toLowerCase()}`;
}

/** The built-in table with the lines of `devices.json` in the data folder before it; throws an Error that says what is wrong with the file. */
export function loadDeviceTable(dataDir: string): DeviceTable {
  const path = join(dataDir, 'devices.json');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return DEVICE_TABLE;
    throw error;
  }
  try {
    const own = deviceTableSchema.partial().parse(JSON.parse(text));
    const table: DeviceTable = {
      clients: [...(own.clients ?? []), ...DEVICE_TABLE.clients],
      unlisted_clients: { ...DEVICE_TABLE.unlisted_clients, ...own.unlisted_clients },
      user_agents: [...(own.user_agents ?? []), ...DEVICE_TABLE.user_agents],
    };
    deviceRule(table);
    return table;
  } catch (error) {
    throw new Error(`${path} cannot be used: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
