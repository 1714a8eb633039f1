import { expect, it } from 'vitest';
import { startProgram } from './testing/start-program.ts';

it('serves the page alone', async () => {
  const url = await startProgram();

  const response = await fetch(url);

  expect(response.status).toBe(200);
  expect(await response.text()).toContain('/console/console.js');
});
