import { z } from 'zod';
import { defineActs, isOwners } from '#domain/engine';
import { namedField } from '#kernel/input';
import type { AlertSource, SourceStatus } from './source.model.ts';

/** The owner does it for itself: whoever would be told is whoever did it. */
const NOBODY = [] as const;

/** A platform is set up by whoever runs it. */
export const sourceActs = defineActs<AlertSource, SourceStatus>()({
  'set-up': {
    label: '接入平台',
    from: [],
    to: 'open',
    may: isOwners,
    needs: { name: namedField('请填写平台名称', 30) },
    event: 'alert-sources.set-up',
    done: '接入平台',
    said: '已登记。下一步：换接入密钥，把密钥填到平台里。',
    told: NOBODY,
  },
  'new-key': {
    label: '换接入密钥',
    from: ['open'],
    to: 'stay',
    may: isOwners,
    needs: { leaked: z.enum(['no', 'yes'], { error: '请选择旧密钥泄露了没有' }) },
    event: 'alert-sources.key-changed',
    done: '换了接入密钥',
    said: '已换。把新密钥填到平台里，没有泄露的旧密钥还能用一段时间。',
    told: NOBODY,
  },
  shut: {
    label: '停用',
    from: ['open'],
    to: 'shut',
    may: isOwners,
    needs: {},
    event: 'alert-sources.shut',
    done: '停用平台',
    said: '已停用，不再接收它的报警。',
    told: NOBODY,
  },
  reopen: {
    label: '重新启用',
    from: ['shut'],
    to: 'open',
    may: isOwners,
    needs: {},
    event: 'alert-sources.reopened',
    done: '重新启用平台',
    said: '已启用。',
    told: NOBODY,
  },
});
