export { evidenceRule, megabytes, uploadLimits } from './evidenceRules.ts';
export type { StoredFile } from './file.model.ts';
export {
  attachFiles,
  findFiles,
  findStrayFiles,
  getFile,
  isOwnDraftFile,
  openFile,
  removeStrayFile,
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
  findShownBefore,
  findStrayPhotos,
  findUsablePhotos,
  getPhoto,
  openPhoto,
  releasePhotos,
  removeStrayPhoto,
  storePhoto,
} from './photos.ts';
export { dhashDistance } from './pictures.ts';
