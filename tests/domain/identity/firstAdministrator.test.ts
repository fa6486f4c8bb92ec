import { acceptInvitation, inviteFirstAdministrator, signIn } from '#domain/identity';
import { findTrail } from '#domain/journal';
import { clockContext, personContext, visitorContext } from '../../support/contexts.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, PASSWORD } from '../../support/world.ts';

useStores();
const first = { name: '韦主任', phone: '13700000001' };

describe('the first administrator of an installation', () => {
  it('is invited by Anfa itself, again while the code was not used, and then never again', async () => {
    await inviteFirstAdministrator(clockContext(), first);
    const { code } = await inviteFirstAdministrator(clockContext(), first);
    await acceptInvitation(visitorContext(), { phone: first.phone, code, password: PASSWORD });
    const signedIn = await signIn(visitorContext(), { phone: first.phone, password: PASSWORD }, { requireTotp: true });
    expect(signedIn).toMatchObject({ needsTotp: false, mustEnrolTotp: true });
    const { personId } = signedIn as { personId: string };
    expect((await findTrail({ kind: 'person', id: personId })).map((event) => event.name)).toContain(
      'identity.invited',
    );
    const again = inviteFirstAdministrator(clockContext(), { name: '另一个', phone: '13700000002' });
    await expect(again).rejects.toMatchObject({ code: 'identity.has-administrator' });
  });

  it('is invited by no person', async () => {
    const { actors } = await buildWorld();
    for (const actor of Object.values(actors)) {
      await expect(inviteFirstAdministrator(personContext(actor), first)).rejects.toMatchObject({ kind: 'Forbidden' });
    }
  });
});
