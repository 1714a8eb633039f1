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

describe('the text after the user in a revocation', () => {
  it.each([
    ['PROD-S3 laptop lost', { target: 'prod-s3', why: 'laptop lost' }],
    ['Release laptop lost', { target: 'release', why: 'laptop lost' }],
    ['all laptop lost', { why: 'laptop lost' }],
    ['Everything laptop lost', { why: 'laptop lost' }],
    ['laptop lost', { why: 'laptop lost' }],
  ])('is parsed: %s', (text, read) => {
    expect(readRevocation(text, catalog)).toEqual({ kind: 'revocation', ...read });
  });

  it('is refused with a suggestion if it begins with a word similar to a bundle name', () => {
    expect(readRevocation('releas laptop lost', catalog)).toMatchObject({
      kind: 'unknown_access',
      nearest: ['release'],
    });
  });

  it('means all access if it begins with `all`, even if a role has a similar name', () => {
    const near = aCatalog([aRule({ name: parseAccessName('alll') })]);

    expect(readRevocation('all laptop lost', near)).toEqual({ kind: 'revocation', why: 'laptop lost' });
  });

  it('is refused if it contains no reason, regardless of the role names', () => {
    const short = aCatalog([aRule({ name: parseAccessName('db') })]);

    expect(readRevocation('  ', short)).toMatchObject({ kind: 'admin_reason_missing' });
    expect(readRevocation('all', catalog)).toMatchObject({ kind: 'admin_reason_missing' });
  });
});

describe('a target name', () => {
  it('matches requests for the target, for one of its roles, and for the roles of a bundle', () => {
    const of = (target: string, request: Request) => concerns(request, parseAccessName(target), catalog);

    expect(of('release', aRequest('release', 'left-the-catalog'))).toBe(true);
    expect(of('prod-s3', aRequest('release', 'prod-s3', 'prod-deploy'))).toBe(true);
    expect(of('release', aRequest('prod-deploy', 'prod-deploy'))).toBe(true);
    expect(of('prod-s3', aRequest('prod-deploy', 'prod-deploy'))).toBe(false);
    expect(of('constructor', aRequest('prod-deploy', 'prod-deploy'))).toBe(false);
  });
});
