export { evidenceRule, megabytes, uploadLimits } from './evidenceRules.ts';
export type { StoredFile } from './file.model.ts';
export {
  attachFiles,
  findFiles,
  findStrayFiles,
  getFile,
  isOwnDraftFile,
  linksToFiles,
  openFile,
  removeStrayFile,
  storeFile,
  storeUpload,
} from './files.ts';
export {
  type Asked,
  askFor,
  isSamePicture,
  likenessRule,
  looksOf,
  nearestPose,
  piecesAsked,
  type Sketch,
  sketchOf,
} from './likeness/index.ts';
export { findPairs, type Pair } from './pairs.ts';
export type { Again, Photo, PhotoSubject } from './photo.model.ts';
export {
  againOf,
  attachOwnPhotos,
  attachPhotos,
  claimDrafts,
  findOwnDrafts,
  findPhotos,
  findPhotosToRead,
  findShownBefore,
  findStrayPhotos,
  findUsablePhotos,
  getPhoto,
  judgeAgain,
  openPhoto,
  type Proves,
  readAgain,
  releasePhotos,
  removeStrayPhoto,
  storePhoto,
} from './photos.ts';
export { dhashDistance } from './pictures.ts';
export { type HandedIn, placesTold, tellPlacesBy, wordsOfPlaces } from './places.ts';
export type { Sound } from './sound.model.ts';
export {
  attachOwnSounds,
  claimSounds,
  findSounds,
  findStraySounds,
  getSound,
  oldSoundsOf,
  openSound,
  removeStraySound,
  removeToldSound,
  storeSaid,
  storeSound,
} from './sounds.ts';
export { isPlayable } from './soundTypes.ts';
