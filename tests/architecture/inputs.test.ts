import { inputs } from '../support/inputs.ts';

describe('what a command is given', () => {
  // A form leaves out what is left empty, a chat what was not said: the schema asks for it in words people read.
  test('is asked for in Chinese wherever it is missing', async () => {
    const found = await inputs();
    expect(found.length).toBeGreaterThan(100);
    const silent = found.flatMap(([name, schema]) => {
      const { error } = schema.safeParse({});
      return (error?.issues ?? [])
        .filter(({ message }) => !/\p{Script=Han}/u.test(message))
        .map(({ path, message }) => `${name}.${path.join('.')}: ${message}`);
    });
    expect(silent).toEqual([]);
  });
});
