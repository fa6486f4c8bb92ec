import mongoose from 'mongoose';
import { dieAtWrite } from './dieAtWrite.ts';

/** Loaded before one of our programs: it is killed at its n-th write into the collections named, whichever job writes. */
dieAtWrite(mongoose, Number(process.env['DIE_AT']), (process.env['DIE_IN'] ?? '').split(','));
