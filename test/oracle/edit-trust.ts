import type { Principal } from '../../functions/core/catalog/catalog.ts';
import type { RoleArn } from '../../functions/core/names.ts';
import type { Statement } from '../../functions/core/trust/documents.ts';
import { DEFAULT_HUB } from '../../functions/core/trust/policy-names.ts';
import { isOurs, trustFederated, trustUsers, withSids } from '../../functions/core/trust/statements.ts';
import type { World } from '../support/a-world.ts';
import { UTILS } from '../support/builders.ts';
import { IDENTITIES, identityArn, ROLE_ARNS } from './a-setup.ts';
import { FOREIGN_SID } from './aws-decisions.ts';
import type { OutsideEvent } from './outside-events.ts';
import type { Step } from './steps.ts';

const FORGED: readonly Principal[] = [IDENTITIES.random, IDENTITIES.erin].flatMap((one) => one ?? []);

const forgeries = (now: Date): readonly Statement[] => {
  const timeBox = { startsAt: new Date(0), endsAt: new Date('2031-01-01T00:00:00Z') };
  return FORGED.map((one) =>
    one.kind === 'iam-user' ? trustUsers([one], timeBox, now) : trustFederated(one, timeBox, now),
  );
};

/** Edits the trust policy of a role as another principal would. Does nothing if the role does not exist. */
export const editTrust = (
  { iam, clock }: World,
  { edit, role: index }: Extract<Step, { kind: 'foreign' }>,
  at: number,
): readonly OutsideEvent[] => {
  const roleArn = ROLE_ARNS[index % ROLE_ARNS.length] as RoleArn;
  const trust = iam.trust(roleArn);
  if (trust === undefined) return [];
  const write = (Statement: readonly Statement[]) => iam.editTrust(roleArn, { ...trust, Statement });
  switch (edit) {
    case 'untrust':
      write(trust.Statement.filter((one) => !isOurs(one, DEFAULT_HUB)));
      return [{ kind: 'untrusted', at, roleArn }];
    case 'open to all': {
      const Principal = { AWS: `arn:aws:iam::${UTILS}:root` };
      const others = trust.Statement.filter(({ Sid }) => Sid !== FOREIGN_SID);
      write([...others, { Sid: FOREIGN_SID, Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }]);
      return [{ kind: 'open_to_all', at, roleArn }];
    }
    case 'forge':
      write(withSids([...trust.Statement, ...forgeries(clock.now())], DEFAULT_HUB));
      return FORGED.map((one): OutsideEvent => ({ kind: 'forged', at, roleArn, identity: identityArn(one) }));
    default:
      return edit satisfies never;
  }
};
