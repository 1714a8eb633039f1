import { decide } from '@assume-bot/local-aws/policy/decide';
import type { PolicyDocument as Evaluated } from '@assume-bot/local-aws/policy/document';
import { describe, expect, it } from 'vitest';
import { accountOf } from '../../../functions/core/names.ts';
import { isoSeconds } from '../../../functions/core/time.ts';
import { aFederated, ROLE, UTILS } from '../../support/builders.ts';
import { aGrant, at, NOON, ours, planned } from './a-plan.ts';

const ALLOW_ALL: Evaluated = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };
const carol = aGrant({ principal: aFederated('carol') });

/** Whether a session of the sign-in role may tag its session on ROLE. The action has no session name. */
const tags = (session: string, sessionTags: boolean, now = NOON) =>
  decide({
    principal: {
      arn: `arn:aws:sts::${UTILS}:assumed-role/Dev/${session}`,
      accountId: UTILS,
      roleArn: `arn:aws:iam::${UTILS}:role/Dev`,
    },
    action: 'sts:TagSession',
    resource: ROLE,
    resourceAccount: accountOf(ROLE),
    context: {
      'aws:PrincipalArn': `arn:aws:iam::${UTILS}:role/Dev`,
      'aws:userid': `AROASIGNIN0000000000:${session}`,
      'aws:CurrentTime': isoSeconds(now),
    },
    identityPolicies: [ALLOW_ALL],
    resourcePolicy: planned([carol], NOON, undefined, undefined, sessionTags ? { sessionTags } : {}).role
      .trust as Evaluated,
    resourcePolicyIsRequired: true,
  });

describe('session tags of a federated user', () => {
  it('are allowed until the end of the access if the catalog allows them for the role', () => {
    expect(tags('carol', true)).toBe('Allowed');
    expect(tags('carol', true, at('13:00:00'))).not.toBe('Allowed');
  });

  it('are denied by default, and to other users of the sign-in role', () => {
    expect(tags('carol', false)).not.toBe('Allowed');
    expect(tags('erin', true)).not.toBe('Allowed');
    expect(tags('xcarol', true)).not.toBe('Allowed');
  });

  it('add nothing for IAM users, whose credentials carry none', () => {
    const plain = planned([aGrant()]).role;

    expect(ours(planned([aGrant()], NOON, undefined, undefined, { sessionTags: true }).role)).toEqual(ours(plain));
  });
});
