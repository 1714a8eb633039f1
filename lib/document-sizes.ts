import { IAM_LIMITS, sizeOf } from './iam-sizes.ts';

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}
export interface RenderedTemplate {
  readonly Resources: Readonly<Record<string, Resource>>;
}

/** A document of a template, and the most that AWS accepts. */
export interface DocumentSize {
  readonly document: string;
  readonly size: number;
  readonly limit: number;
  readonly unit: 'characters' | 'policies' | 'bytes';
}

/** Source: API Gateway Developer Guide, "Quotas for configuring and running a REST API". */
const API_POLICY_BYTES = 8192;

/** The longest ARNs that references can resolve to, for documents that are measured before they are deployed. */
const A_REFERENCE = 'x'.repeat(130);
const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws-us-gov',
  'AWS::AccountId': '0'.repeat(12),
  'AWS::Region': 'ap-southeast-1',
  'AWS::URLSuffix': 'amazonaws.com.cn',
};

/** A part of a template with its references replaced by values that are at least as long as the real ones. */
const resolved = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value !== 'object' || value === null) return value;
  const fields = value as Readonly<Record<string, unknown>>;
  if (typeof fields['Ref'] === 'string') return PSEUDO[fields['Ref']] ?? A_REFERENCE;
  if ('Fn::GetAtt' in fields) return A_REFERENCE;
  const join = fields['Fn::Join'];
  if (Array.isArray(join)) return (resolved(join[1]) as readonly unknown[]).join(String(join[0]));
  return Object.fromEntries(Object.entries(fields).map(([name, one]) => [name, resolved(one)]));
};

const textOf = (value: unknown): string => JSON.stringify(value ?? []);

/** The size of every policy document of a template, and the number of managed policies of every role, in the units of IAM. */
export const documentSizes = ({ Resources }: RenderedTemplate): readonly DocumentSize[] => {
  const all = Object.entries(Resources).map(([id, { Type, Properties = {} }]) => ({
    id,
    type: Type,
    properties: Properties,
  }));
  const attachedTo = (role: string, type: string) =>
    all.filter((one) => one.type === type && textOf(one.properties['Roles']).includes(`"${role}"`));
  const measure = (document: unknown): number => sizeOf(resolved(document ?? ''));
  const ofRole = ({ id, properties }: (typeof all)[number]): readonly DocumentSize[] => {
    const own = (properties['Policies'] ?? []) as readonly { readonly PolicyDocument: unknown }[];
    const inline = [
      ...own.map(({ PolicyDocument }) => PolicyDocument),
      ...attachedTo(id, 'AWS::IAM::Policy').map((one) => one.properties['PolicyDocument']),
    ];
    const managed =
      ((properties['ManagedPolicyArns'] ?? []) as readonly unknown[]).length +
      attachedTo(id, 'AWS::IAM::ManagedPolicy').length;
    return [
      {
        document: `the trust policy of ${id}`,
        size: measure(properties['AssumeRolePolicyDocument']),
        limit: IAM_LIMITS.trustPolicy,
        unit: 'characters',
      },
      {
        document: `the inline policies of ${id}`,
        size: inline.reduce<number>((sum, one) => sum + measure(one), 0),
        limit: IAM_LIMITS.inlinePolicies,
        unit: 'characters',
      },
      {
        document: `the managed policies of ${id}`,
        size: managed,
        limit: IAM_LIMITS.managedPoliciesPerRole,
        unit: 'policies',
      },
    ];
  };
  return all.flatMap((one): readonly DocumentSize[] => {
    if (one.type === 'AWS::IAM::Role') return ofRole(one);
    if (one.type === 'AWS::ApiGateway::RestApi') {
      const size = Buffer.byteLength(textOf(resolved(one.properties['Policy'])));
      return [{ document: `the resource policy of ${one.id}`, size, limit: API_POLICY_BYTES, unit: 'bytes' }];
    }
    if (one.type !== 'AWS::IAM::ManagedPolicy') return [];
    const size = measure(one.properties['PolicyDocument']);
    return [{ document: `the policy ${one.id}`, size, limit: IAM_LIMITS.managedPolicy, unit: 'characters' }];
  });
};

/** Documents that AWS would refuse, each with its figure. */
export const oversized = (stack: string, template: RenderedTemplate): readonly string[] =>
  documentSizes(template)
    .filter(({ size, limit }) => size > limit)
    .map(({ document, size, limit, unit }) => `${stack}: ${document}: ${size} ${unit}, and AWS accepts ${limit}`);

/**
 * The limits of a template, in bytes: sent with the call, and stored in S3.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
export const TEMPLATE_BYTES = { inline: 51_200, inS3: 1_000_000 } as const;
