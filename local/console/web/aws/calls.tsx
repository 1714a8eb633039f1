import { memo } from 'react';
import { foldCalls } from '../../model/fold-calls.ts';
import { clockSeconds } from '../../model/slack-date.ts';
import { tookText } from '../../model/words.ts';
import type { CallView } from '../../protocol.ts';
import { TEXT } from '../text.ts';

const SERVICE_NAMES: Readonly<Record<string, string>> = {
  iam: 'IAM',
  sts: 'STS',
  s3: 'S3',
  sqs: 'SQS',
  dynamodb: 'DynamoDB',
  slack: 'Slack',
  bot: '→ bot',
};

/** The calls of the bot and of trials, newest first. */
export const Calls = memo(({ calls, timeZone }: { calls: readonly CallView[]; timeZone: string }) => {
  if (calls.length === 0) return <p className="empty">{TEXT.calls.empty}</p>;
  return (
    <table className="calls">
      <thead>
        <tr>
          <th scope="col">{TEXT.calls.columns.when}</th>
          <th scope="col">{TEXT.calls.columns.who}</th>
          <th scope="col">{TEXT.calls.columns.what}</th>
          <th scope="col" className="number">
            {TEXT.calls.columns.took}
          </th>
        </tr>
      </thead>
      <tbody>
        {foldCalls(calls)
          .toReversed()
          .map((call) => (
            <tr key={call.id} className={call.error === undefined ? '' : 'call-refused'}>
              <td>
                <time dateTime={call.at}>{clockSeconds(new Date(call.at), timeZone)}</time>
              </td>
              <td>{call.actor}</td>
              <td>
                <span className={`service service-${call.service}`}>{SERVICE_NAMES[call.service] ?? call.service}</span>{' '}
                {call.operation}
                {call.about !== '' && <span className="call-about">{` ${call.about}`}</span>}
                {call.times > 1 && <span className="call-times">{` × ${call.times}`}</span>}
                {call.error !== undefined && <span className="call-error">{` ${call.error}`}</span>}
              </td>
              <td className="number">{call.tookMs === undefined ? '' : tookText(call.tookMs)}</td>
            </tr>
          ))}
      </tbody>
    </table>
  );
});
