import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createLambdaLog } from '../../functions/adapters/system/log.ts';
import { LOGGED, WRONG_SIGNATURE } from '../../functions/contract.ts';
import { IamFault, type IamFaultKind } from '../../functions/core/fault.ts';
import { ALARMS, anchorOf } from '../../lib/alarm-list.ts';
import { makeApp, templateOf } from '../support/a-hub.ts';
import { type CfnTemplate, ofType } from '../support/cloudformation.ts';

const RUNBOOK = readFileSync(join(import.meta.dirname, '../../docs/runbook.md'), 'utf8');

let template: CfnTemplate;
beforeAll(() => {
  template = templateOf(
    makeApp({ alarmEmail: 'ops@example.com', runbookUrl: 'https://git.example.com/runbook.md' }),
    'assume-bot',
  );
});
afterEach(() => vi.restoreAllMocks());

const alarms = () => ofType(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);
const sections = (): readonly { readonly heading: string; readonly body: string }[] =>
  RUNBOOK.split(/^## /m)
    .slice(1)
    .map((section) => ({ heading: section.split('\n')[0] ?? '', body: section }));

describe('the alarms', () => {
  it('match the headings of the runbook one to one', () => {
    const headings = alarms().map(({ AlarmName }) => String(AlarmName).replace('assume-bot: ', ''));

    expect(headings.toSorted()).toEqual(
      sections()
        .map(({ heading }) => heading)
        .toSorted(),
    );
    expect(headings).toHaveLength(Object.keys(ALARMS).length);
  });

  it('link to a runbook section with description, investigation and resolution', () => {
    const links = alarms().map(({ AlarmDescription }) => String(AlarmDescription).split(' ').at(-1));

    expect(links.toSorted()).toEqual(
      sections()
        .map(({ heading }) => `https://git.example.com/runbook.md#${anchorOf(heading)}`)
        .toSorted(),
    );
    for (const { body } of sections()) {
      expect(body).toMatch(/\*\*Description\.\*\* [\s\S]+\*\*Investigation\.\*\* [\s\S]+\*\*Resolution\.\*\* \S/);
    }
  });

  it('fire when Slack gets no answer, even if the function is never invoked', () => {
    const [unanswered] = alarms().filter(({ AlarmName }) => String(AlarmName).endsWith(ALARMS.unanswered.heading));
    const requested = (unanswered?.['Metrics'] ?? []) as { MetricStat?: { Metric: { MetricName: string } } }[];
    const metrics = requested.flatMap(({ MetricStat }) =>
      MetricStat === undefined ? [] : [MetricStat.Metric.MetricName],
    );

    expect(metrics.toSorted()).toEqual(['5xx', 'Errors', 'TableDidNotAnswer', 'Throttles']);
  });

  it('notify the address when they fire and when they recover, if one is set', () => {
    const [[topic] = ['']] = ofType(template, 'AWS::SNS::Topic');

    for (const { AlarmActions, OKActions } of alarms()) {
      expect(AlarmActions).toEqual([{ Ref: topic }]);
      expect(OKActions).toEqual([{ Ref: topic }]);
    }
  });

  it('can be published to the topic by CloudWatch for this account only, and by no one without TLS', () => {
    const [[, topic] = []] = ofType(template, 'AWS::SNS::TopicPolicy');
    const { Statement: statements } = (topic?.Properties['PolicyDocument'] ?? {}) as {
      Statement: Record<string, unknown>[];
    };

    expect(statements).toHaveLength(2);
    expect(statements.find(({ Effect }) => Effect === 'Allow')).toMatchObject({
      Action: 'sns:Publish',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': '999999999999' } },
    });
    expect(statements.find(({ Effect }) => Effect === 'Deny')).toMatchObject({
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
  });

  it('can use the key of the topic, if the stack encrypts it with its own', () => {
    const encrypted = templateOf(makeApp({ alarmEmail: 'ops@example.com', customerKey: true }), 'assume-bot');
    const [[, key] = []] = ofType(encrypted, 'AWS::KMS::Key');
    const { Statement: statements } = (key?.Properties['KeyPolicy'] ?? {}) as { Statement: { Principal: unknown }[] };
    const forAlarms = statements.find(({ Principal }) => JSON.stringify(Principal).includes('cloudwatch'));

    expect(forAlarms).toMatchObject({
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Condition: { StringEquals: { 'aws:SourceAccount': '999999999999' } },
    });
  });

  it('notify an existing topic if one is set, and the stack then creates none', () => {
    const arn = 'arn:aws:sns:eu-central-1:999999999999:on-call';
    const existing = templateOf(makeApp({ alarmTopicArn: arn }), 'assume-bot');
    const actions = ofType(existing, 'AWS::CloudWatch::Alarm').flatMap(([, { Properties }]) => [
      Properties['AlarmActions'],
      Properties['OKActions'],
    ]);

    expect(ofType(existing, 'AWS::SNS::Topic')).toEqual([]);
    expect(actions).toHaveLength(2 * Object.keys(ALARMS).length);
    for (const action of actions) expect(action).toEqual([arn]);
  });

  it('treat missing data as a breach only where activity is expected', () => {
    const silent = alarms().filter(({ TreatMissingData }) => TreatMissingData === 'breaching');

    expect(silent.map(({ AlarmName }) => AlarmName)).toEqual([`assume-bot: ${ALARMS.sweepSilent.heading}`]);
    expect(silent[0]).toMatchObject({ ComparisonOperator: 'LessThanThreshold', Threshold: 1 });
  });
});

type Line = Readonly<Record<string, unknown>>;

/** The log output of a function, as CloudWatch receives it. */
const logged = (write: (log: ReturnType<typeof createLambdaLog>) => void): Line => {
  const written: string[] = [];
  const catchIt = (chunk: unknown): boolean => {
    written.push(String(chunk));
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(catchIt);
  vi.spyOn(process.stderr, 'write').mockImplementation(catchIt);
  write(createLambdaLog({ service: 'reconcile', secrets: () => [], environment: {}, now: () => new Date(0) }));
  vi.restoreAllMocks();
  return JSON.parse(written.join(''));
};

const valueAt = (line: Line, path: string): unknown =>
  path.split('.').reduce<unknown>((value, name) => (value as Line | undefined)?.[name], line);

/** The metrics of the template that count a line, for the used subset of the CloudWatch filter syntax. */
const countedBy = (line: Line): readonly unknown[] =>
  ofType(template, 'AWS::Logs::MetricFilter').flatMap(([, { Properties }]) => {
    const pattern = String(Properties['FilterPattern']);
    const terms = [...pattern.matchAll(/\$\.([\w.]+) = "([^"]+)"/g)];
    const isMet = ([, path = '', wanted]: RegExpMatchArray) => valueAt(line, path) === wanted;
    const isHit = pattern.includes('&&') ? terms.every(isMet) : terms.some(isMet);
    const [{ MetricName }] = Properties['MetricTransformations'] as [{ MetricName: string }];
    return isHit ? [MetricName] : [];
  });

const aFault = (kind: IamFaultKind): IamFault =>
  new IamFault({ kind, message: 'no', fix: 'fix it', retryable: false, resource: 'arn:aws:iam::222222222222:role/x' });

describe('the lines that alarms count', () => {
  it('are counted in the format of the logger', () => {
    const drift = logged((log) => log.warn(LOGGED.drift, { role: 'x', drifts: [] }));
    const overdue = logged((log) => log.error(LOGGED.overdue, { role: 'x' }));

    expect(countedBy(drift)).toEqual(['DriftFound']);
    expect(countedBy(overdue)).toEqual(['GrantPastItsEnd']);
    const wrong = logged((log) => log.warn(LOGGED.turnedAway, { status: 401, reason: WRONG_SIGNATURE }));
    const old = logged((log) => log.warn(LOGGED.turnedAway, { status: 401, reason: 'other' }));
    expect([countedBy(wrong), countedBy(old)]).toEqual([['BadSignature'], []]);
    const notStored = logged((log) => log.error(LOGGED.notStored, { request: 'x', cause: new Error('AccessDenied') }));
    expect(countedBy(notStored)).toEqual(['RecordNotStored']);
    const stuck = logged((log) => log.error(LOGGED.stuck, { count: 1, first: [{ kind: 'lockdown' }] }));
    expect(countedBy(stuck)).toEqual(['WorkStaysDue']);
  });

  it.each(['denied', 'manager_unreachable'] as const)(
    'identify the IAM refusal "%s" by its kind, alone or as a cause',
    (kind) => {
      const alone = logged((log) => log.error('IAM refuses', { role: 'x', fault: kind }));
      const asCause = logged((log) => log.error('a wake-up failed', { body: '{}', cause: aFault(kind) }));

      expect(countedBy(alone)).toEqual(['IamDenied']);
      expect(countedBy(asCause)).toEqual(['IamDenied']);
    },
  );

  it('do not include normal log lines', () => {
    const lines = [
      logged((log) => log.info('due', { count: 3 })),
      logged((log) => log.error('a wake-up failed', { cause: aFault('throttled') })),
      logged((log) => log.warn('the drift of a boat', {})),
    ];

    expect(lines.flatMap(countedBy)).toEqual([]);
  });

  it('are written by the code that detects the condition', () => {
    const read = (name: string) =>
      readFileSync(join(import.meta.dirname, `../../functions/usecases/working/${name}.ts`), 'utf8');
    const source = read('reconcile-role');

    expect(read('report-drift')).toMatch(/log\.warn\((LOGGED\.drift|'drift')/);
    expect(source).toMatch(/log\.error\((LOGGED\.overdue|'a grant is past its end')/);
    expect(read('follow-request')).toContain(`log.error('${LOGGED.notStored}'`);
    const app = readFileSync(join(import.meta.dirname, '../../functions/handlers/slack-events/app.ts'), 'utf8');
    expect(app).toContain(`log.error('${LOGGED.storeSilent}'`);
    expect(app).toContain(`log.error('${LOGGED.eventsLimited}'`);
    expect(app).toContain(`log.warn('${LOGGED.turnedAway}', { status, reason: isSignatureWrong ? '${WRONG_SIGNATURE}'`);
    const sweep = readFileSync(join(import.meta.dirname, '../../functions/usecases/scheduled/sweep.ts'), 'utf8');
    expect(sweep).toContain(`log.error('${LOGGED.stuck}'`);
    expect(source).toContain("log.error('IAM refuses', { role, fault: fault.kind");
  });
});
