import { startTestServer } from '../support/app.ts';
import { unpackBrowser } from '../support/browser.ts';
import { sendEvents, smallWorld, untilCounted } from '../support/small-world.ts';
import { addDays } from '@syncline/shared/time';
import { ADDRESS_OF_EMPTY, ADDRESS_OF_FILLED, ADDRESS_OF_SELLING, catalogueOf, LAST_DAY } from './servers.ts';

/** Unpacks the browser, and starts a server with the small world, one with an empty store and one that sells. */
export default async function setup(): Promise<() => Promise<void>> {
  unpackBrowser();
  const [filled, empty, selling] = await Promise.all([startTestServer(), startTestServer(), startTestServer()]);
  const yesterday = addDays(new Date().toISOString().slice(0, 10), -1);
  const world = smallWorld(yesterday);
  await sendEvents(filled.url, world.events);
  await untilCounted(filled.url, world.events.length);
  await catalogueOf(filled.url);
  process.env[ADDRESS_OF_FILLED] = filled.url;
  process.env[LAST_DAY] = yesterday;
  process.env[ADDRESS_OF_EMPTY] = empty.url;
  process.env[ADDRESS_OF_SELLING] = selling.url;
  return async () => {
    await Promise.all([filled.stop(), empty.stop(), selling.stop()]);
  };
}
