import type { LocalAwsOptions } from '../types.ts';
import { aLocalAws, PROD } from './a-local-aws.ts';
import { s3As } from './a-signed-fetch.ts';

export const aBucket = async (options: LocalAwsOptions = {}) => {
  const { aws, clock } = await aLocalAws(options);
  const s3 = s3As(aws, aws.rootCredentials(PROD));
  const put = (path: string, body: string, headers: Readonly<Record<string, string>> = {}) =>
    s3({ method: 'PUT', path: `/prod-logs/${path}`, body, headers });
  return { aws, clock, s3, put };
};
