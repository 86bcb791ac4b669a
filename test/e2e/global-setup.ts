import { startTestServer } from '../support/app.ts';
import { unpackBrowser } from '../support/browser.ts';
import { sendEvents, smallWorld, untilCounted } from '../support/small-world.ts';
import { addDays } from '@syncline/shared/time';
import { ADDRESS_OF_EMPTY, ADDRESS_OF_FILLED, catalogueOf, LAST_DAY } from './servers.ts';

/** Unpacks the browser, and starts a server with the small world and one with an empty store. */
export default async function setup(): Promise<() => Promise<void>> {
  unpackBrowser();
  const [filled, empty] = await Promise.all([startTestServer(), startTestServer()]);
  const yesterday = addDays(new Date().toISOString().slice(0, 10), -1);
  const world = smallWorld(yesterday);
  await sendEvents(filled.url, world.events);
  await untilCounted(filled.url, world.events.length);
  await catalogueOf(filled.url);
  process.env[ADDRESS_OF_FILLED] = filled.url;
  process.env[LAST_DAY] = yesterday;
  process.env[ADDRESS_OF_EMPTY] = empty.url;
  return async () => {
    await Promise.all([filled.stop(), empty.stop()]);
  };
}
