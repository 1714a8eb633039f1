import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  EncryptCommand,
  ListAliasesCommand,
  ListKeysCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { describe, expect, it } from 'vitest';
import { aKey, kmsAs } from '../testing/a-kms.ts';
import { aLocalAws, refusal } from '../testing/a-local-aws.ts';
import { STATE } from '../testing/a-state-bucket.ts';

describe('the keys of an account', () => {
  it('are found by ID, ARN, alias name and alias ARN', async () => {
    const { owner, keyId, arn } = await aKey();
    const alias = { AliasName: 'alias/state' };
    await owner.send(new CreateAliasCommand({ ...alias, TargetKeyId: keyId }));
    const find = async (KeyId: string) => (await owner.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata?.Arn;

    const aliasArn = `arn:aws:kms:us-east-1:${STATE}:alias/state`;
    const found = await Promise.all([keyId, arn, 'alias/state', aliasArn].map(find));
    const twice = await refusal(owner.send(new CreateAliasCommand({ ...alias, TargetKeyId: keyId })));
    const listed = await owner.send(new ListAliasesCommand({ KeyId: keyId }));
    await owner.send(new DeleteAliasCommand(alias));
    const gone = await refusal(find('alias/state'));

    expect(found).toEqual(Array(4).fill(arn));
    expect(listed.Aliases).toEqual([{ AliasName: 'alias/state', AliasArn: aliasArn, TargetKeyId: keyId }]);
    expect([twice.code, gone.message]).toEqual(['AlreadyExistsException', `Alias ${aliasArn} is not found.`]);
  });

  it('are listed for the region of the request', async () => {
    const { aws, owner, arn } = await aKey();
    const elsewhere = kmsAs(aws, aws.rootCredentials(STATE), 'eu-west-1');

    const [here, there] = await Promise.all([owner, elsewhere].map((kms) => kms.send(new ListKeysCommand({}))));

    expect(here?.Keys?.map(({ KeyArn }) => KeyArn)).toContain(arn);
    expect(there?.Keys).toEqual([]);
  });

  it('come from the seed with a policy, aliases and a state', async () => {
    const arn = `arn:aws:kms:eu-west-1:${STATE}:key/1`;
    const seed = { id: STATE, kmsKeys: [{ arn, aliases: ['alias/state'], status: 'Disabled' as const }] };
    const { aws } = await aLocalAws({}, { accounts: [seed] });
    const owner = kmsAs(aws, aws.rootCredentials(STATE), 'eu-west-1');

    const { KeyMetadata } = await owner.send(new DescribeKeyCommand({ KeyId: 'alias/state' }));

    expect(KeyMetadata).toMatchObject({ Arn: arn, KeyState: 'Disabled', Enabled: false });
    expect(() => aws.seed({ accounts: [{ id: '999999999999', kmsKeys: [{ arn }] }] })).toThrow('does not belong');
  });

  it('are disabled after their deletion was cancelled', async () => {
    const { owner, keyId } = await aKey();
    await owner.send(new ScheduleKeyDeletionCommand({ KeyId: keyId }));
    await owner.send(new CancelKeyDeletionCommand({ KeyId: keyId }));

    const answer = await refusal(owner.send(new EncryptCommand({ KeyId: keyId, Plaintext: Buffer.from('x') })));

    expect(answer.code).toBe('DisabledException');
  });
});
