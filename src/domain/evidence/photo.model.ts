import mongoose, { Schema } from 'mongoose';
import { newId } from '#kernel/ids';

/** What a photo shows: the case it was attached to. */
export interface PhotoSubject {
  kind: string;
  id: string;
}

/** A stored photo. The picture itself lies in GridFS, without metadata, in two sizes. */
export interface Photo {
  _id: string;
  /** SHA-256 of the file as it was sent, so that the original can be recognised later. */
  sha256: string;
  /** Difference hash, 16 hex digits: pictures that look alike differ in few bits. */
  dhash: string;
  /** The hash in pieces, for finding the same picture again. */
  looks?: string[];
  width: number;
  height: number;
  /** Bytes as sent. */
  bytes: number;
  fullFileId: string;
  thumbFileId: string;
  uploadedBy?: string;
  /** Absent while it belongs to a draft: then only its uploader's draft knows it. */
  subject?: PhotoSubject;
  createdAt: Date;
}

const text = { type: String, required: true };
const number = { type: Number, required: true };
const schema = new Schema<Photo>(
  {
    _id: { type: String, default: () => newId() },
    sha256: text,
    dhash: text,
    looks: { type: [String], default: undefined },
    width: number,
    height: number,
    bytes: number,
    fullFileId: text,
    thumbFileId: text,
    uploadedBy: String,
    subject: { type: { _id: false, kind: text, id: text }, required: false },
    createdAt: { type: Date, required: true },
  },
  { collection: 'photos', versionKey: false },
);
schema.index({ createdAt: 1 }, { name: 'by_time' });
schema.index({ sha256: 1 }, { name: 'same_file' });
schema.index({ looks: 1 }, { name: 'same_picture' });
schema.index({ 'subject.kind': 1, 'subject.id': 1 }, { name: 'by_subject' });

export const PhotoModel = mongoose.model<Photo>('Photo', schema);
