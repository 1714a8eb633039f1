import type { TerraformState } from '../../../../functions/core/catalog/catalog.ts';
import type { SeenRole } from '../../../../functions/core/doctor/facts.ts';
import { parseAccessName, parseAccountId, parseRoleArn } from '../../../../functions/core/names.ts';
import { diagnoseTerraform } from '../../../../functions/core/terraform/diagnosis/diagnose.ts';
import type { KeyFacts, StateFacts, TerraformFacts } from '../../../../functions/core/terraform/diagnosis/facts.ts';
import { statePolicies } from '../../../../functions/core/terraform/state-policies.ts';
import type { PolicyDocument, Statement } from '../../../../functions/core/trust/documents.ts';

export const OWN = '222222222222';
export const STATE = '333333333333';
export const KEY = `arn:aws:kms:eu-central-1:${STATE}:key/k`;
export const OTHER_KEY = 'arn:aws:kms:eu-central-1:444444444444:key/other';
export const STATE_KEY = 'prod/app.tfstate';
export const roleArn = parseRoleArn(`arn:aws:iam::${OWN}:role/tf-state`);
export const settings: TerraformState = {
  role: parseAccessName('tf-state'),
  bucket: 'states',
  region: 'eu-central-1',
  keys: [STATE_KEY],
  kmsKey: KEY,
  accountId: parseAccountId(STATE),
};
export const good = statePolicies({ ...settings, roleArn });

export const seen = <Value>(value: Value) => ({ kind: 'seen', value }) as const;
export const notSeen = { kind: 'not_seen', why: 'AccessDenied.', fix: 'Use another profile.' } as const;
export const NONE: PolicyDocument = { Version: '2012-10-17', Statement: [] };
export const documentOf = (...Statement: readonly Statement[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement,
});

export const aRole = (...documents: readonly PolicyDocument[]): SeenRole => ({
  kind: 'seen',
  arn: roleArn,
  id: 'AROAEXAMPLE',
  description: '',
  tags: {},
  trust: NONE,
  maxSessionSeconds: 3600,
  trustQuotaChars: 2048,
  policies: documents.map((document, index) => ({ name: `p${index}`, how: 'inline', document })),
  unread: [],
});

export const aKey = (changed: Partial<KeyFacts> = {}): KeyFacts => ({
  policy: seen(good.key ?? NONE),
  grants: seen([]),
  description: seen({ state: 'Enabled', isAwsManaged: false }),
  ...changed,
});

/** A correct state of another account than the role, with changes. */
export const factsOf = (
  changed: Partial<StateFacts> = {},
  more: Partial<TerraformFacts> = {},
  bucket: Partial<StateFacts['bucket']> = {},
): TerraformFacts => ({
  bundle: 'terraform-prod',
  now: new Date('2030-01-01T12:00:00Z'),
  providers: [],
  readOnly: [],
  roles: { [roleArn]: aRole(good.role) },
  managed: [roleArn],
  withSessionTags: [],
  organizations: {},
  given: {},
  state: {
    settings,
    roleArn,
    bucket: {
      policy: seen(good.bucket),
      ownership: seen('BucketOwnerEnforced'),
      encryption: seen({ algorithm: 'aws:kms', kmsKey: KEY, hasBucketKey: false }),
      region: seen('eu-central-1'),
      ...bucket,
    },
    objects: { [STATE_KEY]: { object: seen({ kmsKey: KEY, hasBucketKey: false }) } },
    keys: { [KEY]: aKey() },
    canonicalIds: {},
    ...changed,
  },
  ...more,
});

export const diagnose = (...changed: Parameters<typeof factsOf>) => diagnoseTerraform(factsOf(...changed));
export const codes = (...changed: Parameters<typeof factsOf>): readonly string[] =>
  diagnose(...changed).findings.map(({ code }) => code);
