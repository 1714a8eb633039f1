import { GetRoleCommand } from '@aws-sdk/client-iam';
import { describe, expect, it } from 'vitest';
import { type Attempt, toIamFault } from '../../../functions/adapters/iam/faults.ts';
import { IamFault } from '../../../functions/core/fault.ts';
import { type CannedError, cannedIam } from './canned-iam.ts';

const ROLE = 'arn:aws:iam::222222222222:role/s3-list-role';
const USER = 'arn:aws:iam::111111111111:user/alice';
const root = 'arn:aws:iam::111111111111:root';
const DEAD_USER = 'AIDAQ3EGTUVWXYZ234567';
const DEAD_ROLE = 'AROAQ3EGTUVWXYZ234567';

const writeTrust = (...principals: readonly unknown[]): Attempt => ({
  action: 'iam:UpdateAssumeRolePolicy',
  resource: ROLE,
  document: {
    Version: '2012-10-17',
    Statement: principals.map((Principal, index) => ({
      ...(index === 0 ? {} : { Sid: `Foreign${index}` }),
      Effect: 'Allow',
      Principal,
      Action: 'sts:AssumeRole',
    })),
  },
});
const writeIdentity: Attempt = { action: 'iam:PutUserPolicy', resource: USER, document: { Statement: [] } };

/** The fault for an answer of IAM, as the SDK throws it. */
const faultOf = async (error: CannedError, attempt: Attempt = writeTrust({ AWS: root })): Promise<IamFault> => {
  const thrown = await cannedIam(error)
    .send(new GetRoleCommand({ RoleName: 's3-list-role' }))
    .catch((caught: unknown) => caught);
  return toIamFault(thrown, attempt);
};

const denied = (message: string) => ({ code: 'AccessDenied', status: 403, message });
const invalidPrincipal = (principal: string) => ({
  code: 'MalformedPolicyDocument',
  status: 400,
  message: `Invalid principal in policy: "AWS":"${principal}"`,
});

describe('an error of IAM', () => {
  it.each([
    ['NoSuchEntity', 404, 'no_such_role', false],
    ['LimitExceeded', 409, 'quota', false],
    ['Throttling', 400, 'throttled', true],
    ['RequestLimitExceeded', 503, 'throttled', true],
    ['AccessDenied', 403, 'denied', false],
    ['MalformedPolicyDocument', 400, 'malformed', false],
    ['ValidationError', 400, 'malformed', false],
    ['InvalidInput', 400, 'malformed', false],
    ['UnmodifiableEntity', 400, 'denied', false],
    ['ConcurrentModification', 409, 'unavailable', true],
    ['EntityTemporarilyUnmodifiable', 409, 'unavailable', true],
    ['ServiceFailure', 500, 'unavailable', true],
    ['ServiceUnavailable', 503, 'unavailable', true],
    ['ExpiredToken', 403, 'unavailable', true],
    ['SomethingNew', 400, 'unavailable', false],
  ] as const)('%s (%i) is translated to %s, retryable: %s', async (code, status, kind, retryable) => {
    const fault = await faultOf({ code, status, message: 'the message of IAM' });

    expect(fault).toBeInstanceOf(IamFault);
    expect(fault).toMatchObject({ kind, retryable, resource: ROLE });
    expect(fault.message).toBe(`iam:UpdateAssumeRolePolicy on ${ROLE}: ${code}: the message of IAM`);
    expect(fault.fix).not.toBe('');
    expect(fault.cause).toBeInstanceOf(Error);
  });

  it('names the entry in the catalog for a missing user', async () => {
    const fault = await faultOf({ code: 'NoSuchEntity', status: 404, message: 'gone' }, writeIdentity);

    expect(fault).toMatchObject({ kind: 'no_such_user', resource: USER });
    expect(fault.fix).toContain('"people" in access.yaml');
  });

  it('contains the length and the quota of a trust policy that is too long, and where to raise the quota', async () => {
    const message = 'Cannot exceed quota for ACLSizePerRole: 2048';

    const { fix } = await faultOf({ code: 'LimitExceeded', status: 409, message });

    expect(fix).toMatch(/^the document has \d+ characters, IAM takes 2048: /);
    expect(fix).toContain('Service Quotas');
  });

  it('contains the quota of a user whose inline policies are full, even if the user name ends with a digit', async () => {
    const message = 'Maximum policy size of 2048 bytes exceeded for user alice7';

    const { fix } = await faultOf({ code: 'LimitExceeded', status: 409, message }, writeIdentity);

    expect(fix).toMatch(/^the document has 16 characters, IAM takes 2048 in sum: move other inline policies of /);
  });
});

