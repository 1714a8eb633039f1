import { parseSlackUserId } from '../../../../functions/core/names.ts';
import { assumptionLooks, assumptionText } from '../../../../functions/core/text/cli/assumptions.ts';
import * as audit from '../../../../functions/core/text/cli/audit.ts';
import * as catalog from '../../../../functions/core/text/cli/catalog.ts';
import { diagnoseText } from '../../../../functions/core/text/cli/diagnose.ts';
import { doctorText } from '../../../../functions/core/text/cli/doctor.ts';
import { execBundleText } from '../../../../functions/core/text/cli/exec-bundle.ts';
import * as explained from '../../../../functions/core/text/cli/explain.ts';
import { extendAccessText } from '../../../../functions/core/text/cli/extend-access.ts';
import { failureText } from '../../../../functions/core/text/cli/failures.ts';
import { grantsText } from '../../../../functions/core/text/cli/grants.ts';
import { heldText } from '../../../../functions/core/text/cli/held.ts';
import { hubText } from '../../../../functions/core/text/cli/hub.ts';
import { lockdownText } from '../../../../functions/core/text/cli/lockdown.ts';
import { onCallText } from '../../../../functions/core/text/cli/on-call.ts';
import { planText } from '../../../../functions/core/text/cli/plan.ts';
import { reconcileText } from '../../../../functions/core/text/cli/reconcile.ts';
import { recoverCommandText } from '../../../../functions/core/text/cli/recover.ts';
import { remainingAccessText } from '../../../../functions/core/text/cli/remaining-access.ts';
import { reportText } from '../../../../functions/core/text/cli/report.ts';
import { revokeText } from '../../../../functions/core/text/cli/revoke.ts';
import { selftestText } from '../../../../functions/core/text/cli/selftest.ts';
import type { Denial } from '../../../../functions/core/text/cli/session.ts';
import * as session from '../../../../functions/core/text/cli/session.ts';
import * as terraform from '../../../../functions/core/text/cli/terraform.ts';
import { blocksText } from '../../../../functions/core/text/cli/terraform-blocks.ts';
import { uninstallText } from '../../../../functions/core/text/cli/uninstall.ts';
import { unreadText } from '../../../../functions/core/text/cli/unread.ts';
import { examplesOf } from './registry.ts';

type Help = 'summary' | 'about' | 'arguments' | 'options' | 'examples' | 'questions' | 'columns';
const HELP = ['summary', 'about', 'arguments', 'options', 'examples', 'questions', 'columns'];

/** The messages of some commands under `command.message`. docs/cli.md lists their help. */
const messagesOf = <const Name extends string, Texts extends object>(name: Name, texts: Texts) =>
  Object.fromEntries(
    Object.entries(texts).flatMap(([key, value]) => (HELP.includes(key) ? [] : [[`${name}.${key}`, value]])),
  ) as { readonly [Key in Exclude<keyof Texts, Help> as `${Name}.${Key & string}`]: Texts[Key] };

const ROLE = 'arn:aws:iam::222222222222:role/s3-list-role';
const TEST_ROLE = 'arn:aws:iam::444444444444:role/assume-bot-assumptions/assume-bot-assumptions-x';
const NAMES = { U0ALICE: 'alice' };
const ROTATION = { kind: 'rotation', zone: 'Europe/Berlin' };
const INSPECTOR = 'arn:aws:iam::222222222222:role/assume-bot-inspector';
const KEY = 'arn:aws:kms:eu-central-1:333333333333:key/1234abcd';
const ID = '234945c0911be64cdc1a';
const FILE = 'access.yaml';
const NOON = new Date('2030-01-01T12:00:00Z');
const ONE = new Date('2030-01-01T13:00:00Z');
const TERRAFORM_1_10 = { product: 'terraform', major: 1, minor: 10 } as const;
const ERRORED = { lineage: '11d99f2e', serial: 5, writtenAt: NOON };
const LOCK = {
  id: '1be2f3a0-c66d-ca64-93fb-acc6d5fc4627',
  who: 'alice@laptop',
  operation: 'OperationTypeApply',
  createdAt: NOON,
};
const DENIED =
  'User: arn:aws:iam::111111111111:user/alice is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:eu-central-1:********9999:a1b2c3d4e5/v1/POST/extend';
