import {
  type DeleteMarkerEntry,
  GetObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type ObjectVersion,
} from '@aws-sdk/client-s3';
import { defined } from '../../core/defined.ts';
import type { AuditReader, KeptRecord } from '../../usecases/operating/inspect-ports.ts';
import { type Bucket, callS3 } from './client.ts';

interface Listed {
  /** The newest first, as S3 lists them. */
  readonly versions: readonly ObjectVersion[];
  readonly markers: readonly DeleteMarkerEntry[];
}

/** Keys are requested in URL encoding, because XML cannot carry every character. */
const decoded = (key = ''): string => decodeURIComponent(key.replaceAll('+', ' '));

const list = async ({ client, bucket }: Bucket, prefix: string): Promise<Listed> => {
  const [versions, markers]: [ObjectVersion[], DeleteMarkerEntry[]] = [[], []];
  let page: ListObjectVersionsCommandOutput | undefined;
  do {
    const command = new ListObjectVersionsCommand({
      Bucket: bucket,
      Prefix: prefix,
      EncodingType: 'url',
      ...(page === undefined
        ? {}
        : { KeyMarker: decoded(page.NextKeyMarker), ...defined({ VersionIdMarker: page.NextVersionIdMarker }) }),
    });
    page = await callS3(`GET s3://${bucket}/`, () => client.send(command));
    versions.push(...(page?.Versions ?? []));
    markers.push(...(page?.DeleteMarkers ?? []));
  } while (page?.IsTruncated === true);
  return { versions, markers };
};

/** The first version of each key: in a bucket with object lock, no later write can change it. */
const firstVersions = ({ versions, markers }: Listed): readonly KeptRecord[] => {
  const hidden = new Set(markers.map(({ Key }) => Key));
  return [...Map.groupBy(versions, ({ Key }) => Key)].flatMap(([key, all]) => {
    const oldestFirst = all
      .toReversed()
      .toSorted((a, b) => (a.LastModified?.getTime() ?? 0) - (b.LastModified?.getTime() ?? 0));
    const place = oldestFirst[0]?.VersionId;
    return place === undefined ? [] : [{ key: decoded(key), place, isHidden: hidden.has(key), versions: all.length }];
  });
};

/** Reads audit records from a bucket, deleted ones too. Requires s3:ListBucketVersions and s3:GetObjectVersion. */
export const createS3AuditReader = (from: Bucket): AuditReader => {
  const { client, bucket, prefix = '' } = from;
  return {
    list: async (under) => {
      const records = firstVersions(await list(from, `${prefix}${under}`));
      return records.map((record) => ({ ...record, key: record.key.slice(prefix.length) }));
    },

    read: async ({ key, place }) => {
      const Key = `${prefix}${key}`;
      // Objects of a bucket without versioning have the version "null", which needs no permission for versions.
      const version = place === 'null' ? {} : { VersionId: place };
      const command = new GetObjectCommand({ Bucket: bucket, Key, ...version });
      const found = await callS3(`GET s3://${bucket}/${Key}`, () => client.send(command), ['NoSuchKey']);
      return found?.Body?.transformToString();
    },
  };
};
