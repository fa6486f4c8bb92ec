import { defineLifecycle } from '#kernel/lifecycle';

/** A firm that moves to another park, or a park that becomes part of another: proposed by one, answered by the other. */
export const transferLifecycle = defineLifecycle(
  'transfer',
  [
    { code: 'proposed', label: '等对方答复', tone: 'waiting', isOpen: true },
    { code: 'moving', label: '正在迁移', tone: 'active', isOpen: true },
    { code: 'moved', label: '已完成', tone: 'good', isOpen: false },
    { code: 'refused', label: '对方不同意', tone: 'bad', isOpen: false },
    { code: 'withdrawn', label: '已撤回', tone: 'quiet', isOpen: false },
    { code: 'overtaken', label: '已随园区合并', tone: 'quiet', isOpen: false },
  ],
  [
    { action: 'propose', label: '提出', from: [], to: 'proposed', done: '提出转移' },
    // A merger goes on from `moving`; the command says so.
    { action: 'accept', label: '同意', from: ['proposed'], to: 'moved', done: '同意转移' },
    { action: 'refuse', label: '不同意', from: ['proposed'], to: 'refused', done: '不同意转移', needs: ['reason'] },
    { action: 'withdraw', label: '撤回', from: ['proposed'], to: 'withdrawn', done: '撤回了转移' },
    { action: 'overtake', label: '随合并办理', from: ['proposed'], to: 'overtaken', done: '园区合并，改随合并办理' },
    { action: 'finish', label: '迁移完成', from: ['moving'], to: 'moved', done: '企业已全部迁移' },
  ],
);
export type TransferStatus = (typeof transferLifecycle)['statuses'][number]['code'];
export type TransferAction = (typeof transferLifecycle)['actions'][number]['action'];
