import type { HttpAnswer } from '../http/request.ts';
import { canonicalId } from './ownership.ts';
import { type S3Call, xmlAnswer } from './s3-call.ts';

const GRANTEE = '<Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser">';

/** An ACL with its owner and grants to accounts. */
export const aclAnswer = (
  call: S3Call,
  ownerId: string,
  grants: readonly { readonly accountId: string; readonly permission: string }[],
): HttpAnswer => {
  const answer = xmlAnswer(call, 'AccessControlPolicy', {
    Owner: { ID: canonicalId(ownerId) },
    AccessControlList: {
      Grant: {
        flat: grants.map(({ accountId, permission }) => ({
          Grantee: { ID: canonicalId(accountId) },
          Permission: permission,
        })),
      },
    },
  });
  return { ...answer, body: String(answer.body).replaceAll('<Grantee>', GRANTEE) };
};
