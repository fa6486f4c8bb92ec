import { readFile } from 'node:fs/promises';
import { readAnchors } from '#domain/journal';
import { verifyPackage } from '#domain/oversight';
import { anchorLines } from '#platform/anchorLog';

/**
 * `npm run evidence:verify FILE [anchors]`: looks over the evidence of an accident: every file by its list, every chain of the
 * journal, the anchors, beside a log from outside (`ANCHOR_LOG`, or the file given) where there is one. Names the first file
 * and the first event that do not fit, and ends with 1 then. Needs no store.
 */
const [file, log = process.env['ANCHOR_LOG'] || undefined] = process.argv.slice(2);
if (file === undefined) {
  console.log('用法：npm run evidence:verify 资料包.zip [锚点记录]');
  process.exit(2);
}
try {
  const outside = log === undefined ? undefined : readAnchors(await anchorLines(log));
  const { accident, files, events, anchors, manifest, faults } = await verifyPackage(await readFile(file), outside);
  console.log(`事故 ${accident}：${files} 个文件，${events} 个事件，${anchors} 个锚点`);
  console.log(`目录的校验值 ${manifest}（和事故经过里「资料包交出」那一条比）`);
  for (const fault of faults) console.log(fault);
  console.log(faults.length === 0 ? '资料包完整' : '资料包被改动过');
  process.exit(faults.length === 0 ? 0 : 1);
} catch (error) {
  console.log((error as Error).message);
  process.exit(1);
}
