import * as z from 'zod';
import { field } from './field.ts';
import { duration, matching } from './schema-parts.ts';

/** `203.0.113.0/24`, `2001:db8::/32`, or one address. The compiler checks the numbers. */
const CIDR = /^[0-9A-Fa-f.:]{2,45}(?:\/\d{1,3})?$/;

const mfaSchema = z.strictObject({
  maxAge: duration('How old the second factor may be. Default: of any age', '1h', {
    minutes: 36 * 60,
    why: 'sessions with a second factor last at most 36 hours',
  }),
});

/** Conditions that each AssumeRole call must meet. */
export const conditionsSchema = z.strictObject({
  mfa: field(
    z.union([mfaSchema, z.literal(true)]).optional(),
    'true, or a map such as { maxAge: 1h }',
    'Requires a second factor (MFA). Only IAM users can have one: sessions of federated users and of IAM Identity Center never do. Programs that cannot ask for a code, such as Terraform, need a session with MFA as their source (aws sts get-session-token)',
    { maxAge: '1h' },
  ),
  sourceIp: field(
    z.array(matching(CIDR)).min(1).max(20).optional(),
    'a list of public networks such as [ 203.0.113.0/24, "2001:db8::/32" ]',
    'The public networks that calls must come from. Calls through a VPC endpoint do not have such an address',
    ['203.0.113.0/24'],
  ),
  vpc: field(
    z
      .array(matching(/^vpc-[0-9a-f]{8}(?:[0-9a-f]{9})?$/))
      .min(1)
      .max(20)
      .optional(),
    'a list of VPC ids such as [ vpc-0a1b2c3d4e5f60718 ]',
    'The VPCs that calls must come from, through an interface endpoint of STS. Switch Role in the console never does',
    ['vpc-0a1b2c3d4e5f60718'],
  ),
  principalOrgId: field(
    matching(/^o-[a-z0-9]{10,32}$/).optional(),
    'the id of an organization, such as o-a1b2c3d4e5',
    'The organization in AWS Organizations that the account of the user must belong to',
    'o-a1b2c3d4e5',
  ),
});
