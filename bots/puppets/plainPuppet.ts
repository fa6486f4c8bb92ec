import { FileBox, type FileBoxInterface } from 'file-box';
import { log, Puppet, type PuppetOptions, type payloads, types } from 'wechaty-puppet';

log.level('error');

/** A message as a network adapter hands it to the puppet. */
export interface Arrival {
  id: string;
  from: string;
  text?: string;
  sentAt: Date;
  /** Chat group; the adapter says whether the bot was spoken to. */
  roomId?: string;
  mentionsBot?: boolean;
  file?: { name: string; type: string; bytes: Buffer };
  location?: payloads.Location;
}

/** Keeps the newest `max` entries: the bot reads a message once, right after it came. */
class Recent<V> extends Map<string, V> {
  private readonly max: number;
  constructor(max: number) {
    super();
    this.max = max;
  }
  override set(key: string, value: V): this {
    super.set(key, value);
    const oldest = this.size > this.max ? this.keys().next().value : undefined;
    if (oldest !== undefined) this.delete(oldest);
    return this;
  }
}

const unsupported = (): never => {
  throw new Error('not offered by this chat');
};
const BEAT_MS = 15_000;

/**
 * A puppet for networks that can do one thing: carry messages between persons and the bot. Contacts have no
 * profile (identity is a binding, never a contact), groups are read only, and the rest is refused.
 */
export abstract class PlainPuppet extends Puppet {
  protected readonly messages = new Recent<payloads.Message>(2_000);
  private readonly files = new Recent<{ name: string; bytes: Buffer }>(60);
  private readonly locations = new Recent<payloads.Location>(2_000);
  private readonly title: string;
  private pulse: NodeJS.Timeout | undefined;

  constructor(title: string, options: PuppetOptions = {}) {
    super(options);
    this.title = title;
  }

  /** Opens the network; called once a start. */
  protected abstract open(): Promise<void>;
  protected abstract close(): Promise<void>;
  /** Sends words to a person or group; resolves when the network has taken them. */
  protected abstract sendText(to: string, text: string): Promise<string>;

  /** True while the network is there; the heartbeat follows it. */
  protected isOpen(): boolean {
    return true;
  }

  protected arrive(arrival: Arrival): void {
    const { id, from, file, location, roomId } = arrival;
    if (file) this.files.set(id, { name: file.name, bytes: file.bytes });
    if (location) this.locations.set(id, location);
    const type = file
      ? file.type.startsWith('image/')
        ? types.Message.Image
        : file.type.startsWith('audio/')
          ? types.Message.Audio
          : types.Message.Attachment
      : location
        ? types.Message.Location
        : types.Message.Text;
    this.messages.set(id, {
      id,
      talkerId: from,
      text: arrival.text ?? '',
      timestamp: arrival.sentAt.getTime(),
      type,
      ...(file ? { filename: file.name } : {}),
      ...(roomId
        ? { roomId, mentionIdList: arrival.mentionsBot ? [this.currentUserId] : [] }
        : { listenerId: this.currentUserId }),
    } as payloads.Message);
    this.emit('message', { messageId: id });
  }

  override name = (): string => this.title;
  override version = (): string => '1.0.0';
  override async onStart(): Promise<void> {
    await this.open();
    this.pulse = setInterval(() => this.isOpen() && this.emit('heartbeat', { data: this.title }), BEAT_MS);
    this.pulse.unref();
    this.emit('heartbeat', { data: this.title });
  }
  override async onStop(): Promise<void> {
    clearInterval(this.pulse);
    await this.close();
  }
  override ding(data?: string): void {
    setImmediate(() => this.emit('dong', { data: data ?? '' }));
  }

