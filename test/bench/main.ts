import { benchBrowser } from './browser.ts';
import { benchIngest } from './ingest.ts';
import { benchMatching } from './matching.ts';
import { benchPeople } from './people.ts';
import { benchQuery } from './query.ts';
import { benchRevenue } from './revenue.ts';
import { benchSustained } from './sustained.ts';

const BENCHES: Readonly<Record<string, (argv: string[]) => Promise<void> | void>> = {
  browser: benchBrowser,
  ingest: benchIngest,
  matching: benchMatching,
  people: benchPeople,
  query: benchQuery,
  revenue: benchRevenue,
  sustained: benchSustained,
};

const [name = '', ...argv] = process.argv.slice(2);
const bench = BENCHES[name];
if (bench === undefined) {
  console.error(`Usage: pnpm bench <${Object.keys(BENCHES).join(' | ')}> [options]`);
  process.exit(2);
}
await bench(argv);
