import { createHash } from 'node:crypto';
import type { Statement } from '@syncline/shared/statements';
import { canonicalJson } from '../lib/canonical-json.ts';

/** The digest of a closed statement, as `statementSchema` says, in hexadecimal. */
export function statementDigest(statement: Omit<Statement, 'state' | 'digest'>): string {
  return createHash('sha256').update(canonicalJson(statement)).digest('hex');
}
