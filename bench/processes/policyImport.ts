import mongoose from 'mongoose';
import { runNextImport } from '#domain/insurance';
import { useSealingKeys } from '#platform/sealing';
import { readStoreConfig } from '../../src/config.ts';

/** Answers rows of a table of policies as the worker does, until it is killed or none is left. */
const { MONGODB_URI = '' } = process.env;
useSealingKeys(readStoreConfig({ ANFA_MODE: 'test', MONGODB_URI: 'mongodb://unused' }).sealingKeys);
await mongoose.connect(MONGODB_URI);
while (await runNextImport(() => new Date(), new AbortController().signal));
await mongoose.disconnect();
