import type { Credentials } from '../../aws/types.ts';
import type { Stack } from '../../stack/create-stack.ts';
import { signIn } from '../../stack/federated-seed.ts';
import { assumedInWords, bucketsInWords, errorInWords, textOf } from '../model/aws-words.ts';
import type { SessionView, TriedStep, TryOutcome } from '../protocol.ts';
import { identityOf } from './about.ts';
import { signedCall } from './signed-call.ts';

/** Tries what a person may do, with their own keys and over HTTP. */
export interface TryAccess {
  /** `aws sts assume-role`, and with the session `aws s3api list-buckets`. */
  assume(userId: string, roleName: string): Promise<TryOutcome>;
  /** `aws s3api list-buckets` with a session opened before. */
  use(sessionId: string): Promise<TryOutcome>;
}

interface Session extends SessionView {
  readonly credentials: Credentials;
}

/** Sessions that nobody will come back to. */
const MOST_KEPT = 200;

/** Creates the hands of people at a terminal; their sessions live in memory. */
export const createTryAccess = ({ aws, catalog }: Pick<Stack, 'aws' | 'catalog'>): TryAccess => {
  const sessions = new Map<string, Session>();

  const timed = async (work: () => Promise<Omit<TriedStep, 'tookMs'>>): Promise<TriedStep> => {
    const startedAt = performance.now();
    const step = await work();
    return { ...step, tookMs: performance.now() - startedAt };
  };

  const listBuckets = (credentials: Credentials): Promise<TriedStep> =>
    timed(async () => {
      const { isAllowed, xml } = await signedCall({
        service: 's3',
        url: `${aws.url}/`,
        region: aws.region,
        method: 'GET',
        body: '',
        as: credentials,
      });
      return {
        command: 'aws s3api list-buckets --query "Buckets[].Name" --output text',
        isAllowed,
        output: isAllowed ? bucketsInWords(xml) : errorInWords('ListBuckets', xml),
      };
    });

  const keep = (session: Session): SessionView => {
    sessions.set(session.id, session);
    const [oldest] = sessions.keys();
    if (sessions.size > MOST_KEPT && oldest !== undefined) sessions.delete(oldest);
    const { credentials: _, ...view } = session;
    return view;
  };

  return {
    assume: async (userId, roleName) => {
      const role = Object.hasOwn(catalog.roles, roleName) ? catalog.roles[roleName] : undefined;
      if (role === undefined) return { ok: false, why: `The catalog has no role ${roleName}.` };
      const person = Object.hasOwn(catalog.people, userId) ? catalog.people[userId] : undefined;
      if (person === undefined) {
        return { ok: false, why: 'The catalog does not say who this person is in AWS: there are no keys to try with.' };
      }
      const { name } = identityOf(person);
      const keys = person.kind === 'iam-user' ? aws.credentialsOf(person.arn) : signIn(aws, person);
      let session: SessionView | undefined;
      let credentials: Credentials | undefined;
      const assumed = await timed(async () => {
        const { isAllowed, xml } = await signedCall({
          service: 'sts',
          url: `${aws.url}/`,
          region: aws.region,
          method: 'POST',
          body: new URLSearchParams({
            Action: 'AssumeRole',
            Version: '2011-06-15',
            RoleArn: role.arn,
            RoleSessionName: name,
          }).toString(),
          as: keys,
        });
        if (isAllowed) {
          credentials = {
            accessKeyId: textOf(xml, 'AccessKeyId'),
            secretAccessKey: textOf(xml, 'SecretAccessKey'),
            sessionToken: textOf(xml, 'SessionToken'),
          };
          session = keep({
            id: crypto.randomUUID(),
            role: roleName,
            user: userId,
            accessKeyId: credentials.accessKeyId,
            openedAt: new Date().toISOString(),
            expiresAt: textOf(xml, 'Expiration'),
            credentials,
          });
        }
        return {
          command: `aws sts assume-role --role-arn ${role.arn} --role-session-name ${name} --query AssumedRoleUser.Arn`,
          isAllowed,
          output: isAllowed ? assumedInWords(xml) : errorInWords('AssumeRole', xml),
        };
      });
      const steps = credentials === undefined ? [assumed] : [assumed, await listBuckets(credentials)];
      return { ok: true, steps, ...(session === undefined ? {} : { session }) };
    },
    use: async (sessionId) => {
      const session = sessions.get(sessionId);
      if (session === undefined) return { ok: false, why: 'That session was not opened here. Assume the role again.' };
      return { ok: true, steps: [await listBuckets(session.credentials)] };
    },
  };
};
