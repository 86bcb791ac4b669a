import { createHmac } from 'node:crypto';

/** What a request is signed with; the names of RFC 5849. */
export interface OAuth1Keys {
  consumerKey: string;
  consumerSecret: string;
  token: string;
  tokenSecret: string;
}

interface SignedRequest {
  method: 'GET' | 'POST';
  /** Without query and fragment. */
  url: string;
  /** Of the query and of a form; a JSON body is not signed. */
  parameters?: Readonly<Record<string, string>>;
  nonce: string;
  /** Unix seconds. */
  timestamp: number;
}

/** The `Authorization` header of a request in OAuth 1.0a user context, signed with HMAC-SHA1 (RFC 5849, section 3.4). */
export function oauth1Header(
  { consumerKey, consumerSecret, token, tokenSecret }: OAuth1Keys,
  { method, url, parameters = {}, nonce, timestamp }: SignedRequest,
): string {
  const oauth = {
    oauth_consumer_key: consumerKey,
    oauth_nonce: nonce,
    oauth_signature_method: 'HMAC-SHA1',
    oauth_timestamp: String(timestamp),
    oauth_token: token,
    oauth_version: '1.0',
  };
  const pairs = Object.entries({ ...parameters, ...oauth }).map(
    ([name, value]) => [encode(name), encode(value)] as const,
  );
  const normalised = pairs
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join('&');
  const base = [method, encode(url), encode(normalised)].join('&');
  const key = `${encode(consumerSecret)}&${encode(tokenSecret)}`;
  const signature = createHmac('sha1', key).update(base).digest('base64');
  const fields = Object.entries({ ...oauth, oauth_signature: signature });
  return `OAuth ${fields.map(([name, value]) => `${encode(name)}="${encode(value)}"`).join(', ')}`;
}

/** Percent-encoding of RFC 3986, which leaves only letters, digits and `-._~`. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
