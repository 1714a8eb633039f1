import type { CallRecord } from '@assume-bot/local-aws/types';
import { expectThat } from '../protocol.ts';
import type { Rehearsal } from '../rehearsal.ts';

/** A call of a function that IAM or a key refused, even if the function continued. */
const isRefusal = ({ caller, error }: CallRecord): boolean =>
  /assumed-role\/assume-bot-(slack-events|api|reconcile|sweep|manager)\//.test(caller) &&
  /Denied|NotImplemented|InvalidAction/.test(error ?? '');

/** Fails for an error in a log, and for a call that the permissions of the templates do not allow. */
export const functionsStep = (rehearsal: Rehearsal) =>
  rehearsal.protocol.step(
    'Check the logs of the functions, and that AWS refused none of their calls',
    async ({ saw }) => {
      const { aws, lines } = rehearsal.rehearsed;
      // Unsigned requests were sent on purpose, by the doctor too.
      const bad = lines.filter((line) => /"level":"(ERROR|WARN)"|Error:/.test(line) && !/"status":401/.test(line));
      expectThat(bad.length === 0, bad.join('\n'));
      const calls = aws.calls();
      const refused = calls
        .filter(isRefusal)
        .map(({ service, operation, message }) => `${service} ${operation}: ${message}`);
      expectThat(refused.length === 0, refused.join('\n'));
      saw(`${lines.length} log lines without an error or a warning, and ${calls.length} calls to AWS`);
    },
  );
