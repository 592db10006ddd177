// The page `/docs`: sends what its forms say, and shows what comes back as text.
const base = document.querySelector<HTMLElement>('main')?.dataset['base'] ?? '';
const key = document.querySelector<HTMLInputElement>('#key');
const shownHeaders = ['content-type', 'x-request-id', 'retry-after', 'ratelimit'];

async function send(form: HTMLFormElement): Promise<string> {
  const { method = 'GET', path = '' } = form.dataset;
  const query = new URLSearchParams();
  let address = path;
  for (const input of form.querySelectorAll<HTMLInputElement | HTMLSelectElement>('[data-in]')) {
    if (input.value === '') continue;
    if (input.dataset['in'] === 'path') address = address.replace(`{${input.name}}`, encodeURIComponent(input.value));
    else query.append(input.name, input.value);
  }
  const body = form.querySelector<HTMLTextAreaElement>('[name=body]')?.value, type = form.querySelector<HTMLSelectElement>('[name=content-type]')?.value;
  const response = await fetch(`${base}${address}${query.size ? `?${query.toString()}` : ''}`, {
    method,
    headers: { ...(key?.value ? { Authorization: `Bearer ${key.value}` } : {}), ...(type === undefined ? {} : { 'Content-Type': type }) },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text(), isJson = /json/.test(response.headers.get('content-type') ?? '');
  const headers = shownHeaders.flatMap(name => { const value = response.headers.get(name); return value === null ? [] : [`${name}: ${value}`]; });
  return [`${response.status} ${response.statusText}`, ...headers, '', isJson && text ? JSON.stringify(JSON.parse(text), null, 2) : text].join('\n');
}

document.addEventListener('submit', event => {
  const form = event.target as HTMLFormElement, answer = form.querySelector<HTMLElement>('.answer');
  event.preventDefault();
  if (!answer) return;
  answer.hidden = false;
  answer.textContent = '…';
  send(form).then(text => { answer.textContent = text; }, (error: unknown) => { answer.textContent = String(error); });
});
