import { Commerce } from '@syncline/api/commerce/commerce';
import { SimulatedGateway } from '@syncline/api/commerce/gateways/simulated';
import type { Fulfilment, PaymentGateway, ReplySender } from '@syncline/api/commerce/ports';
import { createPseudonyms } from '@syncline/api/ingest/pseudonym';
import type { Batch, BatchOutcome, EventLine, Ingest } from '@syncline/api/ingest/port';
import type { Found, XPost } from '@syncline/api/posts/x/post';
import { linkAccount } from '@syncline/api/services/accounts/link';
import { openVault } from '@syncline/api/services/accounts/vault';
import type { ServiceContext } from '@syncline/api/services/context';
import { createOffer } from '@syncline/api/services/offers/create';
import { migrateControl } from '@syncline/api/stores/sql/migrate';
import type { ControlStore } from '@syncline/api/stores/sql/port';
import { openSqlite } from '@syncline/api/stores/sql/sqlite';
import { accountLinkSchema } from '@syncline/shared/accounts';
import type { EventInput } from '@syncline/shared/events';
import { offerInputSchema } from '@syncline/shared/offers';
import { pino } from 'pino';

export const MINUTE_MS = 60_000;
const SECRET = new Uint8Array(32).fill(7);

/** What stands in for the write path: it keeps events by id, and knows one that is sent again from one that differs. */
class KeptEvents implements Pick<Ingest, 'submit' | 'retract' | 'userKey'> {
  readonly events = new Map<string, EventInput>();
  conflicts = 0;
  readonly #user = createPseudonyms(SECRET).user;

  submit({ lines, onConflict }: Batch): Promise<BatchOutcome> {
    let duplicate = 0;
    for (const line of lines as EventLine[]) {
      const event = line.value as EventInput;
      const known = this.events.get(event.id);
      if (known) duplicate += 1;
      if (known && onConflict !== 'replace' && JSON.stringify(known) !== JSON.stringify(event)) this.conflicts += 1;
      this.events.set(event.id, event);
    }
    return Promise.resolve({ accepted: lines.length - duplicate, duplicate, rejected: 0, replaced: 0, rejects: [] });
  }

  retract(retractions: readonly { id: string }[]): Promise<number> {
    return Promise.resolve(retractions.filter(({ id }) => this.events.delete(id)).length);
  }

  userKey(user: string): string {
    return this.#user.of(user).toString(16).padStart(16, '0');
  }

  /** The purchase events of the orders of an offer. */
  ofOffer(offer: string): EventInput[] {
    return [...this.events.values()].filter((event) => event.kind === 'purchase' && event.offer === offer);
  }
}

export interface WorldEffects {
  gateway?: (simulated: PaymentGateway) => PaymentGateway;
  replies?: ReplySender;
  fulfilment?: Fulfilment;
}

/** Purchases by post on a store in memory, with a clock that stands until it is moved. */
export class OrderWorld {
  now = Date.UTC(2026, 8, 1, 12);
  readonly ingest: KeptEvents;
  readonly store: ControlStore;
  readonly ctx: ServiceContext;
  readonly vault = openVault(SECRET, (user) => this.ingest.userKey(user));
  commerce: Commerce;
  #effects: WorldEffects = {};

  /** On a store that holds the tables already; `events` are shared by processes that share a store. */
  constructor(store: ControlStore, events = new KeptEvents()) {
    this.store = store;
    this.ingest = events;
    this.ctx = { db: store.db, clock: { now: () => this.now } };
    this.commerce = this.#make();
  }

  static async open(): Promise<OrderWorld> {
    const store = await openSqlite(':memory:');
    await migrateControl(store);
    return new OrderWorld(store);
  }

  /** Puts other effects in place, and goes on as a process that was started anew. */
  async restart(effects: WorldEffects = this.#effects): Promise<void> {
    await this.commerce.close();
    this.#effects = effects;
    this.commerce = this.#make();
  }

  #make(): Commerce {
    const { gateway = (simulated) => simulated, replies = dryRun, fulfilment = byHand } = this.#effects;
    const effectors = { gateway: gateway(new SimulatedGateway(this.ctx)), replies, fulfilment, vault: this.vault };
    return new Commerce({ ctx: this.ctx, ingest: this.ingest, effectors, log: pino({ level: 'silent' }) });
  }

  async offer(slug: string, more: object = {}): Promise<void> {
    const input = {
      slug,
      name: slug,
      trigger_hashtag: `Buy${slug}`,
      confirmation_hashtag: `Confirm${slug}`,
      price_minor: 100,
      currency: 'USD',
      starts_at: new Date(this.now).toISOString(),
      ...more,
    };
    await createOffer(this.ctx, offerInputSchema.parse(input));
  }

  async link(account: string, token = 'sim-success-1', more: object = {}): Promise<void> {
    await linkAccount(this.ctx, { link: accountLinkSchema.parse({ account, token, ...more }), vault: this.vault });
  }

  /** Lets time pass until then (epoch milliseconds), and has everything done at the moment it is due. */
  async until(at: number): Promise<void> {
    for (;;) {
      const { due } = await this.store.db
        .selectFrom('order_cases')
        .select((query) => query.fn.min('due_at').as('due'))
        .executeTakeFirstOrThrow();
      if (due === null || due > at) break;
      this.now = Math.max(this.now, due);
      await this.commerce.idle();
    }
    this.now = Math.max(this.now, at);
  }

  async close(): Promise<void> {
    await this.commerce.close();
    await this.store.close();
  }
}

/** A post as the readers of X give it. */
export function xPost(fields: Pick<XPost, 'id' | 'authorId' | 'at' | 'text'> & Partial<XPost>): Found {
  const post: XPost = {
    followers: null,
    isProtected: false,
    client: null,
    action: 'post',
    repostedText: null,
    hashtags: [],
    mentions: [],
    earlierVersions: [],
    ...fields,
  };
  return { kind: 'post', post };
}

const dryRun: ReplySender = { name: 'dry-run', send: () => Promise.resolve({ post: null }) };
const byHand: Fulfilment = { name: 'manual', fulfil: () => Promise.resolve(false) };
