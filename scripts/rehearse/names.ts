export const HUB = '999999999999';
export const ACCOUNTS = { utils: '111111111111', prod: '222222222222', data: '333333333333' } as const;
/** An account without workloads, for the assumptions about AWS. */
export const SANDBOX = '444444444444';
export const BOUNDARY = 'organization-boundary';
export const OPERATOR_ROLE = `arn:aws:iam::${HUB}:role/operators`;
/** The role that an operator uses to remove the bot. It exists in each account of the catalog. */
export const REMOVAL_ROLE = 'remove-assume-bot';
export const DEPLOYER = 'platform-deployer';
export const CANARY_ROLE = `arn:aws:iam::${ACCOUNTS.prod}:role/canary`;
export const CANARY_USER = `arn:aws:iam::${ACCOUNTS.utils}:user/canary-user`;
export const CONTRACTOR = `arn:aws:iam::${ACCOUNTS.utils}:role/Contractor`;
export const DEVELOPER = `arn:aws:iam::${ACCOUNTS.utils}:role/aws-reserved/sso.amazonaws.com/eu-central-1/AWSReservedSSO_Developer_0123456789abcdef`;
