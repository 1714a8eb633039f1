import type { NotSeen } from '../doctor/facts.ts';
import { MATCHES, type Match } from './principals.ts';
import { admissions, type Judged, judgeSide, type SourcedHit } from './sides.ts';
import { any, type Truth } from './truth.ts';
import type { Break, Decidable, Doubt, Side, Verdict } from './verdict.ts';

interface Sides {
  readonly scp: readonly Judged[];
  readonly rcp: Judged;
  readonly identity: Judged;
  readonly boundary: Judged | undefined;
  readonly resource: Judged;
  readonly unreadGrants: readonly NotSeen[];
  readonly admitted: Readonly<Record<Match, Truth>>;
}

/** The sides that refuse a call if what is not known is read in favor of the caller, or against the caller. */
type Reading = (truth: Truth) => boolean;
const inFavor: Reading = (truth) => truth !== 'no';
const against: Reading = (truth) => truth === 'yes';

const listed = (sides: Sides): readonly (readonly [Side, Judged])[] => [
  ...sides.scp.map((one) => ['scp', one] as const),
  ['rcp', sides.rcp],
  ['identity', sides.identity],
  ...(sides.boundary === undefined ? [] : [['boundary', sides.boundary] as const]),
  ['resource', sides.resource],
];

/** The sides besides SCPs that must allow, given how the resource policy names the caller. */
const mustAllow = (
  { request, resourceAccount, isResourceRequired }: Decidable,
  closest: Match | undefined,
): readonly Side[] => {
  const resource: readonly Side[] = closest === undefined ? ['resource'] : [];
  if (request.caller.accountId !== resourceAccount) return ['identity', 'boundary', ...resource];
  const needed = isResourceRequired ? resource : [];
  if (closest === 'session' || closest === 'user') return [];
  return closest === 'role' || closest === 'everyone' ? ['boundary'] : ['identity', 'boundary', ...needed];
};

/** The sides that lack an allowing statement under a reading. Source: AWS, IAM User Guide, "Policy evaluation logic". */
const lacking = (all: Decidable, sides: Sides, allows: Reading): readonly (readonly [Side, number])[] => {
  const closest = MATCHES.find((match) => allows(sides.admitted[match]));
  const scp = sides.scp.flatMap(({ allow }, level) => (allows(allow) ? [] : [['scp', level] as const]));
  const own = mustAllow(all, closest).flatMap((side): readonly (readonly [Side, number])[] => {
    if (side === 'resource') return [[side, 0]];
    const judged = side === 'boundary' ? sides.boundary : sides.identity;
    return judged === undefined || allows(judged.allow) ? [] : [[side, 0]];
  });
  return [...scp, ...own];
};

const judgedOf = (sides: Sides, side: Side, level: number): Judged => {
  if (side === 'scp') return sides.scp[level] ?? sides.rcp;
  if (side === 'resource') return { ...sides.resource, unread: [...sides.resource.unread, ...sides.unreadGrants] };
  return side === 'boundary' ? (sides.boundary ?? sides.identity) : sides[side];
};

const isAllow = ({ statement }: SourcedHit): boolean => statement.Effect === 'Allow';

const doubtsOf = (all: Decidable, sides: Sides): readonly Doubt[] => {
  const isCertain = new Set(lacking(all, sides, inFavor).map(String));
  const open = lacking(all, sides, against).flatMap(([side, level]): readonly Doubt[] =>
    isCertain.has(String([side, level])) ? [] : [{ side, lacks: true, judged: judgedOf(sides, side, level) }],
  );
  const denying = listed(sides).flatMap(([side, judged]): readonly Doubt[] =>
    judged.deny === 'unknown' ? [{ side, lacks: false, judged }] : [],
  );
  return [...denying, ...open];
};

const sidesOf = ({ request, grant, ...all }: Decidable): Sides => {
  const resource = judgeSide(all.resource, request);
  const named = admissions(resource);
  return {
    scp: all.scp.map((level) => judgeSide(level, request)),
    rcp: judgeSide(all.rcp, request),
    identity: judgeSide(all.identity, request),
    boundary: all.boundary && judgeSide(all.boundary, request),
    resource,
    unreadGrants: grant?.unread ?? [],
    admitted: grant === undefined ? named : { ...named, role: any([named.role, grant.truth]) },
  };
};

/**
 * Decides one call as AWS does, with three results. An explicit deny wins. What is not known is read in favor of the caller, and
 * then against the caller: only if both readings agree, the call is judged.
 */
export const decide = (all: Decidable): Verdict => {
  const sides = sidesOf(all);
  const denied = listed(sides).flatMap(([side, { hits }]) =>
    hits
      .filter((hit) => hit.statement.Effect === 'Deny' && hit.truth === 'yes')
      .map((hit): Break => ({ kind: 'denied', side, hit })),
  );
  const missing = lacking(all, sides, inFavor).map(
    ([side, level]): Break => ({
      kind: 'missing',
      side,
      level,
      near: judgedOf(sides, side, level).hits.filter(isAllow),
    }),
  );
  const doubts = doubtsOf(all, sides);
  const breaks = [...denied, ...missing];
  if (breaks.length > 0) return { result: 'denied', breaks, doubts };
  return doubts.length > 0 ? { result: 'not_judged', doubts } : { result: 'allowed' };
};
