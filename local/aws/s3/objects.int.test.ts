import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { aBucket } from '../testing/a-bucket.ts';

const keysIn = (text: string): readonly string[] =>
  [...text.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key]) => key ?? '');
const prefixesIn = (text: string): readonly string[] =>
  [...text.matchAll(/<CommonPrefixes><Prefix>([^<]*)</g)].map(([, prefix]) => prefix ?? '');

describe('an object', () => {
  it('is returned as written, with its type and metadata', async () => {
    const { s3, put } = await aBucket();
    const headers = { 'content-type': 'application/json', 'x-amz-meta-team': 'sre' };

    const written = await put('env/a%20b%2Bc.json', '{"serial":1}', headers);
    const read = await s3({ path: '/prod-logs/env/a%20b%2Bc.json' });

    expect(read.text).toBe('{"serial":1}');
    expect(read.headers.get('content-type')).toBe('application/json');
    expect(read.headers.get('x-amz-meta-team')).toBe('sre');
    expect(read.headers.get('etag')).toBe(`"${createHash('md5').update('{"serial":1}').digest('hex')}"`);
    expect(written.headers.get('etag')).toBe(read.headers.get('etag'));
  });

  it('returns its size for HEAD, and a part for a Range header', async () => {
    const { s3, put } = await aBucket();
    await put('k', '0123456789');

    const head = await s3({ method: 'HEAD', path: '/prod-logs/k' });
    const parts = await Promise.all(
      ['bytes=2-4', 'bytes=7-', 'bytes=-2', 'bytes=0-5242879', 'bytes=10-'].map((range) =>
        s3({ path: '/prod-logs/k', headers: { range } }),
      ),
    );

    expect([head.headers.get('content-length'), head.text]).toEqual(['10', '']);
    expect(parts.slice(0, 4).map(({ status, text }) => [status, text])).toEqual([
      [206, '234'],
      [206, '789'],
      [206, '89'],
      [206, '0123456789'],
    ]);
    expect(parts[0]?.headers.get('content-range')).toBe('bytes 2-4/10');
    expect([parts[4]?.status, parts[4]?.code]).toEqual([416, 'InvalidRange']);
  });

  it('is written only once with If-None-Match, so that a lock has one holder', async () => {
    const { s3, put } = await aBucket();
    const lock = { 'if-none-match': '*' };

    const answers = await Promise.all(['alice', 'bob', 'carol'].map((name) => put('state.tflock', name, lock)));
    const holder = (await s3({ path: '/prod-logs/state.tflock' })).text;
    await s3({ method: 'DELETE', path: '/prod-logs/state.tflock' });
    const next = await put('state.tflock', 'dave', lock);

    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, 412, 412]);
    expect(answers[['alice', 'bob', 'carol'].indexOf(holder)]?.status).toBe(200);
    expect(answers.find(({ status }) => status === 412)?.code).toBe('PreconditionFailed');
    expect(next.status).toBe(200);
  });

  it('is replaced with If-Match only by a writer who has the current version', async () => {
    const { put } = await aBucket();
    const first = await put('k', 'one');

    const stale = await put('k', 'two', { 'if-match': '"0123"' });
    const fresh = await put('k', 'two', { 'if-match': first.headers.get('etag') ?? '' });
    const nothing = await put('other', 'x', { 'if-match': '"0123"' });

    expect([stale.status, fresh.status, nothing.status]).toEqual([412, 200, 404]);
  });

  it('does not exist after a delete, and deleting a missing object succeeds', async () => {
    const { s3, put } = await aBucket();
    await put('k', 'x');

    const deletes = [
      await s3({ method: 'DELETE', path: '/prod-logs/k' }),
      await s3({ method: 'DELETE', path: '/prod-logs/k' }),
    ];
    const read = await s3({ path: '/prod-logs/k' });

    expect(deletes.map(({ status }) => status)).toEqual([204, 204]);
    expect([read.status, read.code]).toEqual([404, 'NoSuchKey']);
  });

  it('can be uploaded in aws-chunked framing with a trailing checksum, and is rejected if the checksum is wrong', async () => {
    const { s3, put } = await aBucket();
    const checksum = createHash('sha256').update('hello world').digest('base64');
    const framed = (trailer: string) => `6\r\nhello \r\n5\r\nworld\r\n0\r\nx-amz-checksum-sha256:${trailer}\r\n\r\n`;
    const headers = {
      'content-encoding': 'aws-chunked',
      'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      'x-amz-decoded-content-length': '11',
      'x-amz-trailer': 'x-amz-checksum-sha256',
    };

    const right = await put('right', framed(checksum), headers);
    const wrong = await put('wrong', framed('AAAA'), headers);
    const cut = await put('cut', '6\r\nhel', headers);

    expect(right.status).toBe(200);
    expect((await s3({ path: '/prod-logs/right' })).text).toBe('hello world');
    expect([wrong.code, cut.code]).toEqual(['BadDigest', 'IncompleteBody']);
    expect((await s3({ path: '/prod-logs/wrong' })).status).toBe(404);
  });

  it('is rejected if its bytes do not match the signed hash or the checksum', async () => {
    const { put } = await aBucket();
    const crc32 = { 'x-amz-checksum-crc32': 'y/Q5Jg==' };

    const answers = [
      await put('k', 'tampered', { 'x-amz-content-sha256': createHash('sha256').update('signed').digest('hex') }),
      await put('k', 'x', { 'content-md5': createHash('md5').update('y').digest('base64') }),
      await put('k', '12345678', crc32),
      await put('k', '123456789', crc32),
    ];

    expect(answers.map(({ code }) => code)).toEqual(['XAmzContentSHA256Mismatch', 'BadDigest', 'BadDigest', undefined]);
  });

  it('is rejected, not stored, if the request uses a feature that is not implemented', async () => {
    const { s3, put } = await aBucket();

    const answers = [
      await put('k', 'x', { 'x-amz-tagging': 'a=b' }),
      await put('k', 'x', { 'x-amz-copy-source': '/prod-logs/k', 'x-amz-copy-source-if-match': 'x' }),
      await s3({ method: 'POST', path: '/prod-logs/k?uploads' }),
      await s3({ path: '/prod-logs?lifecycle' }),
      await put('k', 'x', { 'x-amz-acl': 'public-read' }),
    ];

    expect(answers.map(({ code }) => code)).toEqual([
      ...Array(4).fill('NotImplemented'),
      'AccessControlListNotSupported',
    ]);
  });

  it('keeps its bytes over a restart, and removes them when it is deleted', async () => {
    const statePath = mkdtempSync(join(tmpdir(), 'local-aws-'));
    onTestFinished(() => rmSync(statePath, { recursive: true, force: true }));
    const first = await aBucket({ statePath });
    await first.put('k', 'one');
    await first.put('k', 'two');
    await first.aws.close();

    const second = await aBucket({ statePath });

    expect((await second.s3({ path: '/prod-logs/k' })).text).toBe('two');
    expect(readdirSync(join(statePath, 's3'))).toHaveLength(1);
  });
});

