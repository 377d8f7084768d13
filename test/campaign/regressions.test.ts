import { NAMED } from './named';
import { NAMED_ASSOCIATIONS } from './named-associations';
import { NAMED_PRESENCE } from './named-presence';

test.each(Object.entries({ ...NAMED, ...NAMED_ASSOCIATIONS, ...NAMED_PRESENCE }))('%s', async (_, problemOf) => {
  const problem = await problemOf();

  if (problem !== undefined) throw new Error(problem);
});
