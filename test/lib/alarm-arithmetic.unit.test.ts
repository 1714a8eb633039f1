import { beforeAll, describe, expect, it } from 'vitest';
import { ALARMS, type AlarmName } from '../../lib/alarm-list.ts';
import { makeApp, templateOf } from '../support/a-hub.ts';
import { type AlarmProperties, type Minutes, type Published, stateOf } from '../support/alarm-state.ts';
import { ofType } from '../support/cloudformation.ts';
import { evaluateMaths } from '../support/metric-maths.ts';

let alarms: Readonly<Record<string, AlarmProperties>>;
beforeAll(() => {
  const template = templateOf(makeApp({ alarmEmail: 'ops@example.com' }), 'assume-bot');
  alarms = Object.fromEntries(
    ofType(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => [
      String(Properties['AlarmName']).replace('assume-bot: ', ''),
      Properties as unknown as AlarmProperties,
    ]),
  );
});
const stateFor = (name: AlarmName, published: Published) => {
  const alarm = alarms[ALARMS[name].heading];
  if (alarm === undefined) throw new Error(`the template has no alarm ${name}`);
  return stateOf(alarm, published);
};

const HOURS = 120;
/** Two hours of data: `value` from some minutes ago until others ago, and otherwise nothing, or `otherwise`. */
const between = (from: number, until: number, value: number, otherwise?: number): Minutes =>
  Array.from({ length: HOURS }, (_, minute) => {
    const ago = HOURS - minute;
    return ago <= from && ago > until ? value : otherwise;
  });
const last = (minutes: number, value: number, otherwise?: number): Minutes => between(minutes, 0, value, otherwise);
/** One event, some minutes ago. */
const once = (ago: number, otherwise?: number): Minutes => between(ago, ago - 1, 1, otherwise);

const VISIBLE = 'ApproximateNumberOfMessagesVisible of DeadLetters';
const AGE = 'ApproximateAgeOfOldestMessage of WakeQueue';
/** No function runs, no queue is active, and nothing is logged. The sweep always runs, so its absence is an event of its own. */
const NOTHING: Published = {};

interface Cases {
  readonly fires: Readonly<Record<string, Published>>;
  readonly isQuiet: Readonly<Record<string, Published>>;
}

const counted = (metric: string): Cases => ({
  fires: { 'one line was logged': { [metric]: once(3) } },
  isQuiet: {
    'the line was logged ten minutes ago': { [metric]: once(10) },
    'other lines were logged': { [metric]: last(HOURS, 0) },
    'nothing was logged': NOTHING,
  },
});