describe('the list of objects', () => {
  it('supports prefixes, delimiters and pagination', async () => {
    const { s3, put } = await aBucket();
    for (const key of ['a', 'env/dev/1', 'env/dev/2', 'env/prod/1', 'env/readme', 'z']) await put(key, key);

    const all = await s3({ path: '/prod-logs?list-type=2' });
    const rolled = await s3({ path: '/prod-logs?delimiter=%2F&list-type=2&prefix=env%2F' });
    const first = await s3({ path: '/prod-logs?list-type=2&max-keys=4' });
    const token = /<NextContinuationToken>([^<]*)</.exec(first.text)?.[1] ?? '';
    const second = await s3({ path: `/prod-logs?continuation-token=${token}&list-type=2&max-keys=4` });

    expect(keysIn(all.text)).toEqual(['a', 'env/dev/1', 'env/dev/2', 'env/prod/1', 'env/readme', 'z']);
    expect([keysIn(rolled.text), prefixesIn(rolled.text)]).toEqual([['env/readme'], ['env/dev/', 'env/prod/']]);
    expect([...keysIn(first.text), ...keysIn(second.text)]).toEqual(keysIn(all.text));
    expect([first, second].map(({ text }) => text.includes('<IsTruncated>true<'))).toEqual([true, false]);
  });

  it('returns special characters in keys unchanged, or encoded on request', async () => {
    const { s3, put } = await aBucket();
    await put('a%26b%3Cc%20d', 'x');

    const plain = await s3({ path: '/prod-logs?list-type=2' });
    const encoded = await s3({ path: '/prod-logs?encoding-type=url&list-type=2' });

    expect(keysIn(plain.text)).toEqual(['a&amp;b&lt;c d']);
    expect(keysIn(encoded.text)).toEqual(['a%26b%3Cc%20d']);
  });
});
