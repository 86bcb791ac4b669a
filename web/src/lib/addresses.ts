import { z } from 'zod';
import { recipientsSchema } from '@syncline/shared/mail';

/** The addresses in a text, between commas, semicolons or spaces. */
export function addressesIn(text: string): string[] {
  return text.split(/[\s,;]+/).filter((part) => part !== '');
}

/** What is wrong with a text of addresses; undefined where nothing is. */
export function addressFault(text: string): string | undefined {
  const addresses = addressesIn(text);
  const wrong = addresses.find((address) => !z.email().safeParse(address).success);
  if (wrong !== undefined) return `“${wrong}” is no address.`;
  return recipientsSchema.safeParse(addresses).error?.issues[0]?.message;
}
