import type { Catalog, RoleConditions, RoleRule } from '../../core/catalog/catalog.ts';
import { own, rulesOf } from '../../core/catalog/lookup.ts';
import { defined } from '../../core/defined.ts';
import type { SlackUserId } from '../../core/names.ts';
import { readNetwork } from './networks.ts';
import type { Source } from './read.ts';
import type { Maps, RuleContext } from './rule-context.ts';
import { minutesOf } from './schema-parts.ts';

const SECONDS_PER_MINUTE = 60;

const KEYS = ['mfa', 'sourceIp', 'vpc', 'principalOrgId'] as const;

type Written = NonNullable<Maps['conditions']>;

const compileNetworks = (networks: readonly string[], { source, pathOf }: RuleContext): readonly string[] => {
  const path = pathOf('conditions', 'sourceIp');
  const read = networks.flatMap((text, index) => {
    const network = readNetwork(text);
    if (network.kind === 'wrong') {
      source.problem([...path, index], network.why);
      return [];
    }
    if (network.isPrivate)
      source.problem(
        [...path, index],
        `${text} is private, and AWS sees public addresses only, so no call could ever match; use the address of the NAT, or vpc`,
      );
    if (network.isEverything)
      source.warning(
        [...path, index],
        `${text} matches every address, so it only refuses calls through a VPC endpoint`,
      );
    return [network.cidr];
  });
  return [...new Set(read)];
};

/** Reads the conditions of a role. Reports combinations that no call could meet. */
export const compileConditions = (
  { mfa, sourceIp, vpc, principalOrgId }: Written,
  context: RuleContext,
): RoleConditions | undefined => {
  const { source, pathOf, isAbsent, hasProblem } = context;
  if (KEYS.every((key) => isAbsent('conditions', key)) && !hasProblem('conditions'))
    source.problem(pathOf('conditions'), `there is no condition; expected ${KEYS.join(', ')}, or conditions: false`);
  if (sourceIp !== undefined && vpc !== undefined)
    source.problem(
      pathOf('conditions', 'vpc'),
      `no call could ever match both sourceIp (line ${source.at(pathOf('conditions', 'sourceIp'))?.at.line}) and vpc: a call through a VPC endpoint has no public address; keep one of them`,
    );
  else if (vpc !== undefined)
    source.warning(
      pathOf('conditions', 'vpc'),
      'Switch Role in the console does not come from a VPC, so it is refused, and messages have no button for it',
    );
  const maxAge = mfa === true ? undefined : mfa?.maxAge;
  const compiled = defined({
    mfa: mfa && defined({ maxAgeSeconds: maxAge === undefined ? undefined : minutesOf(maxAge) * SECONDS_PER_MINUTE }),
    sourceIp: sourceIp && compileNetworks(sourceIp, context),
    vpc: vpc && [...new Set(vpc)],
    principalOrgId,
  });
  return Object.keys(compiled).length === 0 ? undefined : compiled;
};

const WHY_NO_MFA =
  'sessions of federated users and of IAM Identity Center never have a second factor in AWS, so the role could never be assumed';

/** The users who could hold a role, as far as the file names them. */
const holdersOf = ({ requesters, emergency }: RoleRule, people: Catalog['people']) => {
  const all = [...requesters, ...(emergency?.requesters ?? [])];
  const named = [...new Set(all.flatMap((one) => (one.kind === 'user' ? [one.id] : [])))];
  const isOpen = all.some(({ kind }) => kind === 'everyone');
  return { named, isOpen, listed: isOpen ? (Object.keys(people) as SlackUserId[]) : named };
};

/** Reports users who could never meet the conditions of a role that they may request. */
export const checkConditions = (
  { people, byEmail, roles }: Pick<Catalog, 'people' | 'byEmail' | 'roles'>,
  source: Source,
): void => {
  for (const rule of rulesOf({ roles })) {
    if (rule.conditions?.mfa === undefined) continue;
    const { named, isOpen, listed } = holdersOf(rule, people);
    const isFederated = (id: SlackUserId): boolean => own(people, id)?.kind === 'federated';
    const path = ['roles', rule.name];
    const excluded = named.filter(isFederated);
    const others = listed.filter((id) => isFederated(id) && !named.includes(id));
    if (excluded.length > 0)
      source.problem(
        path,
        `conditions.mfa can never be met by ${excluded.join(', ')}, who may request it: ${WHY_NO_MFA}`,
      );
    else if (isOpen && byEmail === undefined && others.length > 0 && others.length === listed.length)
      source.problem(path, `conditions.mfa can never be met by any user of people: ${WHY_NO_MFA}`);
    else if (others.length > 0) source.warning(path, `conditions.mfa excludes ${others.join(', ')}: ${WHY_NO_MFA}`);
  }
};
