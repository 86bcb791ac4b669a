import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { renderConfig, renderUsers } from './engine-config.ts';

const secrets = { key: 'k-key', writer: 'w-password', reader: 'r-password' };
const config = {
  usersFile: '/data/<a> & b/users.xml',
  scratchDir: '/data/scratch',
  maxMemoryBytes: 123_456_789,
  reads: { seconds: 7, memoryBytes: 11, resultRows: 13, resultBytes: 17 },
};
const flat = (xml: string) => xml.replaceAll(/\s*\n\s*/g, '');

describe('the configuration of the local engine', () => {
  it('listens on loopback alone, to requests with the key', () => {
    const xml = flat(renderConfig(config, secrets));
    expect(xml).toContain('<listen_host>127.0.0.1</listen_host>');
    expect(xml).toContain('<headers><X-Syncline-Key>k-key</X-Syncline-Key></headers>');
    expect(xml.match(/<handler>/g)).toHaveLength(1);
  });

  it('flushes inserts and merges, and limits memory', () => {
    const xml = flat(renderConfig(config, secrets));
    for (const setting of [
      '<fsync_after_insert>1</fsync_after_insert>',
      '<fsync_part_directory>1</fsync_part_directory>',
      '<min_rows_to_fsync_after_merge>1</min_rows_to_fsync_after_merge>',
      '<min_compressed_bytes_to_fsync_after_merge>1</min_compressed_bytes_to_fsync_after_merge>',
      '<max_server_memory_usage>123456789</max_server_memory_usage>',
    ]) {
      expect(xml).toContain(setting);
    }
  });

  it('escapes what stands in paths', () => {
    expect(renderConfig(config, secrets)).toContain('<users_config>/data/&lt;a&gt; &amp; b/users.xml</users_config>');
  });

  it('keeps passwords as hashes only', () => {
    const xml = renderUsers(config, secrets);
    expect(xml).not.toContain('w-password');
    expect(xml).not.toContain('r-password');
    expect(xml).toContain(createHash('sha256').update('w-password').digest('hex'));
  });

  it('gives the start-up user one right and the reader limits that can only be lowered', () => {
    const xml = flat(renderUsers(config, secrets));
    expect(xml).toMatch(
      /<default><password><\/password>.*<grants><query>GRANT SYSTEM LISTEN ON \*\.\*<\/query><\/grants><\/default>/,
    );
    expect(xml).toContain('<readonly>1</readonly><max_execution_time>7</max_execution_time>');
    expect(xml).toContain('<max_execution_time><min>0.001</min><max>7</max>');
    expect(xml).toContain('<max_result_rows><min>1</min><max>13</max>');
    expect(xml).toContain('GRANT SELECT ON syncline.*');
  });
});