describe('a denied call', () => {
  const because = (reason: string) => denied(`User: x is not authorized to perform: iam:PutRolePolicy ${reason}`);

  it('names the action, the role or user, and the change in the account', async () => {
    const { fix } = await faultOf(because('because no identity-based policy allows it'), writeIdentity);

    expect(fix).toContain(USER);
    expect(fix).toContain('iam:PutUserPolicy');
    expect(fix).toContain('the tag that the account stack of 111111111111 asks for');
    expect(fix).toContain('the list of that stack');
  });

  it.each([
    ['with an explicit deny in a service control policy', "exempt the manager role from the organisation's policy"],
    ['because no permissions boundary allows it', 'permissions boundary of the manager role'],
    ['with an explicit deny in an identity-based policy', 'denied iam:UpdateAssumeRolePolicy'],
  ])('%s is not fixed in the account stack', async (reason, remedy) => {
    const { fix } = await faultOf(because(reason));

    expect(fix).toContain(remedy);
    expect(fix).not.toContain('the list of that stack');
  });

  it('suggests an ordinary role instead of a role of AWS', async () => {
    const message = "Cannot perform the operation on the protected role 'x' - this role is only modifiable by AWS";

    const { fix } = await faultOf({ code: 'UnmodifiableEntity', status: 400, message });

    expect(fix).toContain('name an ordinary role in access.yaml');
  });
});

describe('a principal that IAM no longer accepts', () => {
  it('is named with its statement, so that it can be removed', async () => {
    const attempt = writeTrust({ AWS: root }, { AWS: DEAD_USER });

    const fault = await faultOf(invalidPrincipal(DEAD_USER), attempt);

    expect(fault).toMatchObject({ kind: 'dead_principal', retryable: false });
    expect(fault.fix).toBe(
      `remove the principal "${DEAD_USER}" from statement "Foreign1": it belongs to a deleted user or role, ` +
        'and IAM refuses every write of this trust policy until then',
    );
  });

  it('is named together with all other dead principals, which IAM reports one at a time', async () => {
    const attempt = writeTrust({ AWS: [root, DEAD_USER] }, { AWS: `${DEAD_ROLE}:session` });

    const { fix } = await faultOf(invalidPrincipal(DEAD_USER), attempt);

    expect(fix).toContain(`remove the principal "${DEAD_USER}" from statement "number 1"`);
    expect(fix).toContain(`remove the principal "${DEAD_ROLE}:session" from statement "Foreign1"`);
    expect(fix).not.toContain(root);
  });

  it('is named if IAM reports it as an ARN or a service', async () => {
    const ghost = 'arn:aws:iam::111111111111:user/ghost';
    const attempt = writeTrust({ AWS: ghost.slice(0, -2) }, { AWS: ghost }, { Service: 'nothing.amazonaws.com' });
    const message = 'Invalid principal in policy: "SERVICE":"nothing.amazonaws.com"';

    const byArn = await faultOf(invalidPrincipal(ghost), attempt);
    const byService = await faultOf({ ...invalidPrincipal(ghost), message }, attempt);

    expect(byArn.fix).toMatch(
      /^remove the principal "arn:aws:iam::111111111111:user\/ghost" from statement "Foreign1":/,
    );
    expect(byService.fix).toMatch(/^remove the principal "nothing.amazonaws.com" from statement "Foreign2":/);
  });

  it('that is not in the document is reported with the message of IAM', async () => {
    const fault = await faultOf(invalidPrincipal(DEAD_USER), writeTrust({ AWS: root }));

    expect(fault.kind).toBe('dead_principal');
    expect(fault.message).toContain(DEAD_USER);
    expect(fault.fix).toContain(`from the trust policy of ${ROLE}`);
  });
});

describe('an error without an answer of IAM', () => {
  it('is retryable if the network failed or the call timed out', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' });
    const late = Object.assign(new Error('the request took too long'), { name: 'TimeoutError' });

    const faults = [refused, late].map((error) => toIamFault(error, writeIdentity));

    expect(faults.map(({ kind, retryable }) => [kind, retryable])).toEqual([
      ['unavailable', true],
      ['unavailable', true],
    ]);
    expect(faults[0]?.message).toBe(`iam:PutUserPolicy on ${USER}: ECONNREFUSED: connect ECONNREFUSED 127.0.0.1:1`);
  });

  it('is returned unchanged if it already is a fault', () => {
    const fault = new IamFault({ kind: 'quota', message: 'm', fix: 'f', retryable: false, resource: ROLE });

    expect(toIamFault(fault, writeIdentity)).toBe(fault);
  });
});
