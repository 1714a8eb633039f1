import type { PolicyDocument } from '@assume-bot/local-aws/policy/document';
import { AUDIT_BUCKET, HUB_ACCOUNT, QUEUE_NAME, TABLE_NAME } from '../../local/stack/names.ts';
import { makeApp, templateOf } from './a-hub.ts';
import { type CfnTemplate, ofType, policiesOf } from './cloudformation.ts';

let template: CfnTemplate | undefined;

/** The values in the deployed policies for the table, the queue and the accounts of the catalog. */
const asLocal = (document: PolicyDocument, of: CfnTemplate, managers: readonly string[]): PolicyDocument => {
  const [tableId = ''] = ofType(of, 'AWS::DynamoDB::Table')[0] ?? [];
  const text = JSON.stringify(document)
    .replaceAll(
      new RegExp(`arn:aws:dynamodb:[a-z0-9-]+:\\d{12}:table/${tableId}`, 'g'),
      `arn:aws:dynamodb:us-east-1:${HUB_ACCOUNT}:table/${TABLE_NAME}`,
    )
    .replaceAll(/arn:aws:sqs:[a-z0-9-]+:\d{12}:[A-Za-z0-9]+/g, `arn:aws:sqs:us-east-1:${HUB_ACCOUNT}:${QUEUE_NAME}`)
    .replaceAll(/arn:aws:s3:::audit[a-z0-9]+/g, `arn:aws:s3:::${AUDIT_BUCKET}`);
  const local = JSON.parse(text) as { Statement: { Action: unknown; Resource: unknown }[] };
  for (const statement of local.Statement) {
    if ([statement.Action].flat().includes('sts:AssumeRole')) statement.Resource = managers;
  }
  return local as unknown as PolicyDocument;
};

/**
 * The policies that the hub stack gives to the role of one function, with the local table, queue and manager roles in them: so
 * that every story runs under the very permissions that are deployed, and lacks what is lacking there.
 */
export const deployedPolicies = (fn: string, managers: readonly string[]): Readonly<Record<string, PolicyDocument>> => {
  template ??= templateOf(makeApp({ auditBucket: true }), 'assume-bot');
  const of = template;
  const [roleId = ''] =
    ofType(of, 'AWS::IAM::Role').find(([, { Properties }]) => Properties['RoleName'] === `assume-bot-${fn}`) ?? [];
  const documents = policiesOf(of, roleId).map((document) => asLocal(document, of, managers));
  if (documents.length === 0) throw new Error(`the hub stack has no role for ${fn}`);
  return Object.fromEntries(documents.map((document, index) => [`deployed-${index}`, document]));
};
