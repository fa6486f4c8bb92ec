import { changePassword } from '#domain/identity';
import { personContext } from '../../support/contexts.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, PASSWORD } from '../../support/world.ts';

useStores();

test.each([
  ['password', '太常见或泄露过'],
  ['Password1', '太常见或泄露过'],
  ['woaini1314', '太常见或泄露过'],
  ['111111aa', '太常见或泄露过'],
  ['anfa2026', '太常见或泄露过'],
  ['qwertyuiop', '太常见或泄露过'],
  ['zhangsan1', '容易猜到'],
  ['1234567890', '全是数字'],
  ['aaaaaaaaaaaa', '同一个字符'],
  ['Zx3vQ2', '至少 8 位'],
])('「%s」 is no password even of a regulator: %s', async (password, why) => {
  const { actors } = await buildWorld();
  const change = changePassword(personContext(actors.regulator), { current: PASSWORD, password });
  await expect(change).rejects.toMatchObject({ fields: { password: expect.stringContaining(why) } });
});

test('ten characters nobody lists are one, and shorter ones that are hard to guess', async () => {
  const { actors } = await buildWorld();
  const ctx = personContext(actors.regulator);
  await changePassword(ctx, { current: PASSWORD, password: 'Changed-now-1' });
  await changePassword(ctx, { current: 'Changed-now-1', password: 'tR7#kq9zV' });
});
