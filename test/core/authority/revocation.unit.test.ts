import { describe, expect, it } from 'vitest';
import { concerns, readRevocation } from '../../../functions/core/authority/revocation.ts';
import { parseAccessName, parseRoleArn } from '../../../functions/core/names.ts';
import type { Request } from '../../../functions/core/request/request.ts';
import { aCatalog, aRule, U } from '../../support/builders.ts';

const deploy = aRule({
  name: parseAccessName('prod-deploy'),
  arn: parseRoleArn('arn:aws:iam::222222222222:role/deploy'),
  approvers: [{ kind: 'user', id: U('random') }],
});
const release = { name: parseAccessName('release'), description: '', roles: [aRule().name, deploy.name] };
const catalog = aCatalog([aRule(), deploy], { bundles: { [release.name]: release } });
const aRequest = (target: string, ...roles: readonly string[]): Request =>
  ({ requested: { target, roles: roles.map((name) => ({ name })) } }) as never;

describe('what follows the person in a revocation', () => {
  it.each([
    ['PROD-S3 laptop lost', { target: 'prod-s3', why: 'laptop lost' }],
    ['Release laptop lost', { target: 'release', why: 'laptop lost' }],
    ['all laptop lost', { why: 'laptop lost' }],
    ['Everything laptop lost', { why: 'laptop lost' }],
    ['laptop lost', { why: 'laptop lost' }],
  ])('is read: %s', (text, read) => {
    expect(readRevocation(text, catalog)).toEqual({ kind: 'revocation', ...read });
  });

  it('that is nearly the name of a bundle is asked about, too', () => {
    expect(readRevocation('releas laptop lost', catalog)).toMatchObject({
      kind: 'unknown_access',
      nearest: ['release'],
    });
  });

  it('that says everything is taken at its word, though a role is called nearly so', () => {
    const near = aCatalog([aRule({ name: parseAccessName('alll') })]);

    expect(readRevocation('all laptop lost', near)).toEqual({ kind: 'revocation', why: 'laptop lost' });
  });

  it('refuses an empty text as a missing reason, for all role names', () => {
    const short = aCatalog([aRule({ name: parseAccessName('db') })]);

    expect(readRevocation('  ', short)).toMatchObject({ kind: 'admin_reason_missing' });
    expect(readRevocation('all', catalog)).toMatchObject({ kind: 'admin_reason_missing' });
  });
});

describe('a request', () => {
  it('concerns a name by what was asked for, by each of its roles, and by those of a bundle', () => {
    const of = (target: string, request: Request) => concerns(request, parseAccessName(target), catalog);

    expect(of('release', aRequest('release', 'left-the-catalog'))).toBe(true);
    expect(of('prod-s3', aRequest('release', 'prod-s3', 'prod-deploy'))).toBe(true);
    expect(of('release', aRequest('prod-deploy', 'prod-deploy'))).toBe(true);
    expect(of('prod-s3', aRequest('prod-deploy', 'prod-deploy'))).toBe(false);
    expect(of('constructor', aRequest('prod-deploy', 'prod-deploy'))).toBe(false);
  });
});
