import { compactJson } from '../../model/compact-json.ts';
import type { PolicyStatement } from '../../model/policy-document.ts';
import {
  concernsRole,
  type InForce,
  inForce,
  isOurPolicy,
  isOurStatement,
  type Purpose,
  purposeOf,
} from '../../model/statements.ts';
import type { AwsView, InlinePolicy } from '../../protocol.ts';
import { useNow } from '../live/use-now.ts';
import { TEXT } from '../text.ts';

/** The width of the pane in characters. */
const STATEMENT_WIDTH = 49;

const EFFECTS: Record<Purpose, Record<InForce, string>> = TEXT.policies.effect;

/** The current effect of a statement of the bot. */
const CurrentEffect = ({ statement }: { statement: PolicyStatement }) => {
  const state = inForce(statement, useNow(1000));
  return <span className={`doing doing-${state.replace(' ', '-')}`}>{EFFECTS[purposeOf(statement)][state]}</span>;
};

const Statement = ({ statement, isOurs }: { statement: PolicyStatement; isOurs: boolean }) => (
  <li className={isOurs ? 'statement statement-ours' : 'statement'}>
    <span className="statement-owner">{isOurs ? TEXT.policies.ours : TEXT.policies.notOurs}</span>
    {isOurs && <CurrentEffect statement={statement} />}
    <pre>{compactJson(statement, STATEMENT_WIDTH)}</pre>
  </li>
);

interface PolicyProps {
  readonly title: string;
  readonly name?: string;
  readonly statements: readonly PolicyStatement[];
  readonly isOurs: (statement: PolicyStatement) => boolean;
  readonly absent?: string;
}

const Policy = ({ title, name, statements, isOurs, absent }: PolicyProps) => (
  <section className="policy" aria-label={name === undefined ? title : `${title}, ${name}`}>
    <h3>
      {title}
      {name !== undefined && <code className="policy-name">{name}</code>}
    </h3>
    {statements.length === 0 ? (
      <p className="empty">{absent}</p>
    ) : (
      <ul>
        {statements.map((statement, index) => (
          <Statement
            key={statement.Sid ?? `${name ?? title}-${index}`}
            statement={statement}
            isOurs={isOurs(statement)}
          />
        ))}
      </ul>
    )}
  </section>
);

/** Whether the bot's inline policy of a user, which is one for all roles, names this role. */
const isFor = ({ name, statements }: InlinePolicy, arn: string): boolean =>
  isOurPolicy(name) && concernsRole(statements, arn);

/** The policies that grant and end access: trust policy, session guard and identity policies. */
export const Policies = ({ aws, arn, userId }: { aws: AwsView; arn: string; userId: string }) => {
  if (aws.found === undefined) return <p className="empty">{TEXT.policies.noRole(arn)}</p>;
  const { trust, policies, attached } = aws.found;
  const guards = policies.filter(({ name }) => isOurPolicy(name));
  const others = policies.filter(({ name }) => !isOurPolicy(name));
  const people = aws.people.filter(
    ({ slackId, policies: theirs }) => slackId === userId || theirs.some((policy) => isFor(policy, arn)),
  );
  return (
    <>
      <Policy
        title={TEXT.policies.trust}
        statements={trust}
        isOurs={isOurStatement}
        absent={TEXT.policies.trustEmpty}
      />
      {guards.length === 0 ? (
        <Policy title={TEXT.policies.guard} statements={[]} isOurs={() => true} absent={TEXT.policies.guardEmpty} />
      ) : (
        guards.map(({ name, statements }) => (
          <Policy key={name} title={TEXT.policies.guard} name={name} statements={statements} isOurs={() => true} />
        ))
      )}
      {people.flatMap(({ arn: userArn, name, policies: theirs }) => {
        const ours = theirs.filter((policy) => isFor(policy, arn));
        const foreign = theirs.filter((policy) => !isOurPolicy(policy.name));
        const title = TEXT.policies.user(name);
        const absent = TEXT.policies.userEmpty(name);
        return [
          ...(ours.length === 0
            ? [<Policy key={userArn} title={title} statements={[]} isOurs={() => true} absent={absent} />]
            : ours.map((policy) => (
                <Policy key={`${userArn}/${policy.name}`} title={title} isOurs={() => true} {...policy} />
              ))),
          ...foreign.map((policy) => (
            <Policy key={`${userArn}/${policy.name}`} title={title} isOurs={() => false} {...policy} />
          )),
        ];
      })}
      {others.map(({ name, statements }) => (
        <Policy key={name} title={TEXT.policies.inline} name={name} statements={statements} isOurs={() => false} />
      ))}
      {attached.length > 0 && (
        <section className="policy" aria-label={TEXT.policies.attachedLabel}>
          <h3>{TEXT.policies.attached}</h3>
          <p className="attached">
            {attached.map((policy) => (
              <code key={policy}>{policy}</code>
            ))}
          </p>
        </section>
      )}
    </>
  );
};
