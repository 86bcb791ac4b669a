import { expect, it } from 'vitest';
import { oauth1Header } from './oauth1.ts';

it('signs the example that X publishes as X does', () => {
  // docs.x.com/fundamentals/authentication/oauth-1-0a/creating-a-signature; its keys are void.
  const header = oauth1Header(
    {
      consumerKey: 'xvz1evFS4wEEPTGEFPHBog',
      consumerSecret: 'kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw',
      token: '370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb',
      tokenSecret: 'LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE',
    },
    {
      method: 'POST',
      url: 'https://api.x.com/1.1/statuses/update.json',
      parameters: { include_entities: 'true', status: 'Hello Ladies + Gentlemen, a signed OAuth request!' },
      nonce: 'kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg',
      timestamp: 1_318_622_958,
    },
  );
  expect(header).toBe(
    [
      'OAuth oauth_consumer_key="xvz1evFS4wEEPTGEFPHBog"',
      'oauth_nonce="kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg"',
      'oauth_signature_method="HMAC-SHA1"',
      'oauth_timestamp="1318622958"',
      'oauth_token="370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb"',
      'oauth_version="1.0"',
      'oauth_signature="Ls93hJiZbQ3akF3HF3x1Bz8%2FzU4%3D"',
    ].join(', '),
  );
});
