import { z } from 'zod';
import { RefusedError } from '../ports.ts';
import { problemOf, type XApi } from './api.ts';

/** Which rules of the app are Syncline's: those of other programs are left alone. */
const TAG = 'syncline offers';
const PATH = '/2/tweets/search/stream/rules';
/** The shortest limit of any level of access; a rule holds some thirty hashtags. */
const LONGEST_RULE = 512;
const RULES_A_REQUEST = 100;
/** Reposts and quotes never count (docs/orders.md), and each post that is delivered is paid for. */
const OWN_WORDS = '-is:retweet -is:quote';

const ruleSchema = z.object({ id: z.string(), value: z.string(), tag: z.string().nullish() });
const pageSchema = z.object({
  data: z.array(ruleSchema).nullish(),
  meta: z.object({ next_token: z.string().nullish() }).nullish(),
});
const changeSchema = z.object({ errors: z.array(z.looseObject({ title: z.string().nullish() })).nullish() });
type Rule = z.infer<typeof ruleSchema>;

/** Rules that together match the posts of people's own words with any of the hashtags; the same for the same hashtags. */
export function rulesFor(hashtags: readonly string[]): string[] {
  const tags = [...new Set(hashtags.map((tag) => `#${tag.toLowerCase()}`))].sort();
  const rules: string[] = [];
  let held: string[] = [];
  const write = (terms: readonly string[]) => `(${terms.join(' OR ')}) ${OWN_WORDS}`;
  for (const tag of tags) {
    if (held.length > 0 && write([...held, tag]).length > LONGEST_RULE) {
      rules.push(write(held));
      held = [];
    }
    held.push(tag);
  }
  return held.length === 0 ? rules : [...rules, write(held)];
}

/**
 * Brings Syncline's rules at X in step with the hashtags and resolves with their number. What is missing is added before
 * anything is taken away, so that no hashtag goes unheard in between. Throws TryLaterError, and RefusedError for rules that
 * X does not take.
 */
export async function keepRules(api: XApi, hashtags: readonly string[]): Promise<number> {
  const wanted = new Set(rulesFor(hashtags));
  const own = (await allRules(api)).filter(({ tag }) => tag === TAG);
  const there = new Set(own.map(({ value }) => value));
  const missing = [...wanted].filter((value) => !there.has(value));
  for (const values of pieces(missing)) {
    await change(api, { add: values.map((value) => ({ value, tag: TAG })) });
  }
  const over = own.filter(({ value }) => !wanted.has(value)).map(({ id }) => id);
  for (const ids of pieces(over)) await change(api, { delete: { ids } });
  return wanted.size;
}

async function allRules(api: XApi): Promise<Rule[]> {
  const rules: Rule[] = [];
  let page = '';
  for (;;) {
    const { data, meta } = pageSchema.parse(await api.get(`${PATH}${page}`));
    rules.push(...(data ?? []));
    if (!meta?.next_token) return rules;
    page = `?pagination_token=${encodeURIComponent(meta.next_token)}`;
  }
}

async function change(api: XApi, body: object): Promise<void> {
  const { errors } = changeSchema.parse(await api.post(PATH, body));
  // A rule that another program has already delivers its posts all the same.
  const failed = (errors ?? []).find(({ title }) => title !== 'DuplicateRule');
  if (failed) throw new RefusedError(`X does not take a rule: ${problemOf(failed)}`);
}

function pieces<Item>(items: readonly Item[]): Item[][] {
  const count = Math.ceil(items.length / RULES_A_REQUEST);
  return Array.from({ length: count }, (_, index) =>
    items.slice(index * RULES_A_REQUEST, (index + 1) * RULES_A_REQUEST),
  );
}
