import mongoose from 'mongoose';
import { type Anchor, readAnchors, verifyJournal } from '#domain/journal';
import { anchorLines } from '#platform/anchorLog';
import { openStore } from './migrate.ts';
import { loadModels } from './migrations/collections.ts';

/**
 * `npm run journal:verify [anchors]`: goes through every chain of the journal, names the first event that does not fit, and
 * holds the whole beside the anchors kept outside the database (`ANCHOR_LOG`, or the file given). Ends with 1 where
 * something was changed, or the file does not have what it should.
 */
await loadModels();
await openStore();
let anchors: Anchor[] | undefined;
let isWhole = true;
const file = process.argv[2] ?? (process.env['ANCHOR_LOG'] || undefined);
try {
  if (file !== undefined) anchors = readAnchors(await anchorLines(file));
} catch (error) {
  isWhole = false;
  console.log((error as Error).message);
}
try {
  const verified = await verifyJournal(new Date(), anchors);
  const { events, chains, faults, faultCount, missing, wrongAnchors, unkept, refilled } = verified;
  const beside = anchors === undefined ? '没有对照锚点记录' : `锚点 ${anchors.length} 个`;
  console.log(`${chains} 条链，${events} 个事件，${beside}`);
  const [first] = faults.toSorted((one, other) => (one.at < other.at ? -1 : 1));
  if (first !== undefined) {
    const { kind, id, reference = id, seq, name, at } = first;
    console.log(`第一个对不上的事件：${kind} ${reference} 第 ${seq} 条 ${name}（${at}），共 ${faultCount} 处`);
  }
  if (missing > 0) console.log(`比上一次核对少了 ${missing} 个事件`);
  for (const { day, digest } of wrongAnchors) console.log(`${day} 的锚点对不上：${digest}`);
  if (unkept.length > 0)
    console.log(
      `锚点记录里没有：${unkept.join('、')}（那一夜中断的，下一夜补上；不是的话，记录被截短过，或者不是这个文件）`,
    );
  if (refilled.length > 0)
    console.log(`锚点记录少过几行：${refilled.join('、')} 是后来重新补上的（被截短过，或者换过文件）`);
  isWhole &&= refilled.length === 0;
  isWhole &&= faultCount === 0 && missing === 0 && wrongAnchors.length === 0 && unkept.length === 0;
  console.log(isWhole ? '操作记录完整' : '操作记录被改动过');
} finally {
  await mongoose.disconnect();
}
process.exit(isWhole ? 0 : 1);