  override contactRawPayload = async (id: string) => ({ id });
  override contactRawPayloadParser = async ({ id }: { id: string }): Promise<payloads.Contact> => ({
    id,
    name: id === this.currentUserId ? '安发' : id,
    avatar: '',
    gender: types.ContactGender.Unknown,
    type: types.Contact.Individual,
    phone: [],
    friend: true,
  });
  override contactList = async (): Promise<string[]> => [];
  override contactAlias = async () => unsupported();
  override contactAvatar = async () => unsupported();
  override contactPhone = async () => unsupported();
  override contactCorporationRemark = async () => unsupported();
  override contactDescription = async () => unsupported();
  override contactSelfName = async () => unsupported();
  override contactSelfQRCode = async () => unsupported();
  override contactSelfSignature = async () => unsupported();

  override async messageRawPayload(id: string): Promise<payloads.Message> {
    return this.messages.get(id) ?? unsupported();
  }
  override messageRawPayloadParser = async (message: payloads.Message) => message;
  override async messageFile(id: string): Promise<FileBoxInterface> {
    const file = this.files.get(id) ?? unsupported();
    return FileBox.fromBuffer(file.bytes, file.name);
  }
  override messageImage = (id: string) => this.messageFile(id);
  override async messageLocation(id: string): Promise<payloads.Location> {
    return this.locations.get(id) ?? unsupported();
  }
  override messageUrl = async () => unsupported();
  override messageContact = async () => unsupported();
  override messageMiniProgram = async () => unsupported();
  override messageRecall = async () => false;
  override messageForward = async () => unsupported();
  override conversationReadMark = async () => undefined;

  override async messageSendText(to: string, text: string): Promise<string> {
    const id = await this.sendText(to, text);
    this.messages.set(id, {
      id,
      talkerId: this.currentUserId,
      text,
      timestamp: Date.now(),
      type: types.Message.Text,
      listenerId: to,
    } as payloads.Message);
    return id;
  }
  override messageSendFile = async () => unsupported();
  override messageSendLocation = async () => unsupported();
  override messageSendUrl = async () => unsupported();
  override messageSendContact = async () => unsupported();
  override messageSendMiniProgram = async () => unsupported();
  override messageSendPost = async () => unsupported();

  override friendshipRawPayload = async () => unsupported();
  override friendshipRawPayloadParser = async () => unsupported();
  override friendshipAccept = async () => unsupported();
  override friendshipAdd = async () => unsupported();
  override friendshipSearchPhone = async () => null;
  override friendshipSearchHandle = async () => null;

  override roomRawPayload = async (id: string) => ({ id });
  override roomRawPayloadParser = async ({ id }: { id: string }): Promise<payloads.Room> => ({
    id,
    topic: '',
    memberIdList: [],
    adminIdList: [],
  });
  override roomMemberList = async (): Promise<string[]> => [];
  override roomMemberRawPayload = async (_roomId: string, id: string) => ({ id });
  override roomMemberRawPayloadParser = async ({ id }: { id: string }): Promise<payloads.RoomMember> => ({
    id,
    name: id,
    avatar: '',
  });
  override roomList = async (): Promise<string[]> => [];
  override roomTopic = async () => unsupported();
  override roomAnnounce = async () => unsupported();
  override roomAvatar = async () => unsupported();
  override roomQRCode = async () => unsupported();
  override roomAdd = async () => unsupported();
  override roomCreate = async () => unsupported();
  override roomDel = async () => unsupported();
  override roomQuit = async () => unsupported();
  override roomInvitationAccept = async () => unsupported();
  override roomInvitationRawPayload = async () => unsupported();
  override roomInvitationRawPayloadParser = async () => unsupported();

  override tagContactAdd = async () => undefined;
  override tagContactDelete = async () => undefined;
  override tagContactList = async (): Promise<string[]> => [];
  override tagContactRemove = async () => undefined;
  override postRawPayload = async () => unsupported();
  override postRawPayloadParser = async () => unsupported();
  override postPublish = async () => unsupported();
  override postSearch = async () => unsupported();
  override tap = async () => unsupported();
  override tapSearch = async () => unsupported();
}
