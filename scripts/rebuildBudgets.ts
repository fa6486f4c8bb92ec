import mongoose from 'mongoose';
import { rebuildBudgets } from '#domain/insurance';
import { systemContext } from '#kernel/context';
import { newId } from '#kernel/ids';
import { yuanOf } from '#kernel/money';
import { openStore } from './migrate.ts';
import { loadModels } from './migrations/collections.ts';

/** Sets budgets of prevention services that differ from their entries to what the entries come to; people go on working. */
await loadModels();
await openStore();
try {
  const done = await rebuildBudgets(systemContext(new Date(), 'budgets', newId()));
  for (const { policyReference, year, says, entries } of done)
    console.log(
      `${policyReference} 第 ${year} 年：可用 ${yuanOf(says.availableFen)} 改为 ${yuanOf(entries.availableFen)}`,
    );
  console.log(done.length === 0 ? '全部相符' : `重算了 ${done.length} 个保险年度`);
} finally {
  await mongoose.disconnect();
}
