import type { SQSEvent } from 'aws-lambda';
import type { createEnvironmentCredentials, Environment } from '../../adapters/aws/environment-credentials.ts';
import { createAwsIam } from '../../adapters/iam/aws-iam.ts';
import { createIamClients, createStsClient } from '../../adapters/iam/connection.ts';
import { createManagerCredentials } from '../../adapters/iam/manager-credentials.ts';
import { createS3AuditTrail } from '../../adapters/s3/audit-trail.ts';
import { createS3Client } from '../../adapters/s3/client.ts';
import type { Invocation } from '../../adapters/system/log.ts';
import { required } from '../../adapters/system/required.ts';
import { ENV } from '../../contract.ts';
import { defined } from '../../core/defined.ts';
import type { Clock } from '../../usecases/ports.ts';
import { readPeople } from '../../usecases/shared/read-people.ts';
import { createDelegate } from '../../usecases/working/delegate.ts';
import { createFollowLockdown } from '../../usecases/working/follow-lockdown.ts';
import { createFollowRequest } from '../../usecases/working/follow-request.ts';
import { createNotifyRefusedClick } from '../../usecases/working/notify-refused-click.ts';
import { createOfferWindow } from '../../usecases/working/offer-window.ts';
import { createPublishHomeTab } from '../../usecases/working/publish-home-tab.ts';
import { createReconcileRole } from '../../usecases/working/reconcile-role.ts';
import { createReconcileUser } from '../../usecases/working/reconcile-user.ts';
import { createRedrawAnswer } from '../../usecases/working/redraw-answer.ts';
import { composeWorker } from '../workers.ts';
import { createReconcile } from './app.ts';

/** The audit bucket, if the hub has one. */
const trailOf = (environment: Environment, credentials: ReturnType<typeof createEnvironmentCredentials>) => {
  const bucket = environment[ENV.auditBucket];
  if (!bucket) return {};
  const endpoint = environment['AWS_ENDPOINT_URL_S3'] ?? environment['AWS_ENDPOINT_URL'];
  const client = createS3Client({ credentials, connection: defined({ endpoint }) });
  return { trail: createS3AuditTrail({ client, bucket }) };
};

/** The reconcile Lambda, wired from its environment. */
export const composeReconcile = async (environment: Environment, clock: Clock) => {
  const worker = await composeWorker('reconcile', environment, clock);
  const { catalog, hub, log, credentials } = worker;
  const managers = createManagerCredentials({
    sts: createStsClient({}, await credentials()),
    accounts: catalog.accounts,
    externalId: required(environment, ENV.externalId),
    clock,
  });
  const iam = createAwsIam({ managers, createClient: createIamClients(), hub, clock, log });
  const deps = { ...worker, iam, ...trailOf(environment, credentials) };
  const followRequest = createFollowRequest(deps);
  const reconcileRole = createReconcileRole(deps);
  const reconcileUser = createReconcileUser(deps);
  const notifyRefusedClick = createNotifyRefusedClick(deps);
  const publishHomeTab = createPublishHomeTab(deps);
  const offerWindow = createOfferWindow(deps);
  const workOff = createReconcile({
    work: {
      request: ({ id }) => followRequest(id),
      role: ({ arn }) => reconcileRole(arn),
      user: ({ arn }) => reconcileUser(arn),
      refused_click: ({ id }) => notifyRefusedClick(id),
      home: ({ user }) => publishHomeTab(user),
      answer: createRedrawAnswer(deps),
      person: async ({ user }) => void (await readPeople(deps, [user])),
      window: ({ user, ...button }) => offerWindow(user, button),
      delegate: createDelegate(deps),
      lockdown: createFollowLockdown(deps),
    },
    comeBackIn: worker.comeBackIn,
    log,
  });
  return (event: SQSEvent, invocation?: Invocation) => {
    log.speakOf(invocation);
    return workOff(event);
  };
};
