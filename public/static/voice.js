// Records what is said in place of typing, into the file field, so that the form is sent as ever. Without scripts, or where
// the page may not record, the phone's own recorder does.
const sound = document.getElementById('sound');
const tools = document.getElementById('voice-tools');
if (sound && tools && navigator.mediaDevices && navigator.mediaDevices.getUserMedia && window.MediaRecorder && window.DataTransfer) {
  const speak = document.getElementById('speak'), unspeak = document.getElementById('unspeak');
  const said = document.getElementById('voice-said'), status = document.getElementById('voice-status');
  const most = Number(speak.dataset.most);
  const { form } = sound;
  let machine, sendsAfter;
  const offer = (isRecording) => {
    speak.textContent = isRecording ? '说完了，停下' : sound.files.length ? '重新录一段' : '录一段话';
    speak.classList.toggle('btn-danger', isRecording);
    unspeak.hidden = isRecording || sound.files.length === 0;
  };
  const hear = (blob) => {
    URL.revokeObjectURL(said.src);
    said.hidden = !blob;
    if (blob) said.src = URL.createObjectURL(blob);
    else said.removeAttribute('src');
  };
  const choose = (blob) => {
    const chosen = new DataTransfer();
    if (blob) chosen.items.add(new File([blob], '语音', { type: blob.type }));
    sound.files = chosen.files;
    hear(blob);
  };
  const record = async () => {
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      tools.hidden = true;
      sound.hidden = false;
      status.textContent = '用不了麦克风。请选一段录好的，或写几个字。';
      return;
    }
    const type = ['audio/mp4', 'audio/webm'].find((one) => MediaRecorder.isTypeSupported(one));
    machine = new MediaRecorder(stream, type ? { mimeType: type } : {});
    const mine = machine, pieces = [];
    let seconds = 0;
    const tell = () => { status.textContent = `正在录音 ${seconds} 秒，最长 ${most} 秒`; };
    const counting = setInterval(() => { seconds += 1; tell(); if (seconds >= most) mine.stop(); }, 1000);
    mine.addEventListener('dataavailable', ({ data }) => pieces.push(data));
    mine.addEventListener('stop', () => {
      clearInterval(counting);
      for (const track of stream.getTracks()) track.stop();
      machine = undefined;
      if (pieces.length > 0) choose(new Blob(pieces, { type: (mine.mimeType || 'audio/webm').split(';')[0] }));
      status.textContent = sound.files.length ? '录好了，会一起提交。' : '没有录到声音，请再说一次。';
      offer(false);
      if (sendsAfter) form.requestSubmit(sendsAfter.button);
      sendsAfter = undefined;
    });
    mine.start();
    hear();
    offer(true);
    tell();
  };
  speak.addEventListener('click', () => (machine ? machine.stop() : record()));
  unspeak.addEventListener('click', () => {
    choose();
    status.textContent = '';
    offer(false);
    speak.focus();
  });
  // Who presses 「提交」 while they speak has said it: it goes along.
  form.addEventListener('submit', (event) => {
    if (!machine) return;
    event.preventDefault();
    sendsAfter = { button: event.submitter };
    machine.stop();
  });
  tools.hidden = false;
  sound.hidden = true;
  offer(false);
}
