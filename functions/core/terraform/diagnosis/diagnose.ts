import { defined } from '../../defined.ts';
import type { RoleArn } from '../../names.ts';
import type { SourcedPolicy } from '../../policy/sides.ts';
import type { PolicyDocument } from '../../trust/documents.ts';
import { assumeCalls } from './assume-calls.ts';
import type { TerraformCall } from './calls.ts';
import { changedPolicies } from './changed-policies.ts';
import { placeKey, placeOf } from './changes.ts';
import type { Diagnosis, DiagnosisFinding, Outcome } from './diagnosis.ts';
import { doubtProblems } from './doubt-problems.ts';
import { type StateFacts, statesOf, type TerraformFacts } from './facts.ts';
import { grantProblems } from './grant-problems.ts';
import { type JudgedCall, judgeCall } from './judge.ts';
import { mergeUnread } from './merge-unread.ts';
import { withObjectKeys } from './object-key-problems.ts';
import { broken, type StateProblem } from './problems.ts';
import { standingProblems } from './standing.ts';
import { stateCalls } from './state-calls.ts';
import { bucketProblems, keyProblems, ownerProblems, settingProblems } from './state-problems.ts';

/** The calls of Terraform in order: the backend first, then states of others, then the providers. */
const callsOf = (facts: TerraformFacts): readonly TerraformCall[] => [
  ...statesOf(facts).flatMap((state) => {
    const { role: name, region } = state.settings;
    return [
      ...assumeCalls(facts, { step: 'assume', name, arn: state.roleArn, region }),
      ...(isReachable(facts, state) ? stateCalls(facts, state) : []),
    ];
  }),
  ...facts.providers.flatMap(({ role: name, arn, region }) =>
    assumeCalls(facts, { step: 'provider', name, arn, region }),
  ),
];

/** Whether there is anything to judge: a role and a bucket that do not exist refuse every call. */
const isReachable = ({ roles }: TerraformFacts, { roleArn, bucket }: StateFacts): boolean =>
  roles[roleArn]?.kind !== 'missing' && bucket.policy.kind !== 'missing';

/** Every deployed policy that a change may edit, by its place. */
const deployedPolicies = (judged: readonly JudgedCall[]): ReadonlyMap<string, PolicyDocument> => {
  const all = judged.flatMap(({ call: { decidable } }): readonly SourcedPolicy[] =>
    decidable === undefined
      ? []
      : [decidable.identity, decidable.boundary, ...decidable.scp, decidable.rcp, decidable.resource].flatMap(
          (side) => side?.policies ?? [],
        ),
  );
  const found = new Map<string, PolicyDocument>();
  // The first is kept: later calls may see only what a bucket policy denies.
  for (const { source, document } of all) {
    const key = placeKey(placeOf(source));
    if (!found.has(key)) found.set(key, document);
  }
  return found;
};

function* missingRoles({ roles }: TerraformFacts): Generator<StateProblem, void, void> {
  for (const [arn, role] of Object.entries(roles))
    if (role.kind === 'missing') yield broken('state_role_missing', { arn });
}

/** The path of a state in the catalog. */
const placeInCatalog = ({ bundle, readOnly }: TerraformFacts, state: StateFacts): string =>
  `bundles.${bundle}.terraform.${state.isReadOnly ? `readOnly.${readOnly.indexOf(state)}` : 'state'}`;

const stateProblems = (
  facts: TerraformFacts,
  state: StateFacts,
  judged: readonly JudgedCall[],
): readonly StateProblem[] => {
  const own = judged.filter(({ call }) => call.state === state);
  const at = placeInCatalog(facts, state);
  return [
    ...bucketProblems(at, state, own),
    ...keyProblems(at, state, own),
    ...ownerProblems(state, own),
    ...withObjectKeys(state, own, state.roleArn),
    ...doubtProblems(own, state.roleArn, state),
    ...(state.isReadOnly ? [] : [...settingProblems(at, state), ...standingProblems(facts, state)]),
  ];
};

const problemsOf = (facts: TerraformFacts, judged: readonly JudgedCall[]): readonly StateProblem[] => {
  const assumed = judged.filter(({ call }) => call.state === undefined);
  return [
    ...missingRoles(facts),
    ...grantProblems(facts, assumed),
    ...doubtProblems(assumed, (assumed[0]?.call.resource ?? '') as RoleArn, undefined),
    ...statesOf(facts).flatMap((state) => stateProblems(facts, state, judged)),
  ];
};

/** Whether no role and no part of the bucket could be read. */
const isBlind = ({ roles, state }: TerraformFacts): boolean => {
  const parts = state === undefined ? [] : [state.bucket.policy, state.bucket.ownership, state.bucket.encryption];
  const all = [...Object.values(roles), ...parts];
  return all.length > 0 && all.every(({ kind }) => kind === 'not_seen');
};

const outcomeOf = (findings: readonly StateProblem[], judged: readonly JudgedCall[]): Outcome => {
  const isBroken =
    findings.some(({ severity }) => severity === 'error') ||
    judged.some(({ result, call }) => result === 'denied' && !call.isOptional);
  if (isBroken) return 'broken';
  const isOpen = findings.some(({ isDoubt }) => isDoubt) || judged.some(({ result }) => result === 'not_judged');
  return isOpen ? 'not_judged' : 'works';
};

const RANK = { error: 0, warning: 1, note: 2 } as const;

/**
 * Walks the path of Terraform over what is deployed, in its order, and says what stops it: facts in, findings out. The first error
 * is what stops Terraform first.
 */
export const diagnoseTerraform = (facts: TerraformFacts): Diagnosis => {
  const judged = callsOf(facts).map(judgeCall);
  const problems = mergeUnread(problemsOf(facts, judged));
  const about = `bundle ${facts.bundle}`;
  const findings = problems
    .map(({ code, unread: _, ...rest }): DiagnosisFinding => ({ code, about, ...rest }))
    .toSorted((a, b) => RANK[a.severity] - RANK[b.severity] || (a.step ?? -1) - (b.step ?? -1));
  return {
    outcome: outcomeOf(problems, judged),
    isBlind: isBlind(facts),
    steps: judged.map(({ call: { step, what, action, resource, isOptional }, result }) => ({
      ...{ step, what, action, resource, result },
      ...defined({ isOptional }),
    })),
    findings,
    policies: changedPolicies(
      findings.filter(({ severity }) => severity === 'error').flatMap(({ changes }) => changes),
      deployedPolicies(judged),
    ),
  };
};
