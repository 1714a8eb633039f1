import { describe, expect, it } from 'vitest';
import { nearest } from '../../functions/core/nearest.ts';

const roles = ['prod-s3', 'prod-deploy', 'prod-db-admin', 'staging-s3', 'tf-state'] as const;

describe('nearest names', () => {
  it.each([
    ['prod-s4', 'prod-s3'],
    ['pord-s3', 'prod-s3'],
    ['prods3', 'prod-s3'],
    ['PROD-S3', 'prod-s3'],
    ['s3-prod', 'prod-s3'],
    ['prod_s3', 'prod-s3'],
    ['tfstate', 'tf-state'],
    ['db-admin', 'prod-db-admin'],
  ])('suggest for %s first %s', (written, meant) => {
    const found = nearest(written, roles);

    expect(found[0]).toBe(meant);
  });

  it('are empty if no name is similar', () => {
    expect(nearest('kubernetes', roles)).toEqual([]);
    expect(nearest('', roles)).toEqual([]);
  });

  it('are at most three, in an order that does not depend on the catalog', () => {
    const many = ['prod-e', 'prod-b', 'prod-d', 'prod-a', 'prod-c'];

    const found = nearest('prod-x', many);

    expect(found).toEqual(['prod-a', 'prod-b', 'prod-c']);
    expect(nearest('prod-x', [...many].reverse())).toEqual(found);
  });
});
