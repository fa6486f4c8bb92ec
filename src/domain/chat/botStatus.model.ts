import mongoose, { Schema } from 'mongoose';
import { NAMED_ID } from '#kernel/ids';

/** How one channel of the bot is doing, as it last said itself. */
export interface ChannelStatus {
  channel: string;
  isLoggedIn: boolean;
  /** Text of the code to scan when the channel asks for a sign-in. */
  qr?: string;
  lastHeartbeatAt?: Date;
  /** Last failure: a code, never words of a person. */
  lastError?: string;
}

/** Whether the bot hears what sentences mean, and what share of first messages it understands with and without, 0 to 1. */
export interface Listening {
  hasEncoder: boolean;
  withEncoder: number;
  byLetters: number;
}

/** The bot process that holds the lease, for the health page. */
export interface BotStatus {
  _id: 'bot';
  /** Rises with every process that takes over; a process whose term has passed must stop. */
  term: number;
  holder: string;
  leaseUntil: Date;
  startedAt: Date;
  heartbeatAt: Date;
  channels: ChannelStatus[];
  /** How it understands plain words; absent until it has first said so. */
  listening?: Listening;
}

const channel = {
  channel: { type: String, required: true },
  isLoggedIn: { type: Boolean, required: true },
  qr: String,
  lastHeartbeatAt: Date,
  lastError: String,
};

const schema = new Schema<BotStatus>(
  {
    _id: NAMED_ID,
    term: { type: Number, required: true },
    holder: { type: String, required: true },
    leaseUntil: { type: Date, required: true },
    startedAt: { type: Date, required: true },
    heartbeatAt: { type: Date, required: true },
    channels: { type: [{ ...channel, _id: false }], default: [] },
    listening: {
      type: { hasEncoder: Boolean, withEncoder: Number, byLetters: Number },
      _id: false,
      default: undefined,
    },
  },
  { collection: 'botStatuses', versionKey: false },
);

export const BotStatusModel = mongoose.model<BotStatus>('BotStatus', schema);
