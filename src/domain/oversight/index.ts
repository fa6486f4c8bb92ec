export { openPackage, packageContents } from './evidence/package.ts';
export { channelLabel } from './evidence/tables.ts';
export { verifyPackage } from './evidence/verify.ts';
export { EXPORT_STATUSES, type ExportRow } from './export.model.ts';
export { exportRule, findExports, getExport, openExport, requestExport } from './exports.ts';
export { type ParkRegisters, parkRegisters, parkRegistersThen } from './parkRegisters.ts';
export { runNextExport } from './runExport.ts';
export { sheetsOf } from './sheets/index.ts';
