import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';

/** Tells operators by e-mail; AWS asks the address once whether it wants to be told. */
export const makeAlarmTopic = (scope: Construct, props: { readonly email: string; readonly key?: IKey }): Topic => {
  const topic = new Topic(scope, 'AlarmTopic', {
    enforceSSL: true,
    ...(props.key === undefined ? {} : { masterKey: props.key }),
  });
  topic.addSubscription(new EmailSubscription(props.email));
  return topic;
};
