import type { Request } from 'express';
import {
  countHanded,
  disablePerson,
  endRole,
  findHandovers,
  type Handover,
  handOver,
  placeKey,
  placeName,
  type Successors,
  successorField,
} from '#domain/leaving';
import { roleLabel } from '#kernel/actor';
import { paths } from '#kernel/paths';
import { type FieldSpec, type FormPage, formPages, type Input } from '../forms.ts';
import { contextOf, partOf } from '../request.ts';

/** Rows shown of what somebody holds; the rest is a number. */
const MOST = 20;

const thingsOf = (handovers: readonly Handover[]): { label: string; value: string }[] => {
  const all = handovers.flatMap(({ held }) => held);
  const rows = all.slice(0, MOST).map(({ noun, reference, as, text, isEnding }) => ({
    label: `${noun} ${reference}`.trim(),
    value: `${text === '' ? as : `${as}：${text}`}${isEnding ? '（随人收回，要由原来指定的部门另行指定）' : ''}`,
  }));
  return all.length > MOST ? [...rows, { label: '还有', value: `${all.length - MOST} 件` }] : rows;
};

/** Asks in each place who takes over. */
const fieldsFor = (handovers: readonly Handover[]): Promise<FieldSpec[]> =>
  Promise.all(
    handovers
      .filter(({ candidates }) => candidates.length > 0)
      .map(async ({ place, held, candidates }): Promise<FieldSpec> => {
        const where = handovers.length === 1 ? '' : await placeName(place);
        return {
          name: successorField(place),
          label: where === '' ? '交给谁' : `${where}：交给谁`,
          kind: 'select',
          none: '请选择',
          hint: `${countHanded(held)} 件一次交清，双方都会收到通知。`,
          options: candidates.map(({ personId, name, roles }) => ({
            code: personId,
            label: `${name}（${[...new Set(roles.map(roleLabel))].join('、')}）`,
          })),
        };
      }),
  );

const successorsIn = (handovers: readonly Handover[], input: Input): Successors =>
  Object.fromEntries(handovers.map(({ place }) => [placeKey(place), input[successorField(place)]]));

type Words = (name: string, role: string) => Pick<FormPage, 'title' | 'lead' | 'submit'>;

/** What is theirs, who takes it, one press: the page of whatever lets somebody leave. */
function leavingPages(
  address: (req: Request) => string,
  words: Words,
  said: string,
  run: (
    ctx: ReturnType<typeof contextOf>,
    input: { personId: string; grantId: string; successors: Successors },
  ) => Promise<void>,
) {
  const read = (req: Request) => {
    const grantId = req.params['grantId'];
    const of = { personId: partOf(req, 'id'), ...(typeof grantId === 'string' ? { grantId } : {}) };
    return findHandovers(contextOf(req), of);
  };
  return formPages({
    page: async (req): Promise<FormPage> => {
      const { person, handovers } = await read(req);
      const ending = person.grants.find(({ _id }) => _id === req.params['grantId']);
      const { lead = '', ...rest } = words(person.name, ending === undefined ? '' : roleLabel(ending.role));
      const fields = await fieldsFor(handovers);
      const handed = handovers.filter(({ held }) => countHanded(held) > 0);
      const left = handed.some(({ candidates }) => candidates.length === 0);
      return {
        ...rest,
        lead: [
          lead,
          handed.length > 0
            ? '手上还有下面这些事，要交给接手的人。'
            : `手上没有要交接的事。${handovers.length > 0 ? '下面这些随人收回。' : ''}`,
          left ? '眼下没有别人可以接手，先留着，来了人再到“已停用”里交接。' : '',
        ].join(''),
        back: { href: paths.people, label: '返回人员' },
        action: address(req),
        isDanger: true,
        facts: thingsOf(handovers),
        fields,
      };
    },
    run: async (ctx, input, req) => {
      const { handovers } = await read(req);
      const [personId, grantId] = [partOf(req, 'id'), req.params['grantId']];
      const successors = successorsIn(handovers, input);
      await run(ctx, { personId, grantId: typeof grantId === 'string' ? grantId : '', successors });
    },
    next: () => [paths.people, said],
  });
}

export const disabling = leavingPages(
  (req) => paths.disablePerson(partOf(req, 'id')),
  (name) => ({ title: `停用${name}`, lead: '停用后马上不能登录，所有设备退出。', submit: `确定停用${name}` }),
  '已停用，对方已退出所有设备。',
  disablePerson,
);

export const ending = leavingPages(
  (req) => paths.endGrant(partOf(req, 'id'), partOf(req, 'grantId')),
  (name, role) => ({
    title: `收回${name}的“${role}”`,
    lead: '收回后对方退出所有设备。',
    submit: `确定收回“${role}”`,
  }),
  '身份已收回，对方已退出所有设备。',
  endRole,
);

export const handingOver = leavingPages(
  (req) => paths.handOverPerson(partOf(req, 'id')),
  (name) => ({ title: `交接${name}手上的事`, submit: '交给接手的人' }),
  '已交接，双方都会收到通知。',
  handOver,
);
