export type { Photo, PhotoSubject } from './photo.model.ts';
export {
  attachPhotos,
  findPhotos,
  findSamePhotos,
  getPhoto,
  openPhoto,
  removeStrayPhotos,
  storePhoto,
} from './photos.ts';
export { dhashDistance, PHOTO_RULE } from './pictures.ts';
