import { defined } from '../../defined.ts';
import type { NotSeen } from '../../doctor/facts.ts';
import { any, type Truth, truthOf } from '../../policy/truth.ts';
import type { AclGrant, Seen, StateFacts, StateObject } from './facts.ts';

const PUBLIC = /\/groups\/global\/(AllUsers|AuthenticatedUsers)$/;

/** Whether a group of an ACL is everyone. */
export const isPublicGroup = (grantee: string): boolean => PUBLIC.test(grantee);

const mayRead = ({ grantee, permission }: AclGrant, canonical: Seen<string> | undefined): Truth => {
  if (!/^(READ|FULL_CONTROL)$/.test(permission)) return 'no';
  if (isPublicGroup(grantee)) return 'yes';
  return canonical?.kind === 'seen' ? truthOf(grantee === canonical.value) : 'unknown';
};

export interface OwnerAccess {
  /** Whether another account than that of the bucket owns the object. */
  readonly isForeign: Truth;
  readonly truth: Truth;
  readonly unread?: NotSeen;
}

/**
 * Whether the owner of an object lets an account read it; undefined if the owner of the bucket owns it, so that policies decide.
 * Source: AWS, S3 User Guide, "How Amazon S3 authorizes a request for an object operation".
 */
export const ownerAccess = (state: StateFacts, object: StateObject, callerAccount: string): OwnerAccess | undefined => {
  const { ownership } = state.bucket;
  if (object.object.kind === 'missing') return undefined;
  if (ownership.kind === 'seen' && ownership.value === 'BucketOwnerEnforced') return undefined;
  const bucketOwner = state.canonicalIds[state.settings.accountId];
  const caller = state.canonicalIds[callerAccount];
  const { owner, acl } = object;
  const unsure = (unread: NotSeen | undefined): OwnerAccess => ({
    isForeign: 'unknown',
    truth: 'unknown',
    ...defined({ unread }),
  });
  if (ownership.kind === 'not_seen') return unsure(ownership);
  if (owner?.kind !== 'seen') return unsure(owner);
  if (bucketOwner?.kind !== 'seen') return unsure(bucketOwner);
  if (bucketOwner.value === owner.value) return undefined;
  const isForeign = 'yes';
  if (caller?.kind === 'seen' && caller.value === owner.value) return { isForeign, truth: 'yes' };
  // The account of the caller may be the owner, so the ACL alone cannot refuse.
  const own: Truth = caller?.kind === 'seen' ? 'no' : 'unknown';
  const isRefused = object.refusedTo === callerAccount;
  const ofAcl = acl?.kind === 'seen' ? any(acl.value.map((grant) => mayRead(grant, caller))) : 'unknown';
  const truth = any([own, isRefused ? 'no' : ofAcl]);
  const unread = [caller, acl].find((one) => one?.kind === 'not_seen') as NotSeen | undefined;
  return { isForeign, truth, ...(truth === 'unknown' ? defined({ unread }) : {}) };
};