const CASES: Readonly<Record<AlarmName, Cases>> = {
  deadLetters: {
    fires: {
      'the first message arrives in a queue that had no data': { [VISIBLE]: last(4, 1) },
      'the message arrived within the last hour': { [VISIBLE]: last(50, 1) },
      'another message arrives beside old ones': { [VISIBLE]: last(8, 4, 3) },
    },
    isQuiet: {
      'the last message arrived more than an hour ago, and no operator has purged the queue': {
        [VISIBLE]: last(90, 1),
      },
      'old messages remain': { [VISIBLE]: last(HOURS, 7) },
      'an operator purged the queue': { [VISIBLE]: last(20, 0, 7) },
      'the queue is empty, and SQS publishes nothing': NOTHING,
    },
  },
  oldestMessage: {
    fires: { 'a message waits for 16 minutes': { [AGE]: last(5, 960) } },
    isQuiet: {
      'messages are processed at once': { [AGE]: last(HOURS, 2) },
      'the message that waited was processed': { [AGE]: last(5, 0, 960) },
      'the queue is inactive': NOTHING,
    },
  },
  overdue: counted('GrantPastItsEnd'),
  drift: counted('DriftFound'),
  stuck: {
    fires: { 'every sweep has found late work for ten minutes': { WorkStaysDue: last(10, 1) } },
    isQuiet: {
      'late work was done within some minutes, as after an outage': { WorkStaysDue: last(4, 1) },
      'the last late work is done': { WorkStaysDue: between(60, 5, 1) },
      'nothing was logged': NOTHING,
    },
  },
  iamDenied: counted('IamDenied'),
  notStored: counted('RecordNotStored'),
  sweepSilent: {
    fires: {
      'the sweep has not run for ten minutes': { 'Invocations of Sweep': between(HOURS, 10, 1) },
      'the sweep was deleted': NOTHING,
    },
    isQuiet: {
      'the sweep runs every minute': { 'Invocations of Sweep': last(HOURS, 1) },
      'the sweep runs again': { 'Invocations of Sweep': last(3, 1) },
      'the sweep missed some minutes': { 'Invocations of Sweep': between(HOURS, 7, 1) },
    },
  },
  badSignatures: {
    fires: { '25 wrong signatures come in five minutes': { BadSignature: last(5, 5) } },
    isQuiet: {
      'some wrong signatures come': { BadSignature: last(5, 4) },
      'the attack is over': { BadSignature: between(30, 6, 5) },
      'other requests are refused': { '4xx': last(30, 100) },
      'no requests come': NOTHING,
    },
  },
  slowAnswers: {
    fires: { 'answers have been slow for ten minutes': { Latency: last(10, 2_500) } },
    isQuiet: {
      'one answer is slow': { Latency: between(4, 3, 2_900, 300) },
      'answers are fast again': { Latency: last(5, 300, 2_500) },
      'no requests come': NOTHING,
    },
  },
  unanswered: {
    fires: {
      'the function fails, and nothing else has data': { 'Errors of SlackEvents': once(2) },
      'the function is throttled, and nothing else has data': { 'Throttles of SlackEvents': once(2) },
      'the function was deleted, so that only the API has data': { '5xx': once(2) },
      'DynamoDB does not answer, and the function says so': { TableDidNotAnswer: once(2) },
    },
    isQuiet: {
      'requests are answered': { 'Errors of SlackEvents': last(HOURS, 0), 'Throttles of SlackEvents': last(HOURS, 0) },
      'the failure is over': { 'Errors of SlackEvents': once(7, 0) },
      'other functions fail': { 'Errors of Sweep': last(10, 1) },
      'no requests come': NOTHING,
    },
  },
  apiErrors: {
    fires: {
      'the function fails, and nothing else has data': { 'Errors of Api': once(2) },
      'the function is throttled, and nothing else has data': { 'Throttles of Api': once(2) },
      'the function was deleted, so that only the API has data': { '5XXError': once(2) },
    },
    isQuiet: {
      'requests are answered': { 'Errors of Api': last(HOURS, 0), 'Throttles of Api': last(HOURS, 0) },
      'the failure is over': { 'Errors of Api': once(7, 0) },
      'users are refused': { '4XXError': last(30, 100) },
      'no requests come': NOTHING,
    },
  },
  workerErrors: {
    fires: {
      'every sweep fails, and reconcile never runs': { 'Errors of Sweep': last(10, 1) },
      'reconcile fails at startup, and the sweep works': {
        'Errors of Reconcile': last(10, 1),
        'Errors of Sweep': last(HOURS, 0),
      },
      'reconcile fails, and the sweep has no data': { 'Errors of Reconcile': last(10, 1) },
    },
    isQuiet: {
      'single runs fail': { 'Errors of Sweep': once(2, 0), 'Errors of Reconcile': once(7, 0) },
      'the sweep works again': { 'Errors of Sweep': last(5, 0, 1) },
      'reconcile has nothing to do': { 'Errors of Sweep': last(HOURS, 0) },
      'nothing runs': NOTHING,
    },
  },
};

const rows = (which: keyof Cases) =>
  (Object.entries(CASES) as [AlarmName, Cases][]).flatMap(([name, cases]) =>
    Object.entries(cases[which]).map(([title, published]) => [name, title, published] as const),
  );

describe('an alarm of the hub', () => {
  it('has data that make it fire and data that make it clear, missing data included', () => {
    expect(Object.keys(CASES).sort()).toEqual(Object.keys(ALARMS).sort());
    for (const { fires, isQuiet } of Object.values(CASES)) {
      expect(Object.keys(fires).length).toBeGreaterThan(0);
      expect([...Object.values(fires), ...Object.values(isQuiet)]).toContain(NOTHING);
    }
  });

  it.each(rows('fires'))('%s fires when %s', (name, _, published) => {
    expect(stateFor(name, published)).toBe('ALARM');
  });

  it.each(rows('isQuiet'))('%s is quiet when %s', (name, _, published) => {
    expect(stateFor(name, published)).toBe('OK');
  });

  it('fills every metric of an expression', () => {
    for (const { Metrics = [] } of Object.values(alarms)) {
      const expression = Metrics.find((one) => one.Expression !== undefined)?.Expression ?? '';
      for (const { Id, MetricStat } of Metrics) if (MetricStat) expect(expression).toContain(`FILL(${Id}, 0)`);
    }
  });
});

describe('the arithmetic of these tests', () => {
  const m = [1, undefined, 3];
  const n = [10, 20, undefined];

  it.each([
    ['m + n', [11, undefined, undefined]],
    ['FILL(m, 0) + FILL(n, 5)', [11, 20, 8]],
    ['DIFF(FILL(m, 0))', [undefined, -1, 3]],
    ['2 * (m - 1) / 4', [0, undefined, 1]],
    ['IF(FILL(m, 0) > 2, 7, n)', [10, 20, undefined]],
    ['FILL(m, 0) >= 1', [1, 0, 1]],
  ])('evaluates %s as CloudWatch does', (expression, expected) => {
    expect(evaluateMaths(expression, { m, n })).toEqual(expected);
  });

  it.each(['m +', 'x + 1', 'RATE(m)', 'm n', 'm % 2', 'FILL(m, REPEAT)'])('refuses %s', (expression) => {
    expect(() => evaluateMaths(expression, { m, n })).toThrow();
  });
});
