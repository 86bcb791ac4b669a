import type { Alert, AlertDraft, AlertInput } from '@syncline/shared/alerts';
import { addressesIn, addressFault } from '../../lib/addresses.ts';
import { unitsPer } from './alert-words.ts';

/** The form as it is written: levels are text in whole currency, percent or numbers. */
export type AlertForm = Omit<AlertInput, 'fire_at' | 'clear_at' | 'mail'> & {
  fireAt: string;
  clearAt: string;
  /** Addresses with commas between. */
  mail: string;
};

export type AlertFaults = Partial<Record<'name' | 'fireAt' | 'clearAt' | 'mail', string>>;

const NEW: AlertForm = {
  name: '',
  kind: 'alert',
  metric: 'net_revenue',
  brand: null,
  campaign: null,
  every: 'day',
  measure: 'value',
  when: 'below',
  open: false,
  webhook: false,
  mail: '',
  fireAt: '',
  clearAt: '',
};

/** The form of an alert, or of one to be written. */
export function draftOf(alert: Alert | null, minorDigits: number): AlertForm {
  if (alert === null) return NEW;
  const { name, kind, metric, brand, campaign, every, measure, when, open, webhook, mail, fire_at, clear_at } = alert;
  const units = unitsPer(alert, minorDigits);
  const text = (level: number) => String(Number((level / units).toPrecision(12)));
  return {
    name,
    kind,
    metric,
    brand,
    campaign,
    every,
    measure,
    when,
    open,
    webhook,
    mail: mail.join(', '),
    fireAt: text(fire_at),
    clearAt: clear_at === fire_at ? '' : text(clear_at),
  };
}

/** What is wrong with the form, by its field. */
export function faultsOf({ name, when, fireAt, clearAt, mail }: AlertForm): AlertFaults {
  const fire = numberIn(fireAt);
  const clear = numberIn(clearAt);
  const misaddressed = addressFault(mail);
  const beyond = fire !== null && clear !== null && (when === 'above' ? clear > fire : clear < fire);
  return {
    ...(name.trim() === '' ? { name: 'A name is needed.' } : {}),
    ...(fire === null ? { fireAt: 'A number is needed.' } : {}),
    ...(clearAt.trim() !== '' && clear === null ? { clearAt: 'Must be a number, or empty.' } : {}),
    ...(misaddressed ? { mail: misaddressed } : {}),
    ...(beyond ? { clearAt: 'Must not lie beyond the level it fires at.' } : {}),
  };
}

/** The form as the API takes it; it must have no faults. */
export function toAlertDraft({ fireAt, clearAt, ...form }: AlertForm, minorDigits: number): AlertDraft {
  const units = unitsPer(form, minorDigits);
  const level = (text: string) => Number(((numberIn(text) ?? 0) * units).toPrecision(12));
  const fire_at = level(fireAt);
  const mayBeOpen = form.when === 'above' && form.measure === 'value';
  return {
    ...form,
    name: form.name.trim(),
    open: form.open && mayBeOpen,
    mail: addressesIn(form.mail),
    fire_at,
    clear_at: clearAt.trim() === '' ? fire_at : level(clearAt),
  };
}

function numberIn(text: string): number | null {
  const plain = text.trim().replaceAll(',', '').replace('−', '-');
  return plain === '' || !Number.isFinite(Number(plain)) ? null : Number(plain);
}
