import mongoose from 'mongoose';
import { acceptLead } from '#domain/tenancies';
import type { PersonActor } from '#kernel/actor';
import { connectMongo } from '#platform/mongo';
import { personContext } from './contexts.ts';
import { dieAtWrite } from './dieAtWrite.ts';
import './setup.ts';

/** A process of its own in which a tenant takes the lead in a part, and which is killed at the n-th write it begins. */
const [uri = '', reference = '', partId = '', killAt = '0'] = process.argv.slice(2);
const tenant = JSON.parse(process.env['TENANT'] ?? '') as PersonActor;
await connectMongo(uri);
dieAtWrite(mongoose, Number(killAt));
await acceptLead(personContext(tenant, { onceKey: 'the-press' }), { reference, partId });
process.stdout.write('done\n', () => process.exit(0));
