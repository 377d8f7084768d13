import { NAMED, problemOf } from './named';

test.each(Object.entries(NAMED))('%s', async (_, named) => {
  const problem = await problemOf(named);

  if (problem !== undefined) throw new Error(problem);
});
