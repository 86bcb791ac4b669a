import type { Generated } from 'kysely';
import type {
  AgreementBookTable,
  AgreementChangeTable,
  AgreementTable,
  AgreementVersionTable,
  ExchangeRateTable,
  PayoutTable,
  ScenarioTable,
  SpendTable,
  StatementBookTable,
  StatementMonthTable,
  StatementTable,
} from './schema-revenue.ts';
import type {
  AlertNewsTable,
  AlertTable,
  AnnotationTable,
  MailTable,
  ReportRunTable,
  ReportTable,
  ViewTable,
} from './schema-saved.ts';

/** Where a catalogue entry comes from; see `shared/control`. */
export type EntryOrigin = 'own' | 'discovered' | 'demo';

/** Settings fixed when the store is created; one row, id 1. */
export interface WorkspaceTable {
  id: number;
  timezone: string;
  currency: string;
  secret_fingerprint: string;
  /** How far the demo world is, as JSON; null in a store that never had one. */
  demo_state: Generated<string | null>;
  created_at: number;
}

export interface BrandTable {
  slug: string;
  name: string;
  origin: EntryOrigin;
  created_at: number;
}

export interface CampaignTable {
  slug: string;
  name: string;
  brand: string | null;
  starts_on: string | null;
  ends_on: string | null;
  origin: EntryOrigin;
  created_at: number;
}

export interface OfferTable {
  slug: string;
  name: string;
  campaign: string | null;
  trigger_hashtag: string | null;
  confirmation_hashtag: string | null;
  price_minor: number | null;
  currency: string | null;
  stock: number | null;
  brand: string | null;
  product: string | null;
  list_price_minor: number | null;
  tax_basis_points: Generated<number>;
  tax: Generated<'added' | 'included'>;
  per_person_limit: number | null;
  starts_at: number | null;
  ends_at: number | null;
  audience: string | null;
  confirmation_minutes: Generated<number>;
  origin: EntryOrigin;
  created_at: number;
}

/** One row, id 1: counted up by every change of the offers, and so what such changes wait for. */
export interface OfferBookTable {
  id: number;
  revision: number;
}

export interface SyncedAccountTable {
  id: Generated<number>;
  network: string;
  /** The keyed hash that events keep of the person, in hexadecimal; null once erased, as is what follows. */
  account_key: string | null;
  sealed_account: string | null;
  sealed_token: string | null;
  state: 'linked' | 'unlinked' | 'erased';
  /** 0 or 1. */
  protected: number;
  created_at: number;
  linked_at: number | null;
  unlinked_at: number | null;
  erased_at: number | null;
}

/** Which synced accounts are on which list. */
export interface AccountListTable {
  list: string;
  account: number;
}

/** A post that holds a hashtag of an offer, as it was first posted; one row for each offer. */
export interface OfferPostTable {
  network: string;
  post: string;
  offer: string;
  /** The keyed hash of its author, in hexadecimal. */
  person: string;
  /** When it was posted, by the network's clock. */
  at: number;
  received_at: number;
  action: 'post' | 'reply' | 'repost' | 'quote';
  /** 0 or 1, as the two after it. */
  has_trigger: number;
  has_confirmation: number;
  author_protected: number;
  followers: number | null;
  client: string | null;
}

/** What became of a post after it was posted. */
export interface PostChangeTable {
  network: string;
  /** The post as it was first posted. */
  post: string;
  /** The id of the later version; '' is its deletion. */
  version: string;
  at: number;
  received_at: number;
  /** The folded hashtags of the later version, as a JSON array. */
  hashtags: string;
}

/** One person and one offer: what is settled together. */
export interface OrderCaseTable {
  id: Generated<number>;
  network: string;
  person: string;
  offer: string;
  /** When it is to be looked at next; null while nothing is expected. */
  due_at: number | null;
  /** Counted up by all that happens to it from outside. */
  revision: Generated<number>;
  /** How often its task failed in a row, and why. */
  attempts: Generated<number>;
  problem: string | null;
}

export interface OrderTable {
  id: string;
  case_id: number;
  trigger_post: string;
  admission: string;
  confirmation_post: string | null;
  reservation: 'granted' | 'sold_out' | 'over_limit' | null;
  reserved_at: number | null;
  /** When the gateway was first asked: from then on it may have charged. */
  charge_asked_at: number | null;
  charge: 'paid' | 'declined' | null;
  gateway: string | null;
  charge_reference: string | null;
  declined_because: string | null;
  charged_at: number | null;
  fulfilled_at: number | null;
  amount_minor: number;
  currency: string;
  triggered_at: number;
  deadline_at: number;
  confirmed_at: number | null;
  state: string;
  loss: string | null;
  paid_minor: number;
  refunded_minor: number;
  task: string | null;
  changed_at: number;
}

/** A reply to a trigger, and whether it was sent. */
export interface OrderReplyTable {
  id: Generated<number>;
  order_id: string;
  text: string;
  state: string;
  post: string | null;
  problem: string | null;
  at: number;
}

export interface OrderRefundTable {
  id: string;
  order_id: string;
  amount_minor: number;
  state: 'asked' | 'refunded' | 'refused';
  reason: string | null;
  reference: string | null;
  by: 'operator' | 'gateway';
  asked_at: number;
  settled_at: number | null;
}

