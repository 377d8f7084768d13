import { NAMED } from './named';
import { NAMED_ASSOCIATIONS } from './named-associations';

test.each(Object.entries({ ...NAMED, ...NAMED_ASSOCIATIONS }))('%s', async (_, problemOf) => {
  const problem = await problemOf();

  if (problem !== undefined) throw new Error(problem);
});
