import type { SeenRole, SeenUser } from '../../../functions/core/doctor/facts.ts';
import { alice, aTrust, ROLE } from '../../support/builders.ts';

/** A role as the doctor reads it, correct except for the given fields. */
export const aSeenRole = (fields: Partial<SeenRole> = {}): SeenRole => ({
  kind: 'seen',
  arn: ROLE,
  description: '',
  tags: { 'assume-bot': 'managed' },
  trust: aTrust(),
  maxSessionSeconds: 3600,
  trustQuotaChars: 2048,
  policies: [],
  unread: [],
  ...fields,
});

/** Alice as the doctor reads her, without policies except for the given fields. */
export const aSeenUser = (fields: Partial<SeenUser> = {}): SeenUser => ({
  kind: 'seen',
  arn: alice.arn,
  userName: 'alice',
  policies: [],
  unread: [],
  ...fields,
});
