import mongoose, { Schema } from 'mongoose';
import { defineActs, defineNoun, indexRows, ROW_PATHS, type Row } from '#domain/engine';
import { insurerName } from '#domain/organisations';
import { actsAs, type PersonActor } from '#kernel/actor';
import { rowsField } from '#kernel/input';
import type { ServiceType } from '../mustInsureRules.ts';
import { ofInsurer } from '../reach.ts';

/** A catalogue is never edited: a new version takes the place of the one before. */
export const CATALOGUE_STATUSES = [
  { code: 'in-force', label: '现行', tone: 'good', isOpen: true },
  { code: 'replaced', label: '已被新版代替', tone: 'quiet', isOpen: false },
] as const;
export type CatalogueStatus = (typeof CATALOGUE_STATUSES)[number]['code'];

/** One line of a catalogue. */
export interface CatalogueItem {
  code: string;
  label: string;
  type: ServiceType;
  /** The activity of the programme it pays for; what is mapped to none cannot be paid from the budget. */
  activity?: string;
  /** What it is counted by, and the most one of it may cost, fen; absent in editions of before, and where none is agreed. */
  unit?: string;
  priceFen?: number;
}

/** 服务目录 of an insurer, one version of it. */
export interface Catalogue extends Row<CatalogueStatus> {
  insurerId: string;
  insurerIds: string[];
  /** 1, 2, …, by insurer. */
  edition: number;
  items: CatalogueItem[];
}

const text = { type: String, required: true };
const schema = new Schema<Catalogue>(
  {
    ...ROW_PATHS,
    insurerId: text,
    insurerIds: { type: [String], required: true },
    edition: { type: Number, required: true },
    items: {
      type: [{ _id: false, code: text, label: text, type: text, activity: String, unit: String, priceFen: Number }],
      required: true,
    } as never,
  },
  { collection: 'serviceCatalogues', versionKey: false },
);
indexRows(schema);
schema.index({ insurerId: 1, edition: -1 }, { unique: true, name: 'one_edition' });
schema.index({ insurerIds: 1, _id: -1 }, { name: 'by_insurer' });
export const CatalogueModel = mongoose.model<Catalogue>('ServiceCatalogue', schema);

const insurer = (actor: PersonActor, { insurerId }: Catalogue): boolean =>
  actsAs(actor, 'insurer') && actor.scope.insurerId === insurerId;

export const catalogueActs = defineActs<Catalogue, CatalogueStatus>()({
  publish: {
    label: '发布新版目录',
    from: [],
    to: 'in-force',
    may: insurer,
    needs: { items: rowsField('请填写服务项目', 20_000, '服务目录太长了，请合并一些服务项目') },
    event: 'insurance.catalogue-published',
    done: '发布服务目录',
    said: '已发布，以后的申请按新版。',
    told: [],
  },
  replace: {
    label: '被新版代替',
    from: ['in-force'],
    to: 'replaced',
    // By publishing the next one.
    may: insurer,
    needs: {},
    event: 'insurance.catalogue-replaced',
    done: '被新版代替',
    said: '已被新版代替。',
    told: [],
  },
});

/** 服务目录: what an insurer offers is no secret to firms and bodies. */
export const catalogues = defineNoun({
  kind: 'service-catalogue',
  name: '服务目录',
  letter: 'L',
  path: '/catalogues',
  model: CatalogueModel,
  statuses: CATALOGUE_STATUSES,
  acts: catalogueActs,
  sees: {
    insurer: ofInsurer,
    'enterprise-manager': () => ({}),
    'safety-officer': () => ({}),
    regulator: () => ({}),
  },
  // Nobody's firm.
  moves: 'stays',
  holds: 'posts',
  clocks: {},
  filters: { isOpen: (_: true) => ({ isOpen: true }) },
  textOf: ({ edition, items }) => `第 ${edition} 版，${items.length} 项服务`,
  params: async ({ insurerId, edition }) => ({ insurer: await insurerName(insurerId), edition }),
});

/** The catalogue that holds now. */
export const catalogueInForce = async (insurerId: string): Promise<Catalogue | undefined> =>
  (await CatalogueModel.findOne({ insurerId }).sort({ edition: -1 }).lean<Catalogue>()) ?? undefined;
