import type { PolicyDocument } from '@assume-bot/local-aws/policy/document';

type Json = unknown;
interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, Json>>;
}
/** A CloudFormation template. */
export interface CfnTemplate {
  readonly Resources: Readonly<Record<string, Resource>>;
}

export const REGION = 'eu-central-1';

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::AccountId': '222222222222',
  'AWS::Region': REGION,
  'AWS::URLSuffix': 'amazonaws.com',
};

/** An ARN that AWS could have given to a resource of the template. */
export const arnIn = (template: CfnTemplate, logicalId: string, account = '999999999999'): string => {
  const type = template.Resources[logicalId]?.Type ?? 'unknown';
  const service = type.split('::')[1]?.toLowerCase() ?? 'unknown';
  if (type === 'AWS::DynamoDB::Table') return `arn:aws:dynamodb:${REGION}:${account}:table/${logicalId}`;
  if (type === 'AWS::S3::Bucket') return `arn:aws:s3:::${logicalId.toLowerCase()}`;
  if (type === 'AWS::IAM::Role') {
    const name = template.Resources[logicalId]?.Properties['RoleName'] ?? logicalId;
    return `arn:aws:iam::${account}:role/${name}`;
  }
  return `arn:aws:${service}:${REGION}:${account}:${logicalId}`;
};

/** A part of a template with its references, joins and substitutions resolved. */
export const concrete = (value: Json, template: CfnTemplate): Json => {
  if (Array.isArray(value)) return value.map((one) => concrete(one, template));
  if (typeof value !== 'object' || value === null) return value;
  const fields = value as Record<string, Json>;
  if (typeof fields['Ref'] === 'string') return PSEUDO[fields['Ref']] ?? arnIn(template, fields['Ref']);
  const getAtt = fields['Fn::GetAtt'];
  if (Array.isArray(getAtt)) return arnIn(template, String(getAtt[0]));
  const join = fields['Fn::Join'];
  if (Array.isArray(join)) return (concrete(join[1], template) as string[]).join(String(join[0]));
  const sub = fields['Fn::Sub'];
  if (typeof sub === 'string') return sub.replaceAll(/\$\{([\w:]+)\}/g, (_, name: string) => PSEUDO[name] ?? name);
  return Object.fromEntries(Object.entries(fields).map(([name, one]) => [name, concrete(one, template)]));
};

/** Resources of one type by their logical ids. */
export const ofType = (template: CfnTemplate, type: string): readonly (readonly [string, Resource])[] =>
  Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);

/** Every policy of a role, inline and attached. */
export const policiesOf = (template: CfnTemplate, roleId: string): readonly PolicyDocument[] => {
  const inline = (template.Resources[roleId]?.Properties['Policies'] ?? []) as { PolicyDocument: Json }[];
  const named = JSON.stringify(template.Resources[roleId]?.Properties['ManagedPolicyArns'] ?? []);
  const attached = [...ofType(template, 'AWS::IAM::Policy'), ...ofType(template, 'AWS::IAM::ManagedPolicy')]
    .filter(
      ([id, { Properties }]) =>
        JSON.stringify(Properties['Roles'] ?? []).includes(`"${roleId}"`) || named.includes(`"${id}"`),
    )
    .map(([, { Properties }]) => Properties['PolicyDocument']);
  return [...inline.map(({ PolicyDocument }) => PolicyDocument), ...attached].map(
    (document) => concrete(document, template) as PolicyDocument,
  );
};
