import { record } from '#domain/journal';
import { followFirms, peekEnterprise } from '#domain/organisations';
import { type Tenancy, TenancyModel } from './tenancy.model.ts';
import { tenancies } from './tenancy.ts';

/**
 * One of the two has moved to another park, or is back: from then on somebody has to say whether the tenancy is over. In a
 * merger the firms come one after the other, so it ends by itself for nobody.
 */
followFirms(async (ctx, enterpriseId) => {
  const open = { isOpen: true, $or: [{ enterpriseId }, { tenantId: enterpriseId }] };
  const found = await TenancyModel.find(open).sort({ _id: 1 }).lean<Tenancy[]>();
  // One that cannot be changed keeps no firm from moving.
  for (const row of await tenancies.changeable(ctx, found)) {
    const landlord = await peekEnterprise(row.enterpriseId);
    const tenant = await peekEnterprise(row.tenantId);
    if (landlord === undefined || tenant === undefined) continue;
    const isApart = landlord.parkId !== tenant.parkId;
    if (isApart === (row.apartSince !== undefined)) continue;
    const change = isApart ? { $set: { apartSince: ctx.now } } : { $unset: { apartSince: 1 } };
    const after = await TenancyModel.findOneAndUpdate(
      { _id: row._id },
      { ...change, $inc: { version: 1 } },
      { returnDocument: 'after' },
    )
      .lean<Tenancy>()
      .orFail();
    await tenancies.keepClocks(ctx, after);
    const of = { subject: tenancies.subjectOf(row), about: tenancies.about(row) };
    await record(ctx, { name: 'tenancies.parted', ...of, facts: { isApart, said: isApart ? '' : '又在同一个园区了' } });
  }
});
