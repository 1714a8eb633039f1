import { AssumeRoleCommand, GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { type Connection, createStsClient } from '../../functions/adapters/iam/connection.ts';
import { parseCaller } from '../../functions/core/catalog/callers.ts';
import type { Principal } from '../../functions/core/catalog/catalog.ts';
import { iamUser } from '../../functions/core/catalog/lookup.ts';
import { defined } from '../../functions/core/defined.ts';
import { hubText } from '../../functions/core/text/cli/hub.ts';
import { Refused } from './errors.ts';

/** The credentials that sign calls. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** A session of a role, as STS issued it. */
export type Session = Required<Keys>;

/** An STS client with the given credentials. */
export const stsOf = (connection: Connection, keys?: Keys): STSClient => createStsClient(connection, keys);

/** The ARN of the caller. */
export const callerArn = async (sts: STSClient): Promise<string> =>
  (await sts.send(new GetCallerIdentityCommand({}))).Arn ?? '';

/** The AWS identity of an ARN from STS, with the session name it must use. Throws Refused for a root user. */
export const principalOfCaller = (arn: string): Principal => {
  const caller = parseCaller(arn);
  if (caller === undefined) throw new Refused(hubText.cannotHoldGrant(arn));
  if (caller.kind === 'iam-user') return iamUser(caller.arn, 'managed');
  const { partition, accountId, roleName, sessionName } = caller;
  return {
    kind: 'federated',
    accountId,
    // The ARN of a session does not contain the path of its role, so a trust policy admits the role with any path.
    roleArnPattern: `arn:${partition}:iam::${accountId}:role/${roleName}`,
    sessionName,
  };
};

export interface AssumeInput {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly durationSeconds?: number;
  readonly secondFactor?: { readonly serialNumber: string; readonly tokenCode: string } | undefined;
}

/** Assumes a role. If AWS denies it, returns the message of AWS. Throws every other error. */
export const tryAssume = async (
  sts: STSClient,
  input: AssumeInput,
): Promise<
  { readonly kind: 'session'; readonly session: Session } | { readonly kind: 'denied'; readonly why: string }
> => {
  try {
    const { Credentials: issued } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: input.roleArn,
        RoleSessionName: input.sessionName,
        ...defined({
          DurationSeconds: input.durationSeconds,
          SerialNumber: input.secondFactor?.serialNumber,
          TokenCode: input.secondFactor?.tokenCode,
        }),
      }),
    );
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '', Expiration = new Date(0) } = issued ?? {};
    return {
      kind: 'session',
      session: {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
        expiration: Expiration,
      },
    };
  } catch (error) {
    const { name, message } = error as Error;
    if (name === 'AccessDenied' || name === 'AccessDeniedException') return { kind: 'denied', why: message };
    throw error;
  }
};
