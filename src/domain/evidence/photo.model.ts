import mongoose, { Schema } from 'mongoose';
import { RANDOM_ID } from '#kernel/ids';

/** What a photo shows: the case it was attached to. */
export interface PhotoSubject {
  kind: string;
  id: string;
}

/** The same picture was handed in before. */
export interface Again {
  /** Where, as far as it may be told. */
  places: string;
  /** Why that is right, by whoever handed it in. */
  reason: string;
  /** What everybody said who let it pass, with the step in which they did. */
  judged?: { step: string; reason: string }[];
}

/** A stored photo. The picture itself lies in GridFS, without metadata, in two sizes. */
export interface Photo {
  _id: string;
  /** Keyed hash of the file as it was sent: the same file is recognised, and nobody who holds one can look it up. */
  mark: string;
  /** SHA-256 of the picture as it is kept, without what the camera wrote into it: that it is still the same. */
  sha256?: string;
  /** Difference hash, 16 hex digits: pictures that look alike differ in few bits. */
  dhash: string;
  /** By what it is found again, cropped, mirrored or turned; nothing for a bare wall, which looks like every other. */
  looks?: string[];
  /** The picture as small as it can be held beside another (`likeness`); read where it is asked for alone. */
  sketch?: { aspect: number; cells: Buffer };
  /** Kept before pictures were held side by side: the clock looks at it. */
  awaitsLook?: true;
  width: number;
  height: number;
  fullFileId: string;
  thumbFileId: string;
  /** Whose draft it belongs to, blinded; gone once it shows something: then nothing says who sent it. */
  owner?: string;
  subject?: PhotoSubject;
  again?: Again;
  /** The hour. */
  createdAt: Date;
}

const text = { type: String, required: true };
const number = { type: Number, required: true };
const schema = new Schema<Photo>(
  {
    _id: RANDOM_ID,
    mark: text,
    sha256: String,
    dhash: text,
    looks: { type: [String], default: undefined },
    sketch: {
      type: { _id: false, aspect: number, cells: { type: Buffer, required: true } },
      select: false,
      required: false,
    },
    awaitsLook: Boolean,
    width: number,
    height: number,
    fullFileId: text,
    thumbFileId: text,
    owner: String,
    subject: { type: { _id: false, kind: text, id: text }, required: false },
    again: {
      type: {
        _id: false,
        places: text,
        reason: text,
        judged: { type: [{ _id: false, step: text, reason: text }], default: undefined },
      },
      required: false,
    },
    createdAt: { type: Date, required: true },
  },
  { collection: 'photos', versionKey: false },
);
schema.index({ createdAt: 1 }, { name: 'by_time' });
schema.index({ mark: 1 }, { name: 'same_file' });
schema.index({ owner: 1 }, { sparse: true, name: 'drafts' });
schema.index({ looks: 1 }, { name: 'same_picture' });
schema.index({ awaitsLook: 1 }, { sparse: true, name: 'to_read' });
schema.index({ 'subject.kind': 1, 'subject.id': 1 }, { name: 'by_subject' });

export const PhotoModel = mongoose.model<Photo>('Photo', schema);
