export { evidenceRule, megabytes, uploadLimits } from './evidenceRules.ts';
export type { StoredFile } from './file.model.ts';
export {
  attachFiles,
  findFiles,
  getFile,
  isOwnDraftFile,
  openFile,
  removeStrayFiles,
  storeFile,
  storeUpload,
} from './files.ts';
export type { Photo, PhotoSubject } from './photo.model.ts';
export {
  attachOwnPhotos,
  attachPhotos,
  claimDrafts,
  findOwnDrafts,
  findPhotos,
  findSamePhotos,
  findUsablePhotos,
  getPhoto,
  openPhoto,
  releasePhotos,
  removeStrayPhotos,
  storePhoto,
} from './photos.ts';
export { dhashDistance } from './pictures.ts';
