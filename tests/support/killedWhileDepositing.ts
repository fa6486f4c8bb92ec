import mongoose from 'mongoose';
import { makeBatch } from '#domain/rewards';
import type { PersonActor } from '#kernel/actor';
import { connectMongo } from '#platform/mongo';
import { personContext } from './contexts.ts';
import { dieAtWrite } from './dieAtWrite.ts';
import './setup.ts';

/** A process of its own that pays the unnamed rewards of a firm to its desk, and is killed at the n-th write it begins. */
const [uri = '', totalFen = '0', killAt = '0'] = process.argv.slice(2);
const officer = JSON.parse(process.env['OFFICER'] ?? '') as PersonActor;
await connectMongo(uri);
dieAtWrite(mongoose, Number(killAt));
// The same press of the button, however often it is sent again.
await makeBatch(personContext(officer, { onceKey: 'the-press' }), { method: 'cash', totalFen: Number(totalFen) });
process.stdout.write('paid\n', () => process.exit(0));
