import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { previewFile } from './preview.ts';

const preview = (text: string | Uint8Array, complete = true) =>
  previewFile(typeof text === 'string' ? Buffer.from(text) : text, complete, '2026-09-01');

describe('previewFile', () => {
  it('shows the headings and rows of a table that needs a mapping', async () => {
    const found = await preview('user;ads\n"a;1";2\nb;3\n');
    expect(found).toMatchObject({
      format: null,
      delimiter: ';',
      columns: ['user', 'ads'],
      rows: [
        ['a;1', '2'],
        ['b', '3'],
      ],
    });
    expect(found.reason).toContain('column mapping');
  });

  it('leaves out the last row of a head that is cut, packed or not', async () => {
    const text = `user\tads\n${'x\t1\n'.repeat(15)}cut`;
    expect((await preview(text, false)).rows).toHaveLength(15);
    const packed = gzipSync(Array.from({ length: 50_000 }, (_, index) => `${index},${Math.sin(index)}`).join('\n'));
    const found = await preview(packed.subarray(0, packed.length / 2), false);
    expect(found.rows).toHaveLength(20);
  });

  it('passes over what reports write above their headings', async () => {
    const google =
      'Campaign report\n"September 1, 2026 - September 30, 2026"\nDay,Campaign,Cost\n2026-09-01,Autumn,"$1,204.50"\n';
    expect(await preview(google)).toMatchObject({
      columns: ['Day', 'Campaign', 'Cost'],
      rows: [['2026-09-01', 'Autumn', '$1,204.50']],
    });
    const analytics = '# ------\n# Traffic, by channel\n# \n#\nSession campaign;Key events\n20260501;1\n';
    expect(await preview(analytics)).toMatchObject({ delimiter: ';', columns: ['Session campaign', 'Key events'] });
    expect(await preview('#,user\n1,a\n')).toMatchObject({ columns: ['#', 'user'], rows: [['1', 'a']] });
  });

  it('knows events and posts', async () => {
    expect(await preview('id,at,kind,user\n1,2,activity,u\n')).toMatchObject({ format: 'events-csv', reason: null });
    expect(await preview('{"id":"1","at":1,"kind":"activity","user":"u"}\n')).toMatchObject({
      format: 'events-ndjson',
    });
    expect(await preview('{"data":[{"id":"1","text":"a"}]}')).toMatchObject({ format: 'x-posts', rows: [] });
  });

  it('says why it cannot read a file', async () => {
    for (const file of ['', 'PK\u0003\u0004', Buffer.from([0x1f, 0x8b, 0xff, 0xff]), '\u0000\u0001', '{"a":1}']) {
      const found = await preview(file);
      expect(found.format).toBeNull();
      expect(found.reason).toMatch(/empty|archive|damaged|not text|neither/);
    }
  });
});
