import { describe, expect, it } from 'vitest';
import { compileCatalog } from '../../../functions/adapters/catalog/compile.ts';
import { matchesPattern } from '../../../functions/core/trust/policy-match.ts';
import { catalogOf, problemsOf, withValue } from './a-catalog.ts';

const target = (role: string): string =>
  withValue(['roles', 'prod-s3', 'arn'], `arn:aws:iam::222222222222:role/${role}`);
const person = (session: string): string =>
  withValue(['people', 'U0ALICE'], `arn:aws:sts::222222222222:assumed-role/${session}`);
const keeper = (yaml: string): string =>
  yaml.replace('"222222222222" }', '"222222222222", managerRole: Keeper-manager }');

describe('roles that cannot be granted', () => {
  it.each([
    'assume-bot-manager',
    'Assume-Bot-MANAGER',
    'ops/assume-bot-manager',
    'assume-bot-inspector',
    'ASSUME-BOT-inspector',
    'ops/assume-bot-inspector',
    'assume-bot-reconcile',
    'assume-bot-slack-events',
    'assume-bot-sweep',
    'Assume-Bot-Reconcile',
    'assume-bot-staging-reconcile',
    'ops/assume-bot-sweep',
  ])('are those of the bot itself: %s', (role) => {
    expect(problemsOf(target(role))).toEqual([
      expect.stringMatching(/^access\.yaml:8:10 roles\.prod-s3\.arn: \S+ is a role that the bot itself uses/),
    ]);
  });

  it.each(['Keeper-manager', 'keeper-MANAGER', 'keeper-inspector'])(
    'include the manager and inspector that an account names: %s',
    (role) => {
      expect(problemsOf(keeper(target(role)))).toEqual([expect.stringContaining('the bot itself uses')]);
      expect(problemsOf(target(role))).toEqual([]);
    },
  );

  it('include those of the Lambdas under the name of the deployment', () => {
    const isRefused = (role: string, deployment?: string): boolean =>
      compileCatalog(target(role), undefined, deployment).kind === 'invalid';

    expect(isRefused('access-bot-reconcile', 'access-bot')).toBe(true);
    expect(isRefused('Access-Bot-Sweep', 'access-bot')).toBe(true);
    expect(isRefused('access-bot-reconcile')).toBe(false);
    expect(isRefused('data-sweep', 'access-bot')).toBe(false);
  });

  it.each([
    'aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling',
    'aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS',
    'AWSServiceRoleForSupport',
    'aws-service-role/example.amazonaws.com/other-name',
  ])('are service-linked: %s', (role) => {
    expect(problemsOf(target(role))).toEqual([expect.stringContaining('this is a service-linked role')]);
  });

  it.each([
    'aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef',
    'aws-reserved/sso.amazonaws.com/eu-central-1/AWSReservedSSO_Admin_0123456789abcdef',
    'AWSReservedSSO_Admin_0123456789abcdef',
    'aws-reserved/other.amazonaws.com/other-name',
  ])('belong to permission sets: %s', (role) => {
    expect(problemsOf(target(role))).toEqual([expect.stringContaining('belongs to a permission set')]);
  });

  it.each(['manager', 'assume-bot-managers', 'reconcile', 'my-aws-service-role/x', 'data-sweep'])(
    'do not include roles with similar names: %s',
    (role) => {
      expect(problemsOf(target(role))).toEqual([]);
    },
  );
});

describe('sessions that are not users', () => {
  it.each([
    'assume-bot-manager/assume-bot',
    'ASSUME-BOT-MANAGER/alice',
    'assume-bot-reconcile/assume-bot-reconcile',
    'assume-bot-inspector/carol',
  ])('are those of the roles of the bot: %s', (session) => {
    expect(problemsOf(person(session))).toEqual([
      expect.stringMatching(/people\.U0ALICE: \S+ is a role of the bot; its sessions are not users$/),
    ]);
  });

  it('include those of a manager role that an account names', () => {
    expect(problemsOf(keeper(person('keeper-manager/x1')))).toEqual([expect.stringContaining('its sessions are not')]);
    expect(problemsOf(person('keeper-manager/x1'))).toEqual([]);
  });
});

describe('e-mail domains', () => {
  const domains = (...names: readonly string[]): string =>
    withValue(['people'], { byEmail: 'arn:aws:iam::111111111111:user/{local}', domains: names });

  it.each([
    [['example.com', 'example.org']],
    [['example.com', 'sub.example.com']],
    [['example.com', 'Example.com', 'example.net']],
  ])('are refused if one AWS identity could belong to two users: %j', (names) => {
    expect(problemsOf(domains(...names))).toEqual([
      expect.stringContaining('would be the same IAM user, so two users could share one AWS identity'),
    ]);
  });

  it('may repeat a domain in another case', () => {
    expect(problemsOf(domains('example.com', 'Example.COM'))).toEqual([]);
  });
});

describe('a user of IAM Identity Center', () => {
  it('is matched only by the role of the permission set, in every region', () => {
    const yaml = withValue(['people', 'U0ALICE'], { permissionSet: 'X', account: 'utils', user: 'alice' });
    const [principal] = Object.values(catalogOf(yaml).people);
    const pattern = principal?.kind === 'federated' ? principal.roleArnPattern : '';
    const matches = (role: string): boolean =>
      matchesPattern(`arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/${role}`, pattern);

    expect(matches('AWSReservedSSO_X_0123456789abcdef')).toBe(true);
    expect(matches('eu-central-1/AWSReservedSSO_X_0123456789abcdef')).toBe(true);
    expect(matches('AWSReservedSSO_fooAWSReservedSSO_X_0123456789abcdef')).toBe(false);
    expect(matches('eu-central-1/AWSReservedSSO_AWSReservedSSO_X_0123456789abcdef')).toBe(false);
    expect(matches('AWSReservedSSO_X_Y_0123456789abcdef')).toBe(false);
    expect(matches('fooAWSReservedSSO_X_0123456789abcdef')).toBe(false);
  });
});
