import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { AwsError, notImplementedHere } from '../errors.ts';
import type { HttpRequest } from '../http/request.ts';

const incomplete = (): AwsError =>
  new AwsError('IncompleteBody', 'The request body terminated unexpectedly or is not a well-formed aws-chunked body');

interface Decoded {
  readonly bytes: Buffer;
  /** Headers after the last chunk, usually checksums. */
  readonly trailers: Readonly<Record<string, string>>;
}

const parseTrailers = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    text
      .split('\r\n')
      .filter((line) => line.includes(':'))
      .map((line) => [line.slice(0, line.indexOf(':')).trim().toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );

/** Removes the aws-chunked framing: hexadecimal sizes, chunks, and trailing headers. */
export const decodeChunks = (body: Buffer): Decoded => {
  const chunks: Buffer[] = [];
  let position = 0;
  for (;;) {
    const lineEnd = body.indexOf('\r\n', position);
    const size = lineEnd < 0 ? '' : body.toString('latin1', position, lineEnd);
    if (!/^[0-9a-fA-F]+$/.test(size)) throw incomplete();
    const start = lineEnd + 2;
    const end = start + Number.parseInt(size, 16);
    if (end === start) return { bytes: Buffer.concat(chunks), trailers: parseTrailers(body.toString('latin1', start)) };
    if (end + 2 > body.length || body.toString('latin1', end, end + 2) !== '\r\n') throw incomplete();
    chunks.push(body.subarray(start, end));
    position = end + 2;
  }
};

const crc32Base64 = (bytes: Buffer): string => {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(bytes));
  return sum.toString('base64');
};

/** The checksums that are verified. Others (CRC32C, CRC64NVME) are accepted without verification. */
const CHECKSUMS: Readonly<Record<string, (bytes: Buffer) => string>> = {
  'content-md5': (bytes) => createHash('md5').update(bytes).digest('base64'),
  'x-amz-checksum-crc32': crc32Base64,
  'x-amz-checksum-sha1': (bytes) => createHash('sha1').update(bytes).digest('base64'),
  'x-amz-checksum-sha256': (bytes) => createHash('sha256').update(bytes).digest('base64'),
};

const requireChecksums = (bytes: Buffer, given: Readonly<Record<string, string>>): void => {
  for (const [name, checksum] of Object.entries(CHECKSUMS)) {
    const expected = given[name];
    if (expected === undefined || expected === checksum(bytes)) continue;
    throw new AwsError('BadDigest', `The ${name} you specified did not match what we received.`);
  }
};

/**
 * The bytes of an upload. Verifies the signed hash, the framing, the length and the checksums that the headers declare.
 */
export const uploadedBytes = ({ headers, body }: HttpRequest): Buffer => {
  const promised = headers['x-amz-content-sha256'] ?? '';
  if (promised === 'STREAMING-UNSIGNED-PAYLOAD-TRAILER') {
    const { bytes, trailers } = decodeChunks(body);
    const length = headers['x-amz-decoded-content-length'];
    if (length !== undefined && Number(length) !== bytes.length) throw incomplete();
    requireChecksums(bytes, { ...headers, ...trailers });
    return bytes;
  }
  if (promised.startsWith('STREAMING-')) throw notImplementedHere(`the payload form ${promised}`);
  if (promised !== 'UNSIGNED-PAYLOAD' && promised !== createHash('sha256').update(body).digest('hex')) {
    throw new AwsError(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  }
  requireChecksums(body, headers);
  return body;
};
