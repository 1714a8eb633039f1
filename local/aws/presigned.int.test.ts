import { describe, expect, it } from 'vitest';
import { aLocalAws, policy, ROLE, userArn } from './testing/a-local-aws.ts';
import { signedIdentityUrl, type UrlToSign } from './testing/a-signed-url.ts';

const NOW = '2030-01-01T12:00:00Z';
const at = new Date(NOW);

const codeOf = async (answer: Response): Promise<string> => /<Code>(\w+)</.exec(await answer.text())?.[1] ?? 'none';

const aStrictAws = async () => {
  const { aws, clock } = await aLocalAws({ checksFreshness: true });
  const urlOf = (options: Partial<UrlToSign> = {}) =>
    signedIdentityUrl(aws, aws.credentialsOf(userArn('alice')), { at, ...options });
  return { aws, clock, urlOf };
};

describe('a presigned URL of GetCallerIdentity', () => {
  it('returns the identity of the signer, even if policies deny everything', async () => {
    const { aws, urlOf } = await aStrictAws();
    const session = aws.issueSession({ roleArn: ROLE, sessionName: 'carol' });
    aws.editRole(ROLE, { inlinePolicies: { none: policy({ Effect: 'Deny', Action: '*', Resource: '*' }) } });

    const ofUser = await fetch(urlOf());
    const ofSession = await fetch(signedIdentityUrl(aws, session, { at }));

    expect(await ofUser.text()).toContain(`<Arn>${userArn('alice')}</Arn>`);
    expect(await ofSession.text()).toContain(':assumed-role/s3-list-role/carol</Arn>');
  });

  it('works for 15 minutes and ignores X-Amz-Expires, so verifiers must check it', async () => {
    const { clock, urlOf } = await aStrictAws();
    const [short, long] = [urlOf({ expiresSeconds: 60 }), urlOf({ expiresSeconds: 604_800 })];
    const statuses = async () => [(await fetch(short)).status, (await fetch(long)).status];

    clock.advance(61);
    const afterItsEnd = await statuses();
    clock.set('2030-01-01T12:15:00Z');
    const atTheEnd = await statuses();
    clock.set('2030-01-01T12:15:01Z');
    const afterAll = await statuses();

    expect([afterItsEnd, atTheEnd, afterAll]).toEqual([
      [200, 200],
      [200, 200],
      [403, 403],
    ]);
  });

  it('requires the signed headers, and cannot be changed', async () => {
    const { urlOf } = await aStrictAws();
    const bound = urlOf({ headers: { 'x-k8s-aws-id': 'prod' } });

    const right = await fetch(bound, { headers: { 'x-k8s-aws-id': 'prod' } });
    const other = await fetch(bound, { headers: { 'x-k8s-aws-id': 'test' } });
    const longer = await fetch(urlOf().replace('X-Amz-Expires=60', 'X-Amz-Expires=61'));

    expect(right.status).toBe(200);
    expect([await codeOf(other), await codeOf(longer)]).toEqual(['SignatureDoesNotMatch', 'SignatureDoesNotMatch']);
  });

  it('is refused if the date is in the future or the lifetime is longer than seven days', async () => {
    const { urlOf } = await aStrictAws();

    const future = await fetch(urlOf({ at: new Date('2030-01-01T12:16:00Z') }));
    const endless = await fetch(urlOf({ expiresSeconds: 604_801 }));

    expect([await codeOf(future), await codeOf(endless)]).toEqual(['SignatureDoesNotMatch', 'IncompleteSignature']);
  });
});