const FINDING = {
  code: 'table_missing',
  severity: 'error',
  about: 'table assume-bot',
  what: 'The table does not exist.',
  fix: 'Deploy the hub stack.',
} as const;
const LOCKDOWN = {
  isOn: true,
  at: NOON,
  by: 'U0CAROL',
  why: 'keys have leaked',
  ended: [ID],
  outstanding: 0,
} as never;
const DEVICE = 'arn:aws:iam::111111111111:mfa/alice-phone';
const NOT_AUTHORIZED = `User: arn:aws:iam::111111111111:user/alice is not authorized to perform: sts:AssumeRole on resource: ${ROLE}`;
const denial: Denial = { aws: NOT_AUTHORIZED, conditions: [] };
const deniedElsewhere: Denial = {
  aws: `${NOT_AUTHORIZED} with an explicit deny in an identity-based policy`,
  conditions: ['Assuming prod-s3 requires MFA.'],
};
const a = <const Arguments extends readonly unknown[]>(...args: Arguments) => ({ '': args });

export const examples = [
  examplesOf('CLI: hub and catalog', 'cli/hub.ts', messagesOf('hub', hubText), {
    'hub.localStackUnreadable': a('.local/stack.json', 'Unexpected end of JSON input'),
    'hub.localStackDown': a('http://127.0.0.1:4566', 'connect ECONNREFUSED'),
    'hub.usesDeployed': a('cdk.outputs.json', 'assume-bot-table'),
    'hub.notJson': a('cdk.json', 'Unexpected end of JSON input'),
    'hub.missingSetting': { table: ['table', 'cdk.outputs.json'] },
    'hub.usesCatalogOfClone': a('/home/alice/assume-bot/access.yaml'),
    'hub.usesExample': a('examples/access.yaml'),
    'hub.invalidCatalog': a(['access.yaml:3:5 roles: is missing']),
    'hub.catalogMissing': a(FILE),
    'hub.fileUnreadable': a(FILE, 'EACCES'),
    'hub.unknownAccess': { 'a similar name': ['prod-s4', ['prod-s3']], 'no similar name': ['x', []] },
    'hub.notAnAccountProfile': a('stage=me', ['utils', 'prod']),
    'hub.selectLocalUser': a(['alice', 'random_user']),
    'hub.cannotHoldGrant': a('arn:aws:iam::111111111111:root'),
    'hub.inspectorFailed': a('connect ETIMEDOUT'),
    'hub.neitherRoleOpens': a('AssumeRole was denied', INSPECTOR, hubText.inspectorClosed),
    'hub.openAccount': a('222222222222'),
    'hub.invalidOption': a('duration', 'there is no number', '90m'),
    'hub.invalidTime': a('from', 'yesterday'),
  }),
  examplesOf('CLI: failures', 'cli/failures.ts', messagesOf('failure', failureText), {
    'failure.noProfile': { 'a similar name': ['prdo', ['prod']], 'no similar name': ['prod', []] },
    'failure.file': a('report.html', 'opened or written', 'permission denied'),
    'failure.profileCycle': a(['dev', 'base', 'dev']),
    'failure.noAnswer': a('getaddrinfo ENOTFOUND sts.eu-central-1.amazonaws.com'),
    'failure.awsRefused': a('Throttling', 'Rate exceeded'),
  }),
  examplesOf('CLI: grants', 'cli/grants.ts', messagesOf('grants', grantsText), {
    'grants.total': a(2),
    'grants.state': {
      active: ['active'],
      scheduled: ['scheduled'],
      ended: ['ended'],
      refused: ['refused', 'no space'],
    },
    'grants.unreadable': a(ID, 'its seal is missing'),
  }),
  examplesOf('CLI: revoke', 'cli/revoke.ts', messagesOf('revoke', revokeText), {
    'revoke.notARequestId': a('alice'),
    'revoke.notHeld': a('alice', 'prod-s3'),
    'revoke.signed': a('laptop stolen', 'arn:aws:iam::999999999999:user/ops'),
    'revoke.waiting': a(ROLE),
    'revoke.done': a('U0ALICE', 'prod-s3', ID),
    'revoke.unknown': a(ID),
    'revoke.stillPending': a(ID),
    'revoke.alreadyClosed': a(ID, 'ended'),
    'revoke.late': a(ROLE, 60),
  }),
  examplesOf('CLI: lockdown', 'cli/lockdown.ts', messagesOf('lockdown', lockdownText), {
    'lockdown.unchanged': a('on'),
    'lockdown.described': { never: [undefined], on: [{ ...(LOCKDOWN as object), announced: 'ended' } as never] },
  }),
  examplesOf('CLI: reconcile', 'cli/reconcile.ts', messagesOf('reconcile', reconcileText), {
    'reconcile.wakingUp': a(ROLE),
    'reconcile.done': { woken: [ROLE, false], 'with --wait': [ROLE, true] },
    'reconcile.late': a(ROLE, 60),
  }),
  examplesOf(
    'CLI: audit',
    'cli/audit.ts',
    { ...messagesOf('verify', audit.auditVerifyText), ...messagesOf('export', audit.auditExportText) },
    {
      'verify.noRecords': a('s3://audit'),
      'verify.notAHeadsFile': a('heads.json'),
      'verify.notARecord': a('s3://audit', 'chains/LICENSE'),
      'verify.compared': a('s3://audit', 12, 1),
      'verify.finding': a({ kind: 'tampered', requestId: ID as never, what: 'Event 1 does not follow from event 0.' }),
      'verify.unreadable': a('REQ#x / REQUEST', 'it has no seal'),
      'verify.total': {
        valid: [{ requests: 2, events: 9, grants: 1, others: 3, problems: 0 }],
        problems: [{ requests: 2, events: 9, grants: 1, others: 3, problems: 1 }],
      },
      'export.entriesOnly': a('format'),
      'export.notALocation': a('to', 's3:/typo'),
      'export.progress': a(100, 250),
      'export.itemsRead': a(1000),
      'export.skipped': a('GRANT#x', 'Its seal is missing'),
      'export.skippedUnreadable': a('REQ#x', 'it has no version'),
      'export.skippedInvalid': a(ID),
      'export.stored': a(2, 's3://audit', 1),
      'export.written': a(9, 'audit.csv'),
    },
  ),
  examplesOf('CLI: report', 'cli/report.ts', messagesOf('report', reportText), {
    'report.heldText': {
      'no emergencies': [3, { all: 0, notJustified: 0, pending: 0 }],
      emergencies: [9, { all: 3, notJustified: 1, pending: 1 }],
    },
    'report.notHtml': a('report.pdf'),
    'report.total': a(3, NOON, ONE),
  }),
  examplesOf(
    'CLI: creds and exec',
    'cli/session.ts',
    {
      ...messagesOf('creds', session.credsText),
      ...messagesOf('exec', session.execText),
      ...messagesOf('session', session.sessionText),
    },
    {
      'creds.ownSource': { 'started by the SDK': [], 'a profile': ['prod-s3'] },
      'exec.noProgram': a('terraform'),
      'exec.notExecutable': a('./deploy.sh'),
      'session.durationRefused': {
        'role chaining': [
          'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
        ],
        'the role': ['The requested DurationSeconds exceeds the MaxSessionDuration set for this role.'],
      },
      'session.bundle': a('terraform-prod', [ROLE, `${ROLE}-2`]),
      'session.waiting': a('Your access to prod-s3 starts at 2030-01-01T12:00:00.000Z.'),
      'session.waited': a('10m', 'Your access to prod-s3 starts at 2030-01-01T12:00:00.000Z.'),
      'session.askCode': a(DEVICE),
      'session.addSerial': a(DEVICE),
      'session.codeNeeded': a('prod-s3', DEVICE, NOT_AUTHORIZED),
      'session.noAccess': {
        none: ['prod-s3', { kind: 'none' }, NOON, denial],
        'starts later': ['prod-s3', { kind: 'time_box', startsAt: ONE, endsAt: ONE }, NOON, denial],
        ended: ['prod-s3', { kind: 'time_box', endsAt: NOON }, ONE, denial],
        'not applied yet': ['prod-s3', { kind: 'time_box', endsAt: ONE }, NOON, denial],
        unknown: ['prod-s3', { kind: 'unknown' }, NOON, denial],
        'an ARN': [ROLE, { kind: 'none' }, NOON, denial],
        'a deny elsewhere': ['prod-s3', { kind: 'unknown' }, NOON, deniedElsewhere],
        'a deny elsewhere, during the access': ['prod-s3', { kind: 'time_box', endsAt: ONE }, NOON, deniedElsewhere],
      },
    },
  ),
  examplesOf('CLI: doctor', 'cli/doctor.ts', messagesOf('doctor', doctorText), {
    'doctor.checking': a('role prod-s3'),
    'doctor.state': a('terraform-prod'),
    'doctor.problem': { 'one subject': [FINDING], 'several subjects': [FINDING, 2] },
    'doctor.fix': a(FINDING),
    'doctor.other': {
      'the same text': [{ about: 'role db', differences: [] }],
      'other values': [{ about: 'role db', differences: [`${ROLE}-2`, '4h'] }],
    },
    'doctor.total': { 'no problems': [[], true], problems: [[FINDING], false] },
  }),
  examplesOf('CLI: plan', 'cli/plan.ts', messagesOf('plan', planText), {
    'plan.unknownUser': a('stranger', ['U0ALICE']),
    'plan.noPrincipal': {
      'not in the catalog': ['U0EVE', { kind: 'no_identity' }],
      'no e-mail address': ['U0EVE', { kind: 'email_unknown' }],
      'another domain': ['U0EVE', { kind: 'email_domain_refused', domain: 'evil.com', domains: ['example.com'] }],
      'a local part that is no user name': ['U0EVE', { kind: 'email_local_part_refused', localPart: 'e' }],
      'the address of another user': ['U0EVE', { kind: 'email_taken', by: parseSlackUserId('U0ALICE') }],
    },
    'plan.tooLong': a('9h', '8h'),
    'plan.reading': a(ROLE),
    'plan.head': a('prod-s3', 'U0ALICE', 'alice', '2h'),
    'plan.rules': {
      'several rules': [
        [
          { index: 0, name: 'on call', approvals: 0, maxMinutes: 120 },
          { index: 1, name: 'out of hours', approvals: 2, maxMinutes: 480 },
          { index: 2, name: 'contractors', approvals: 0, maxMinutes: 480, refuse: 'Contractors request dev-s3.' },
        ],
      ],
    },
    'plan.refused': a('The IAM user does not exist.', 'Create it.'),
    'plan.change': a('change', `trust policy of ${ROLE}`),
    'plan.size': a(812, 2048),
    'plan.total': a(3),
    'plan.statePolicies': a('terraform-prod', 'tf-state', 'states'),
  }),
  examplesOf(
    'CLI: selftest --assumptions',
    'cli/assumptions.ts',
    { ...messagesOf('assumptions', assumptionText), ...messagesOf('look', assumptionLooks) },
    {
      'assumptions.confirm': a('444444444444', 40),
      'assumptions.confirmClean': a('444444444444'),
      'assumptions.unknownStep': a('user-case', ['user-name-case', 'role-name-case']),
      'assumptions.leftovers': a([TEST_ROLE]),
      'assumptions.step': a('user-name-case'),
      'assumptions.look': {
        'as expected': ['GetUser with another spelling of the name', 'allowed', 'allowed'],
        different: ['GetUser with another spelling of the name', 'allowed', 'NoSuchEntity'],
      },
      'assumptions.result': {
        confirmed: ['confirmed', 'I1', 'user-name-case'],
        contradicted: ['contradicted', 'I1', 'user-name-case'],
        'not tried': ['not_tried', 'I1', 'user-name-case'],
      },
      'assumptions.reason': a('iam:CreateUser: AccessDenied: not authorized'),
      'assumptions.left': a([TEST_ROLE]),
      'assumptions.removed': { nothing: [[]], 'a role': [[TEST_ROLE]] },
      'assumptions.neverAllowed': a('AccessDenied', 'not authorized to perform: sts:AssumeRole'),
      'assumptions.refusedCall': a('iam:CreateUser', 'AccessDenied', 'not authorized to perform: iam:CreateUser'),
      'assumptions.total': a(38, 1, 2),
    },
  ),
  examplesOf('CLI: selftest', 'cli/selftest.ts', messagesOf('selftest', selftestText), {
    'selftest.notWithAssumptions': a('--role'),
    'selftest.foreignAccount': a('444444444444', ROLE),
    'selftest.conditions': a(ROLE),
    'selftest.held': a(['U0ALICE'], ROLE),
    'selftest.confirm': a(1, ROLE, 'alice'),
    'selftest.check': a(true, 'The role cannot be assumed before the grant.', 2),
    'selftest.total': { passed: [0, 7], failed: [1, 7] },
  }),
  examplesOf('CLI: explain', 'cli/explain.ts', messagesOf('explain', explained.explainText), {
    'explain.isBundle': a('ops', ['prod-s3', 'prod-sqs']),
    'explain.ofBundle': { '': [['prod-s3', 'prod-sqs']] },
    'explain.notAUser': a('alice2'),
    'explain.rule': {
      applies: [{ index: 0, name: 'on call', answer: 'applies' }],
      later: [{ index: 2, name: 'out of hours', line: 12, answer: 'later' }],
      labels: [{ index: 3, name: 'production', line: 13, answer: 'other_labels' }],
      unknown: [{ index: 1, name: 'contractors', answer: 'unknown', unread: ['S0CONTRACTORS'] }],
      no: [{ index: 1, answer: 'no', failed: ['requester', 'duration'] }],
    },
    'explain.outcome': {
      automatic: [{ role: 'prod-s3', rule: 0, outcome: 'automatic', approvals: 0, minutes: 60, rules: [] }],
      approval: [{ role: 'prod-s3', rule: 1, outcome: 'approval', approvals: 2, minutes: 60, rules: [] }],
      refused: [
        { role: 'prod-s3', rule: null, outcome: 'refused', approvals: 0, minutes: 600, why: 'no_rule', rules: [] },
      ],
      'a rule that refuses': [
        {
          role: 'prod-s3',
          rule: 1,
          outcome: 'refused',
          approvals: 0,
          minutes: 60,
          why: 'rule_refuses',
          refuse: 'Contractors work from nine to six.',
          rules: [],
        },
      ],
    },
  }),
  examplesOf('CLI: on-call', 'cli/on-call.ts', messagesOf('onCall', onCallText), {
    'onCall.unknown': a('sr', ['sre'], ['sre']),
    'onCall.schedule': {
      rotation: ['sre', ROTATION, { user: 'U0ALICE', until: new Date('2030-01-07T08:00:00Z'), next: 'U0BOB' }, NAMES],
      'not begun': ['sre', ROTATION, { until: new Date('2030-01-07T08:00:00Z'), next: 'U0ALICE' }, NAMES],
      'one user': ['sre', ROTATION, { user: 'U0ALICE' }, NAMES],
      list: ['dba', { kind: 'static', users: ['U0ALICE', 'U0BOB'] }, {}, NAMES],
      PagerDuty: ['ops', { kind: 'pagerduty', scheduleId: 'PABC123' }, {}, NAMES],
    } as never,
  }),
  examplesOf(
    'CLI: init, validate and manifest',
    'cli/catalog.ts',
    {
      ...messagesOf('validate', catalog.validateText),
      ...messagesOf('init', catalog.initText),
      ...messagesOf('manifest', catalog.manifestText),
    },
    {
      'validate.mistakes': a(2, FILE),
      'validate.warning': a('access.yaml:3:5 roles.prod-s3: has one approver'),
      'validate.moreWarnings': a(190),
      'validate.finding': a(FINDING),
      'validate.valid': a(FILE, 1, 0, 2),
      'init.question': a('The short name of the role in Slack', 'prod-s3', true),
      'init.notADuration': a('soon'),
      'init.invalidAnswer': a('user', 'alice', '"alice" is not the ARN of an IAM user'),
      'init.noTerminal': a(['--approver U0BOB']),
      'init.exists': a(FILE),
      'init.invalidCatalog': a(['access.yaml:3:5 accounts: is missing']),
      'init.written': a(FILE, { program: 'npx --no assume-bot', npm: 'npm', path: FILE }),
      'manifest.notAUrl': a('example'),
      'manifest.notHttps': a('http://example.com'),
      'manifest.exists': a('slack-manifest.yaml'),
      'manifest.written': a('slack-manifest.yaml', [{ scope: 'commands', why: 'the command /assume' }], {
        bot: 'assume-bot',
        channels: ['C0APPROVALS', 'C0OPS'],
        isSocketMode: false,
      }),
    },
  ),
  examplesOf('CLI: exec with a bundle', 'cli/exec-bundle.ts', messagesOf('exec', execBundleText), {
    'exec.noRole': a('terraform-prod', 'You have no access to tf-state now.'),
    'exec.withoutRole': a('dns-deploy', 'You have no access to dns-deploy now.'),
    'exec.withoutState': a('tf-state'),
    'exec.ownProfile': a('prod-deploy'),
    'exec.oneCode': a('terraform-prod'),
    'exec.cannotOpenState': a('prod-deploy', 'terraform-prod', 'tf-state', 'terraform'),
  }),
  examplesOf('CLI: terraform blocks', 'cli/terraform-blocks.ts', messagesOf('blocks', blocksText), {
    'blocks.noUser': a('terraform-prod'),
    'blocks.notAVersion': a('new'),
    'blocks.head': { Terraform: [TERRAFORM_1_10], OpenTofu: [{ ...TERRAFORM_1_10, product: 'opentofu' }] },
    'blocks.noLock': a({ ...TERRAFORM_1_10, minor: 9 }),
    'blocks.experimentalLock': a(TERRAFORM_1_10),
    'blocks.deprecatedTable': a({ ...TERRAFORM_1_10, minor: 11 }),
    'blocks.flat': a({ ...TERRAFORM_1_10, minor: 5 }),
    'blocks.withFile': a('terraform-prod', 'U0ALICE', 'assume-bot.s3.tfbackend'),
    'blocks.variable': a('TF_VAR_session_name=alice'),
    'blocks.withProfiles': a('terraform-prod'),
    'blocks.otherState': a(['terraform init -reconfigure -backend-config="key=prod/network.tfstate"']),
    'blocks.workspaces': a(['dev', 'team-*']),
  }),
  examplesOf(
    'CLI: terraform',
    'cli/terraform.ts',
    {
      ...messagesOf('bundle', terraform.bundleText),
      ...messagesOf('state-policy', terraform.statePolicyText),
    },
    {
      'bundle.missing': a(['terraform-prod']),
      'bundle.unknown': a('terraform-prd', ['terraform-prod'], ['terraform-prod']),
      'bundle.noState': a('terraform-prod'),
      'bundle.noRole': a('tf-state'),
      'state-policy.isBundle': a('terraform-prod'),
      'state-policy.not': a('a/*', terraform.statePolicyText.key),
      'state-policy.forRole': {
        'of several bundles': [ROLE, ['terraform-dev', 'terraform-prod'], false],
        'of states that are only read': [ROLE, ['terraform-prod'], true],
      },
      'state-policy.forBucket': { 'one bundle': ['states', ['terraform-prod']], several: ['states', ['tf-a', 'tf-b']] },
      'state-policy.forKey': a(KEY, ['terraform-prod']),
      'state-policy.boundary': a(ROLE),
    },
  ),
  examplesOf('CLI: terraform diagnose', 'cli/diagnose.ts', messagesOf('diagnose', diagnoseText), {
    'diagnose.notAnAccountProfile': a('stage=me', ['state', 'prod']),
    'diagnose.notContext': a('aws:SourceVpce'),
    'diagnose.checking': a('terraform-prod'),
    'diagnose.inAccount': a('222222222222'),
    'diagnose.step': {
      allowed: [
        { step: 'read', what: 'read prod/app.tfstate', action: 's3:GetObject', resource: '', result: 'allowed' },
      ],
      denied: [
        { step: 'read', what: 'decrypt prod/app.tfstate', action: 'kms:Decrypt', resource: '', result: 'denied' },
      ],
    },
    'diagnose.outcome': {
      works: ['works', 'terraform-prod', []],
      broken: ['broken', 'terraform-prod', [{ severity: 'error' }]] as never,
      'not judged': ['not_judged', 'terraform-prod', [{ severity: 'note', isDoubt: true }]] as never,
    },
  }),
  examplesOf(
    'CLI: the end of access while Terraform runs',
    'cli/remaining-access.ts',
    messagesOf('remaining', remainingAccessText),
    {
      'remaining.unknown': a('terraform-prod'),
      'remaining.notice': {
        starts: ['starts', { bundle: 'terraform-prod', endsAt: ONE, isExtendable: true, isAsked: false, now: NOON }],
        extended: [
          'extended',
          { bundle: 'terraform-prod', endsAt: ONE, isExtendable: true, isAsked: false, now: NOON },
        ],
        'a reminder': [
          'reminder',
          { bundle: 'terraform-prod', endsAt: ONE, isExtendable: true, isAsked: false, now: NOON },
        ],
        'a reminder with --extend': [
          'reminder',
          { bundle: 'terraform-prod', endsAt: ONE, isExtendable: true, isAsked: true, now: NOON },
        ],
        'a reminder without extensions': [
          'reminder',
          { bundle: 'terraform-prod', endsAt: ONE, isExtendable: false, isAsked: false, now: NOON },
        ],
        ended: ['ended', { bundle: 'terraform-prod', endsAt: ONE, isExtendable: true, isAsked: false, now: ONE }],
      },
    },
  ),
  examplesOf('CLI: exec --extend', 'cli/extend-access.ts', messagesOf('extend', extendAccessText), {
    'extend.needsBundle': a('prod-s3'),
    'extend.wrongDuration': a(10_080),
    'extend.notHttps': a('http://bot.example/v1'),
    'extend.noApi': a('terraform-prod'),
    'extend.unreachable': a('terraform-prod', extendAccessText.noAnswer('connect ECONNREFUSED 10.0.0.1:443')),
    'extend.noAnswer': a('connect ECONNREFUSED 10.0.0.1:443'),
    'extend.notAnAnswer': a(504),
    'extend.denied': a(DENIED),
    'extend.refused': a(extendAccessText.denied(DENIED)),
    'extend.notHeld': a('terraform-prod'),
    'extend.outcome': a('Your request for an extension of the bundle terraform-prod lapsed without a decision.'),
  }),
  examplesOf('CLI: terraform recover', 'cli/recover.ts', messagesOf('recover', recoverCommandText), {
    'recover.notS3': a('local'),
    'recover.otherBucket': a('terraform-prod', 'other-states', 'states'),
    'recover.needsExec': a('tf-state', 'terraform-prod', { program: 'npx --no assume-bot', options: ' --profile me' }),
    'recover.otherRole': a('terraform-prod', ROLE, TEST_ROLE),
    'recover.storedNotAState': a('prod/app.tfstate'),
    'recover.notALock': a('prod/app.tfstate.tflock'),
    'recover.noAccess': a('terraform-prod', 'User is not authorized to perform: sts:AssumeRole'),
    'recover.found': {
      'an interrupted apply': [
        { self: '', errored: ERRORED, stored: { ...ERRORED, isSameAsErrored: false }, lock: LOCK },
      ],
      nothing: [{ self: '' }],
    },
    'recover.step': {
      'push under the lock': [{ kind: 'push', lock: 'held' }, 'terraform state push -lock=false errored.tfstate'],
      push: [{ kind: 'push', lock: 'taken' }, 'terraform state push errored.tfstate'],
      unlock: [{ kind: 'unlock', id: LOCK.id }, `terraform force-unlock -force ${LOCK.id}`],
    },
    'recover.stopped': {
      'nothing to recover': [{ kind: 'nothing_to_recover' }],
      'only a lock': [{ kind: 'only_a_lock', lock: LOCK }],
      'another lineage': [{ kind: 'other_lineage', errored: 'a1', stored: 'b2' }],
      'a newer state': [{ kind: 'not_newer', errored: 5, stored: 6 }],
      'a gap': [{ kind: 'serial_gap', errored: 5, stored: 3 }],
      'written since': [{ kind: 'written_since', storedAt: ONE, erroredAt: NOON }],
      'a later lock': [{ kind: 'later_lock', lock: { ...LOCK, createdAt: ONE }, erroredAt: NOON }],
      'another user': [{ kind: 'lock_of_another', lock: LOCK, self: 'alice@runner' }],
      'not the confirmed lock': [{ kind: 'not_the_confirmed_lock', lock: LOCK, confirmed: ID }],
      'no lock': [{ kind: 'not_the_confirmed_lock', lock: undefined, confirmed: ID }],
    },
    'recover.backup': a('stored-before-recovery.2030-01-01T12-00-00-000Z.tfstate'),
    'recover.done': { push: [{ kind: 'push', lock: 'held' }], unlock: [{ kind: 'unlock', id: LOCK.id }] },
    'recover.failed': a('terraform state push -lock=false errored.tfstate', 1),
  }),
  examplesOf('CLI: what could not be read', 'cli/unread.ts', messagesOf('unread', unreadText), {
    'unread.refused': a('s3:GetBucketPolicy', 'AccessDenied', 'Access Denied'),
    'unread.noCredentials': a('333333333333', 'Could not load credentials from any providers'),
    'unread.wrongAccount': a('333333333333', '111111111111'),
    'unread.passProfile': a('333333333333', 'kms:GetKeyPolicy'),
    'unread.noOrganization': a('333333333333'),
    'unread.partlyRead': a('arn:aws:iam::aws:policy/ReadOnlyAccess'),
  }),
  examplesOf('CLI: the check before a deployment', 'cli/held.ts', messagesOf('held', heldText), {
    'held.dropped': a({
      what: 'account',
      name: '222222222222',
      roleArn: ROLE,
      sessionName: 'alice',
      until: ONE,
    } as never),
    'held.endedByDeployment': a(2),
    'held.notChecked': a('no credentials'),
  }),
  examplesOf('CLI: uninstall', 'cli/uninstall.ts', messagesOf('uninstall', uninstallText), {
    'uninstall.noCredentials': a('222222222222'),
    'uninstall.letIn': a('222222222222'),
    'uninstall.checking': a(ROLE),
    'uninstall.searching': a('222222222222'),
    'uninstall.notShown': a(ROLE),
    'uninstall.tableMissing': a('assume-bot-table'),
    'uninstall.confirm': a(3, 2),
    'uninstall.unreadable': a('REQ#234945c0911be64cdc1a'),
    'uninstall.notSearched': a('222222222222', 'AccessDenied'),
    'uninstall.notARoleName': a('arn:aws:iam::222222222222:role/admin'),
    'uninstall.removed': a(ROLE, [{ kind: 'delete_guard', roleArn: ROLE }] as never),
    'uninstall.planned': {
      '': [ROLE, [{ kind: 'put_trust', roleArn: ROLE }] as never, undefined],
      'with live sessions': [ROLE, [], ONE],
    },
    'uninstall.open': { '': [ROLE, ONE], 'a statement without an end': [ROLE, undefined] },
    'uninstall.guarded': a(ROLE, ONE),
    'uninstall.failed': a(ROLE, 'iam:GetRole: AccessDenied', 'allow it'),
    'uninstall.several': a(12, '222222222222'),
    'uninstall.again': a(ONE),
    'uninstall.incomplete': a(1),
    'uninstall.leftovers': a({
      hubName: 'assume-bot',
      region: 'eu-central-1',
      table: 'assume-bot-table',
      accounts: [{ name: 'prod', id: '222222222222' }],
      roles: [{ name: 's3-list-role', accountId: '222222222222' }],
      auditBucket: 'assume-bot-audit',
    }),
  }),
];