/** Transitions of orders as purchase events, on their way to ingest. */
export interface OrderEventTable {
  id: Generated<number>;
  order_id: string;
  /** Stage, for refunds with the refund's id: an order goes through each once. */
  transition: string;
  /** The event, as JSON. */
  event: string;
  sent_at: number | null;
}

/** How many pieces of an offer are set aside or sold. */
export interface OfferStockTable {
  offer: string;
  reserved: number;
}

/** What the simulated gateway was asked and answered. */
export interface SimulatedChargeTable {
  key: string;
  kind: 'charge' | 'refund';
  /** Charges: what was answered. Refunds: the charge. */
  reference: string | null;
  amount_minor: number;
  currency: string;
  outcome: string;
  reason: string | null;
  at: number;
}

export interface TrackingRuleTable {
  id: string;
  match: 'hashtag' | 'mention' | 'word';
  value: string;
  /** `value` as it is compared; unique together with `match`. */
  folded: string;
  brand: string | null;
  campaign: string | null;
  position: number;
  origin: EntryOrigin;
  created_at: number;
}

export interface MappingTable {
  id: string;
  name: string;
  /** The rest of the mapping, as JSON. */
  definition: string;
  created_at: number;
}

export interface IdempotencyKeyTable {
  key: string;
  body_hash: string;
  answer: string;
  created_at: number;
}

export interface DeadLetterTable {
  id: Generated<number>;
  source: string;
  import_id: string | null;
  line: number;
  event_id: string | null;
  code: string;
  path: string;
  message: string;
  payload: string | null;
  /** 0 or 1: SQLite has no boolean. */
  replayable: number;
  received_at: number;
}

export interface ImportTable {
  id: string;
  file_name: string;
  format: string;
  mapping: string | null;
  state: string;
  error: string | null;
  bytes_total: number | null;
  bytes_read: number;
  rows: number;
  accepted: number;
  duplicate: number;
  rejected: number;
  replaced: number;
  delete_notices: number;
  removed: number;
  /** Counts by kind, as a JSON object. */
  skipped: string;
  /** What its rows become. */
  target: 'events' | 'spend' | 'rates';
  rounded: number;
  started_at: number;
  finished_at: number | null;
  /** 0 or 1: whether its events carry its mark. */
  undoable: number;
  undo_began_at: number | null;
  undone_at: number | null;
  taken_back: number;
  /** Catalogue entries that go with it, as JSON, from when taking it back is begun. */
  undo_forgets: string;
}

/** Deliveries of webhooks that were taken in. */
export interface WebhookDeliveryTable {
  source: string;
  delivery: string;
  /** SHA-256 of what was signed, in hexadecimal. */
  signed: string;
  received_at: number;
}

export interface StudyTable {
  id: string;
  name: string;
  question: string;
  population: string;
  /** Its tables, as a JSON array. */
  tables: string;
  /** How many runs it has: the number of the last one. */
  runs: Generated<number>;
  origin: Generated<'own' | 'demo'>;
  created_at: number;
  updated_at: number;
}

/** A run of a study; its row is never changed. */
export interface StudyRunTable {
  study: string;
  number: number;
  as_of: number;
  record: number;
  digest: string;
  /** What was asked and answered, as JSON. */
  document: string;
}

export interface MigrationTable {
  version: number;
  name: string;
}

/**
 * The control plane as Kysely sees it, the same on SQLite and PostgreSQL: times are epoch milliseconds, integers are
 * safe integers, flags are 0 or 1, structures are JSON text.
 */
export interface Database {
  workspace: WorkspaceTable;
  brands: BrandTable;
  campaigns: CampaignTable;
  offers: OfferTable;
  offer_book: OfferBookTable;
  synced_accounts: SyncedAccountTable;
  account_lists: AccountListTable;
  offer_posts: OfferPostTable;
  post_changes: PostChangeTable;
  order_cases: OrderCaseTable;
  orders: OrderTable;
  order_replies: OrderReplyTable;
  order_refunds: OrderRefundTable;
  order_events: OrderEventTable;
  offer_stock: OfferStockTable;
  simulated_charges: SimulatedChargeTable;
  tracking_rules: TrackingRuleTable;
  mappings: MappingTable;
  idempotency_keys: IdempotencyKeyTable;
  dead_letters: DeadLetterTable;
  imports: ImportTable;
  webhook_deliveries: WebhookDeliveryTable;
  agreements: AgreementTable;
  agreement_versions: AgreementVersionTable;
  agreement_changes: AgreementChangeTable;
  agreement_book: AgreementBookTable;
  spend: SpendTable;
  exchange_rates: ExchangeRateTable;
  studies: StudyTable;
  study_runs: StudyRunTable;
  statement_months: StatementMonthTable;
  statements: StatementTable;
  payouts: PayoutTable;
  statement_book: StatementBookTable;
  scenarios: ScenarioTable;
  views: ViewTable;
  annotations: AnnotationTable;
  alerts: AlertTable;
  alert_news: AlertNewsTable;
  reports: ReportTable;
  report_runs: ReportRunTable;
  mail: MailTable;
  syncline_migrations: MigrationTable;
}
