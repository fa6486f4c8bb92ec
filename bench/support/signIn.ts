/** Signs in by the form, as a browser does. @returns its cookies. @throws Error when the portal refuses. */
export async function signIn(url: string, phone: string, password: string): Promise<string> {
  const cookies = new Map<string, string>();
  const keep = ({ headers }: Response): void => {
    for (const line of headers.getSetCookie()) {
      const [cookie = ''] = line.split(';');
      cookies.set(cookie.slice(0, cookie.indexOf('=')), cookie);
    }
  };
  const form = await fetch(`${url}/sign-in`);
  keep(form);
  const token = /name="_csrf" value="([^"]+)"/.exec(await form.text())?.[1] ?? '';
  const before = [...cookies.values()].join('; ');
  const answer = await fetch(`${url}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: before, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ _csrf: token, phone, password }),
  });
  keep(answer);
  const after = [...cookies.values()].join('; ');
  if (answer.status !== 303 || after === before) throw new Error(`sign-in answered ${answer.status}`);
  return after;
}
