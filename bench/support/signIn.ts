/** Signs in by the form, as a browser does. @returns the cookie. @throws Error when the portal refuses. */
export async function signIn(url: string, phone: string, password: string): Promise<string> {
  const form = await fetch(`${url}/sign-in`);
  const cookie = form.headers.get('set-cookie')?.split(';')[0] ?? '';
  const token = /name="_csrf" value="([^"]+)"/.exec(await form.text())?.[1] ?? '';
  const answer = await fetch(`${url}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ _csrf: token, phone, password }),
  });
  const renewed = answer.headers.get('set-cookie')?.split(';')[0];
  if (answer.status !== 303 || renewed === undefined) throw new Error(`sign-in answered ${answer.status}`);
  return renewed;
}
