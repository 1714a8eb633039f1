import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { aLocalAws, ROLE, refusal, stsAs, userArn } from './testing/a-local-aws.ts';

const whoAmI = new GetCallerIdentityCommand({});

describe('a request', () => {
  it('signed with a wrong secret is refused', async () => {
    const { aws } = await aLocalAws();
    const { accessKeyId } = aws.credentialsOf(userArn('alice'));

    const error = await refusal(stsAs(aws, { accessKeyId, secretAccessKey: 'wrong' }).send(whoAmI));

    expect(error.code).toBe('SignatureDoesNotMatch');
  });

  it('signed with an unknown key is refused', async () => {
    const { aws } = await aLocalAws();

    const error = await refusal(stsAs(aws, { accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' }).send(whoAmI));

    expect(error.code).toBe('InvalidClientTokenId');
  });

  it('of a session requires the token of that session', async () => {
    const { aws } = await aLocalAws();
    const { accessKeyId, secretAccessKey } = aws.issueSession({ roleArn: ROLE, sessionName: 'alice' });
    const other = aws.issueSession({ roleArn: ROLE, sessionName: 'bob' }).sessionToken ?? '';

    const without = await refusal(stsAs(aws, { accessKeyId, secretAccessKey }).send(whoAmI));
    const foreign = await refusal(stsAs(aws, { accessKeyId, secretAccessKey, sessionToken: other }).send(whoAmI));

    expect([without.code, foreign.code]).toEqual(['InvalidClientTokenId', 'InvalidClientTokenId']);
  });

  it('whose body was changed after signing is refused', async () => {
    const { aws } = await aLocalAws();
    const client = stsAs(aws, aws.credentialsOf(userArn('alice')));
    client.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as { body: string; headers: Record<string, string> };
        request.body = request.body.replace('2011-06-15', '2011-06-16');
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low', name: 'tamper' },
    );

    const error = await refusal(client.send(whoAmI));

    expect(error.code).toBe('SignatureDoesNotMatch');
  });

  it('without a signature is refused', async () => {
    const { aws } = await aLocalAws();

    const answer = await fetch(aws.url, { method: 'POST', body: 'Action=ListRoles&Version=2010-05-08' });

    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('<Code>MissingAuthenticationToken</Code>');
  });

  it('is accepted if the client clock is wrong by less than 15 minutes', async () => {
    const { aws } = await aLocalAws({ clock: undefined as never });
    const signedAfter = (minutes: number) => {
      const client = stsAs(aws, aws.credentialsOf(userArn('alice')));
      client.config.systemClockOffset = minutes * 60_000;
      return client.send(whoAmI).then(
        () => 'taken',
        ({ message }: Error) => /^Signature [a-z ]+/.exec(message)?.[0],
      );
    };

    const outcomes = [await signedAfter(-14), await signedAfter(14), await signedAfter(-16), await signedAfter(16)];

    expect(outcomes).toEqual(['taken', 'taken', 'Signature expired', 'Signature not yet current']);
  });

  it('signed an hour ago is refused with the system clock', async () => {
    const { aws } = await aLocalAws({ clock: undefined as never });
    const client = stsAs(aws, aws.credentialsOf(userArn('alice')));
    client.config.systemClockOffset = -3_600_000;

    const error = await refusal(client.send(whoAmI));

    expect(error.code).toBe('SignatureDoesNotMatch');
    expect(error.message).toContain('Signature expired');
  });
});
