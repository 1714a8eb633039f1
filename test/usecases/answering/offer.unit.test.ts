import { describe, expect, it } from 'vitest';
import type { Catalog } from '../../../functions/core/catalog/catalog.ts';
import { parseAccessName, parseRoleArn } from '../../../functions/core/names.ts';
import { createOffer } from '../../../functions/usecases/answering/offer.ts';
import { aWorld } from '../../support/a-world.ts';
import { aCatalog, actor, aRule, U } from '../../support/builders.ts';

const DB = aRule({
  name: parseAccessName('prod-db'),
  arn: parseRoleArn('arn:aws:iam::222222222222:role/db'),
  requesters: [{ kind: 'user', id: U('random') }],
});

/** The name that the form shows as selected. */
const selected = async (catalog: Catalog, by: string, name?: string): Promise<string | undefined> => {
  const world = await aWorld({ catalog });
  const offer = createOffer({ catalog, directory: world.store.directory, clock: world.clock });
  const found = await offer({ actor: actor(by), ...(name === undefined ? {} : { name }) });
  return found.kind === 'offer' ? found.chosen?.name : found.kind;
};

describe('the request form', () => {
  it('has the only role selected', async () => {
    expect(await selected(aCatalog(), 'alice')).toBe('prod-s3');
  });

  it('has the role selected that is the only one for this user', async () => {
    expect(await selected(aCatalog([aRule(), DB]), 'alice')).toBe('prod-s3');
  });

  it('has nothing selected if the user can choose', async () => {
    expect(await selected(aCatalog([aRule(), DB]), 'random')).toBeUndefined();
    expect(await selected(aCatalog([aRule(), DB]), 'random', 'prod-db')).toBe('prod-db');
  });

  it('counts bundles as a choice', async () => {
    const name = parseAccessName('all-prod');
    const bundles = { [name]: { name, description: '', roles: [parseAccessName('prod-s3')] } };

    expect(await selected(aCatalog([aRule()], { bundles }), 'alice')).toBeUndefined();
  });

  it('does not replace a wrong name with the only role', async () => {
    expect(await selected(aCatalog(), 'alice', 'prod-s4')).toBeUndefined();
    expect(await selected(aCatalog([aRule(), DB]), 'alice', 'prod-db')).toBeUndefined();
  });
});
