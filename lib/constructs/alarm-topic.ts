import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';

/** Notifies operators by e-mail. AWS sends a confirmation request to the address first. */
export const makeAlarmTopic = (scope: Construct, props: { readonly email: string; readonly key?: IKey }): Topic => {
  const topic = new Topic(scope, 'AlarmTopic', {
    enforceSSL: true,
    ...(props.key === undefined ? {} : { masterKey: props.key }),
  });
  topic.addSubscription(new EmailSubscription(props.email));
  return topic;
};
