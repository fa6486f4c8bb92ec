// Reads the QR of a pass with the camera and writes its number into the form; whoever stands at the gate still presses 进 or 出.
// Without scripts, without a camera or without leave to use it the number is typed.
const box = document.querySelector('[data-scan]');
const form = document.querySelector('[data-scanner]');
const shown = document.getElementById('shown');
const EVERY_MS = 200;
const WIDTH = 640;

/** Loads what reads a QR where the browser has nothing of its own, once. */
function loadScanner() {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = form.dataset.scanner;
    script.onload = () => resolve(window.jsQR);
    script.onerror = reject;
    document.head.append(script);
  });
}

/** A function that gives the words of a QR in a picture of the camera, or nothing. */
async function reader() {
  const kinds = 'BarcodeDetector' in window ? await window.BarcodeDetector.getSupportedFormats() : [];
  if (kinds.includes('qr_code')) {
    const detector = new window.BarcodeDetector({ formats: ['qr_code'] });
    return async (video) => (await detector.detect(video))[0]?.rawValue;
  }
  const jsQR = await loadScanner();
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  return async (video) => {
    canvas.width = WIDTH;
    canvas.height = Math.round((WIDTH * video.videoHeight) / video.videoWidth);
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    const { data, width, height } = pen.getImageData(0, 0, canvas.width, canvas.height);
    return jsQR(data, width, height)?.data;
  };
}

if (box && form && shown && navigator.mediaDevices?.getUserMedia) {
  const start = box.querySelector('[data-scan-start]');
  const view = box.querySelector('[data-scan-view]');
  const said = box.querySelector('[data-scan-said]');
  const say = (words) => {
    said.textContent = words;
  };
  const stop = () => {
    for (const track of view.srcObject?.getTracks() ?? []) track.stop();
    view.srcObject = null;
    view.hidden = true;
    start.hidden = false;
  };
  const look = async (read) => {
    if (view.srcObject === null) return;
    const words = view.videoWidth > 0 ? await read(view).catch(() => undefined) : undefined;
    const number = /F\d{4}-\d{1,9}/i.exec(words ?? '')?.[0];
    if (number === undefined) {
      setTimeout(() => look(read), EVERY_MS);
      return;
    }
    stop();
    shown.value = number.toUpperCase();
    navigator.vibrate?.(100);
    say(`扫到 ${shown.value}，请按「进」或「出」。`);
    form.querySelector('[name="direction"]').focus();
  };
  start.addEventListener('click', async () => {
    try {
      start.hidden = true;
      say('把二维码放在画面中间。');
      view.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      view.hidden = false;
      await view.play();
      await look(await reader());
    } catch {
      stop();
      say('打不开摄像头，请在下面输入编号或车牌。');
    }
  });
  box.hidden = false;
}
