import { FileBox, type FileBoxInterface } from 'file-box';
import type { payloads } from 'wechaty-puppet';
import { types } from 'wechaty-puppet';
import { mock, PuppetMock } from 'wechaty-puppet-mock';

const asBase64 = async (file: FileBoxInterface) => FileBox.fromBase64(await file.toBase64(), file.name);

/** PuppetMock with the parts the bot uses and the stock one lacks: pictures, places, repeated delivery. */
export class TestPuppet extends PuppetMock {
  readonly sent: { to: string; text: string }[] = [];
  private readonly places = new Map<string, payloads.Location>();
  private count = 0;

  readonly network: InstanceType<typeof mock.Mocker>;

  constructor(network = new mock.Mocker()) {
    super({ mocker: network });
    this.network = network;
  }

  override async messageSendText(to: string, text: string): Promise<void> {
    this.sent.push({ to, text });
    await super.messageSendText(to, text);
  }
  override async messageLocation(id: string): Promise<payloads.Location> {
    const place = this.places.get(id);
    if (!place) throw new Error('no place');
    return place;
  }
  override async friendshipSearchHandle(): Promise<null> {
    return null;
  }
  override async messageSendPost(): Promise<never> {
    throw new Error('not offered');
  }

  signIn(): void {
    this.network.login(this.network.createContact({ id: 'bot', name: '安发' }));
  }

  /** Somebody writes; the same id again is the network delivering twice. */
  write(from: string, text: string, more: Partial<payloads.Message> = {}): string {
    if (!this.network.cacheContactPayload.has(from)) this.network.createContact({ id: from, name: from });
    const id = more.id ?? `m${++this.count}`;
    const payload = { listenerId: this.currentUserId, timestamp: Date.now(), type: types.Message.Text, text };
    this.network.MessageMock.create({ ...payload, talkerId: from, ...more, id } as payloads.Message);
    this.emit('message', { messageId: id });
    return id;
  }
  again(messageId: string): void {
    this.emit('message', { messageId });
  }
  sendPlace(from: string, place: payloads.Location): string {
    const id = `place${++this.count}`;
    this.places.set(id, place);
    return this.write(from, '', { id, type: types.Message.Location });
  }
  async sendPicture(from: string, bytes: Buffer): Promise<string> {
    const id = `picture${++this.count}`;
    const box = await asBase64(FileBox.fromBuffer(bytes, 'photo.jpg'));
    this.network.cacheFileBoxPayload.set(id, box.toJSON() as never);
    return this.write(from, '', { id, type: types.Message.Image });
  }
  override messageImage = (id: string): Promise<FileBoxInterface> => this.messageFile(id);
}
