import type { Catalog, Principal } from '../catalog/catalog.ts';
import { matchesPattern } from '../trust/policy-match.ts';
import type { TrustedPrincipal } from './trusted-principals.ts';

/** What a principal of a trust policy is, for the users of the catalog. */
export type PrincipalKind =
  | 'deleted'
  | 'everyone'
  | 'people_account'
  | 'own_account'
  | 'other_account'
  | 'catalog_user'
  | 'catalog_sign_in'
  | 'catalog_session'
  | 'permission_set'
  | 'session'
  | 'federation_token'
  | 'user_or_role'
  | 'saml'
  | 'oidc'
  | 'identity_center'
  | 'code_service'
  | 'service'
  | 'canonical';

/**
 * Services in which users who may pass a role can run code or calls of their choice with its permissions, or that hand its
 * credentials out. Source: AWS, IAM User Guide, "Grant a user permissions to pass a role to an AWS service".
 */
const CODE_SERVICES = new Set(
  [
    'airflow-env airflow apprunner batch bedrock-agentcore braket build.apprunner cloudformation cloud9 codebuild codepipeline',
    'codedeploy credentials.iot databrew datapipeline ec2 ecs ecs-tasks edgelambda eks elasticbeanstalk elasticmapreduce',
    'emr-serverless events fis gamelift glue imagebuilder kinesisanalytics lambda lightsail pipes pods.eks',
    'rolesanywhere sagemaker scheduler ssm states tasks.apprunner transfer',
  ].flatMap((line) => line.split(' ')),
);

/** Source: AWS, "AWS account access manager": Identity Center assigns users to roles that trust it. */
const IDENTITY_CENTER = 'account-access.amazonaws.com';

/** IAM shows the unique ID of a deleted principal in place of its ARN. Source: AWS, IAM User Guide, "IAM identifiers". */
const DELETED = /^A(?:IDA|ROA|GPA)[A-Z0-9]{12,}/;

interface World {
  readonly catalog: Catalog;
  /** The account of the role. */
  readonly accountId: string;
}

type Test = (value: string, world: World) => boolean;

/** The accounts that have users of the catalog. */
export const accountsOfPeople = ({ people, byEmail }: Catalog): readonly string[] => [
  ...new Set([
    ...Object.values<Principal>(people).map(({ accountId }) => accountId as string),
    ...(byEmail === undefined ? [] : [byEmail.template.split(':')[4] ?? '']),
  ]),
];

const SESSION = /^arn:[^:]+:sts::(\d{12}):assumed-role\/([^/]+)\/(.+)$/;

/** Whether a principal is the identity of a user of the catalog, or the role that they sign in with. */
const isIdentityOf = (person: Principal, value: string): boolean => {
  if (person.kind === 'iam-user') return value === person.arn;
  return value === person.roleArnPattern || matchesPattern(value, person.roleArnPattern);
};

const isSessionOf = (person: Principal, value: string): boolean => {
  const [, account, role = '', name] = SESSION.exec(value) ?? [];
  if (person.kind !== 'federated' || account !== person.accountId || name !== person.sessionName) return false;
  const { roleArnPattern } = person;
  return matchesPattern(role, roleArnPattern.slice(roleArnPattern.lastIndexOf('/') + 1));
};

/** The ids of the users of the catalog whom a principal names: their user, their sign-in role or their session. */
export const idsNamedBy = (value: string, { people }: Catalog): readonly string[] =>
  Object.entries<Principal>(people)
    .filter(([, person]) => isIdentityOf(person, value) || isSessionOf(person, value))
    .map(([id]) => id);

const isOfCatalog =
  (kind: Principal['kind'], test: (person: Principal, value: string) => boolean): Test =>
  (value, { catalog }) =>
    Object.values<Principal>(catalog.people).some((person) => person.kind === kind && test(person, value));
const rootAccount = (value: string): string | undefined => /^arn:[^:]+:iam::(\d{12}):root$/.exec(value)?.[1];
const serviceName = (value: string): string => value.replace(/\.amazonaws\.com(\.cn)?$/, '');
/** Some services have names per region, such as `states.eu-central-1`. */
const isCode = (value: string): boolean =>
  CODE_SERVICES.has(serviceName(value).replace(/\.[a-z]{2}(-[a-z]+)+-\d$/, ''));

/** The first entry that matches decides. */
const KINDS: readonly (readonly [PrincipalKind, TrustedPrincipal['type'], Test])[] = [
  ['deleted', 'AWS', (value) => DELETED.test(value)],
  ['everyone', 'AWS', (value) => value === '*'],
  ['people_account', 'AWS', (value, { catalog }) => accountsOfPeople(catalog).includes(rootAccount(value) ?? '')],
  ['own_account', 'AWS', (value, { accountId }) => rootAccount(value) === accountId],
  ['other_account', 'AWS', (value) => rootAccount(value) !== undefined],
  ['catalog_user', 'AWS', isOfCatalog('iam-user', isIdentityOf)],
  ['catalog_session', 'AWS', isOfCatalog('federated', isSessionOf)],
  ['catalog_sign_in', 'AWS', isOfCatalog('federated', isIdentityOf)],
  ['permission_set', 'AWS', (value) => /:role\/aws-reserved\/sso\.amazonaws\.com\//.test(value)],
  ['session', 'AWS', (value) => SESSION.test(value)],
  ['federation_token', 'AWS', (value) => /:sts::\d{12}:federated-user\//.test(value)],
  ['user_or_role', 'AWS', () => true],
  ['saml', 'Federated', (value) => value.includes(':saml-provider/')],
  ['oidc', 'Federated', () => true],
  ['identity_center', 'Service', (value) => value === IDENTITY_CENTER],
  ['code_service', 'Service', isCode],
  ['service', 'Service', () => true],
  ['canonical', 'CanonicalUser', () => true],
];

/** What a principal of a trust policy is. */
export const kindOfPrincipal = ({ type, value }: TrustedPrincipal, world: World): PrincipalKind =>
  KINDS.find(([, ofType, test]) => ofType === type && test(value, world))?.[0] ?? 'user_or_role';
