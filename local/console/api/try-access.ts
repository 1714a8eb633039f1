import { randomUUID } from 'node:crypto';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { CatalogPerson, ConsoleOptions } from '../options.ts';
import type { SessionView, TriedStep, TryOutcome } from '../protocol.ts';
import type { Credentials, LocalAwsApi } from '../upstream/local-aws.ts';
import { identityOf } from './about.ts';

/** Tries the access of a user, with the user's own keys. */
export interface TryAccess {
  /** `aws sts assume-role`, then `aws s3api list-buckets` with the session. */
  assume(userId: string, roleName: string): Promise<TryOutcome>;
  /** `aws s3api list-buckets` with an open session. */
  use(sessionId: string): Promise<TryOutcome>;
}

interface Session extends SessionView {
  readonly credentials: Credentials;
}

/** How many sessions stay usable. */
const MAX_SESSIONS = 200;

/** Runs a call and describes it as the AWS CLI would print it. */
const runStep = async (command: string, operation: string, call: () => Promise<string>): Promise<TriedStep> => {
  const startedAt = performance.now();
  const [isAllowed, output] = await call().then(
    (text) => [true, text] as const,
    ({ name, message }: Error) =>
      [false, `An error occurred (${name}) when calling the ${operation} operation: ${message}`] as const,
  );
  return { command, isAllowed, output, tookMs: performance.now() - startedAt };
};

/** A client of the local AWS that sends each call once. */
const settings = ({ awsUrl, region }: Pick<ConsoleOptions, 'awsUrl' | 'region'>, credentials: Credentials) => ({
  endpoint: awsUrl,
  region,
  credentials,
  maxAttempts: 1,
});

const listBuckets = (options: ConsoleOptions, credentials: Credentials): Promise<TriedStep> =>
  runStep('aws s3api list-buckets --query "Buckets[].Name" --output text', 'ListBuckets', async () => {
    const client = new S3Client({ ...settings(options, credentials), forcePathStyle: true });
    const { Buckets = [] } = await client.send(new ListBucketsCommand());
    return Buckets.map(({ Name }) => Name).join('\t') || 'None';
  });

const keysOf = (aws: LocalAwsApi, person: CatalogPerson): Promise<Credentials> =>
  person.kind === 'iam-user'
    ? aws.credentialsOf(person.arn)
    : aws.openSession(person.signInRoleArn, person.sessionName);

/** Creates the trials. Sessions are kept in memory. */
export const createTryAccess = (aws: LocalAwsApi, options: ConsoleOptions): TryAccess => {
  const { catalog } = options;
  const sessions = new Map<string, Session>();

  const keep = (session: Session): SessionView => {
    sessions.set(session.id, session);
    const [oldest] = sessions.keys();
    if (sessions.size > MAX_SESSIONS && oldest !== undefined) sessions.delete(oldest);
    const { credentials: _, ...view } = session;
    return view;
  };

  /** Runs AssumeRole, and keeps the session if it was allowed. */
  const assumeRole = async (keys: Credentials, RoleArn: string, RoleSessionName: string) => {
    let session: { readonly credentials: Credentials; readonly expiresAt: string } | undefined;
    const command = `aws sts assume-role --role-arn ${RoleArn} --role-session-name ${RoleSessionName} --query AssumedRoleUser.Arn`;
    const step = await runStep(command, 'AssumeRole', async () => {
      const sts = new STSClient(settings(options, keys));
      const answer = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName }));
      const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '', Expiration } = answer.Credentials ?? {};
      const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
      session = { credentials, expiresAt: Expiration?.toISOString() ?? '' };
      return JSON.stringify(answer.AssumedRoleUser?.Arn);
    });
    return { step, session };
  };

  return {
    assume: async (userId, roleName) => {
      const role = Object.hasOwn(catalog.roles, roleName) ? catalog.roles[roleName] : undefined;
      if (role === undefined) return { ok: false, why: `The catalog does not contain the role ${roleName}.` };
      const person = Object.hasOwn(catalog.people, userId) ? catalog.people[userId] : undefined;
      if (person === undefined) {
        return { ok: false, why: 'This user has no AWS identity in the catalog, so there are no keys to try.' };
      }
      const { name } = identityOf(person);
      const { step, session } = await assumeRole(await keysOf(aws, person), role.arn, name);
      if (session === undefined) return { ok: true, steps: [step] };
      const { credentials, expiresAt } = session;
      const view = keep({
        id: randomUUID(),
        role: roleName,
        user: userId,
        accessKeyId: credentials.accessKeyId,
        openedAt: new Date().toISOString(),
        expiresAt,
        credentials,
      });
      return { ok: true, steps: [step, await listBuckets(options, credentials)], session: view };
    },
    use: async (sessionId) => {
      const session = sessions.get(sessionId);
      if (session === undefined) return { ok: false, why: 'This session was not opened here. Assume the role again.' };
      return { ok: true, steps: [await listBuckets(options, session.credentials)] };
    },
  };
};
