// Keeps a long form while it is being filled in, so that a dead battery costs nothing. Without scripts 「先存着」 does it.
for (const form of document.querySelectorAll('form[data-keep]')) {
  const told = document.createElement('p');
  told.className = 'form-hint';
  told.setAttribute('role', 'status');
  form.append(told);
  let timer;
  let isDirty = false;
  const words = () => {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === 'string') body.append(name, value);
    body.set('_action', form.getAttribute('action'));
    return body;
  };
  const markKept = () => {
    if (form.elements._kept) return;
    const kept = Object.assign(document.createElement('input'), { type: 'hidden', name: '_kept', value: '1' });
    form.append(kept);
  };
  const keep = async () => {
    clearTimeout(timer);
    if (!isDirty) return;
    isDirty = false;
    try {
      const answer = await fetch('/drafts', { method: 'POST', body: words(), keepalive: true, headers: { accept: 'application/json' } });
      if (!answer.ok) throw new Error('not kept');
      markKept();
      told.textContent = '已替您存好，下次打开这一页接着填。';
    } catch {
      isDirty = true;
      told.textContent = '';
    }
  };
  form.addEventListener('input', () => {
    isDirty = true;
    clearTimeout(timer);
    timer = setTimeout(keep, 3000);
  });
  form.addEventListener('submit', () => {
    isDirty = false;
    clearTimeout(timer);
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') keep();
  });
}
