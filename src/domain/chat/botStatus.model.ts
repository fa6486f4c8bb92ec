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
  },
  { collection: 'botStatuses', versionKey: false },
);

export const BotStatusModel = mongoose.model<BotStatus>('BotStatus', schema);
