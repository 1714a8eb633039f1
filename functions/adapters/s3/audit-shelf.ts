import type { AuditShelf, KeptRecord } from '../../usecases/operating/inspect-ports.ts';
import type { createS3Call } from './s3-call.ts';

const unescaped = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');

const element = (xml: string, name: string): string => {
  const [, text = ''] = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml) ?? [];
  return unescaped(text);
};

/** One line of a list of versions: a version of an object, or the mark of one that was deleted. */
interface Line {
  readonly key: string;
  readonly versionId: string;
  readonly at: string;
  readonly isMarker: boolean;
}

const linesOf = (xml: string): readonly Line[] =>
  [...xml.matchAll(/<(Version|DeleteMarker)>([\s\S]*?)<\/\1>/g)].map(([, kind, body = '']) => ({
    key: decodeURIComponent(element(body, 'Key')),
    versionId: element(body, 'VersionId'),
    at: element(body, 'LastModified'),
    isMarker: kind === 'DeleteMarker',
  }));

/** Of each key what was written first: nothing that came later can change that, where the bucket locks it. */
const firstOf = (lines: readonly Line[]): readonly KeptRecord[] => {
  const byKey = new Map<string, Line[]>();
  for (const line of lines) byKey.set(line.key, [...(byKey.get(line.key) ?? []), line]);
  return [...byKey].flatMap(([key, all]) => {
    // Newest first, as S3 lists them; of one moment the last in the list is the oldest.
    const versions = all.filter(({ isMarker }) => !isMarker);
    const first = versions.toReversed().toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))[0];
    const isHidden = all.some(({ isMarker }) => isMarker);
    return first === undefined ? [] : [{ key, place: first.versionId, isHidden, versions: versions.length }];
  });
};

/** Reads what was kept in a bucket, through delete markers too. It takes s3:ListBucketVersions and s3:GetObjectVersion. */
export const createS3AuditShelf = ({
  call,
  bucket,
  prefix = '',
}: {
  readonly call: ReturnType<typeof createS3Call>;
  readonly bucket: string;
  readonly prefix?: string;
}): AuditShelf => ({
  list: async (under) => {
    const lines: Line[] = [];
    let next: Readonly<Record<string, string>> | undefined = {};
    while (next !== undefined) {
      const query = { versions: '', prefix: `${prefix}${under}`, 'encoding-type': 'url', ...next };
      const { text } = await call({ method: 'GET', bucket, query });
      lines.push(...linesOf(text));
      next =
        element(text, 'IsTruncated') === 'true'
          ? {
              'key-marker': decodeURIComponent(element(text, 'NextKeyMarker')),
              'version-id-marker': element(text, 'NextVersionIdMarker'),
            }
          : undefined;
    }
    return firstOf(lines).map((one) => ({ ...one, key: one.key.slice(prefix.length) }));
  },
  read: async ({ key, place }) => {
    const query: Record<string, string> = place === 'null' ? {} : { versionId: place };
    const { status, text } = await call({ method: 'GET', bucket, key: `${prefix}${key}`, query });
    return status === 404 ? undefined : text;
  },
});
