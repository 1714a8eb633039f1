import type { NotSeen } from '../doctor/facts.ts';
import { MATCHES, type Match } from './principals.ts';
import { admissions, type Judged, judgeSide, type Policies, type SourcedHit } from './sides.ts';
import type { PolicyRequest } from './statement.ts';
import { any, type Truth } from './truth.ts';

/** The sides of a decision, in the order in which a refusal is explained. */
export const SIDES = ['scp', 'rcp', 'identity', 'boundary', 'resource'] as const;
export type Side = (typeof SIDES)[number];

/** Everything that decides one call. */
export interface Decidable {
  readonly request: PolicyRequest;
  /** The account of the bucket, key or role. */
  readonly resourceAccount: string;
  readonly identity: Policies;
  /** Absent without a permissions boundary. */
  readonly boundary?: Policies;
  /** Service control policies by level, from the root to the account: every level must allow. */
  readonly scp: readonly Policies[];
  /** Resource control policies of the account of the resource: they can only deny here, since RCPFullAWSAccess always allows. */
  readonly rcp: Policies;
  /** A bucket policy, key policy or trust policy; no policies if there is none. */
  readonly resource: Policies;
  /** Keys and roles: their own policy must allow, even within one account. */
  readonly isResourceRequired?: boolean;
  /** Whether a grant of a KMS key gives the caller the operation: it admits as a key policy that names the role. */
  readonly grant?: { readonly truth: Truth; readonly unread: readonly NotSeen[] };
}

/** A reason for which a call is refused. */
export type Break =
  | { readonly kind: 'denied'; readonly side: Side; readonly hit: SourcedHit }
  /** `near`: the statements that would allow it if their conditions held. */
  | { readonly kind: 'missing'; readonly side: Side; readonly level: number; readonly near: readonly SourcedHit[] };

/** A reason for which a call cannot be judged. */
export interface Doubt {
  readonly side: Side;
  /** Whether an allowing statement may be missing; otherwise, a statement may deny. */
  readonly lacks: boolean;
  readonly judged: Judged;
}

export type Verdict =
  | { readonly result: 'allowed' }
  | { readonly result: 'denied'; readonly breaks: readonly Break[]; readonly doubts: readonly Doubt[] }
  | { readonly result: 'not_judged'; readonly doubts: readonly Doubt[] };

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
