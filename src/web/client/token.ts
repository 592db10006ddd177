/** Renewed this long before it ends, so that no request comes too late. */
const spareMs = 60_000;

let token = document.body.dataset['token'];

const isStale = (one: string): boolean => Number(one.split('.')[1]) - spareMs < Date.now();

/** Where search keys are set, every page brings a token; one that has lain open for an hour takes that of a new page. */
async function renewed(home: string): Promise<string | undefined> {
  const page = new DOMParser().parseFromString(await (await fetch(home)).text(), 'text/html');
  return token = page.body.dataset['token'];
}

/**
 * `fetch` with the page's token.
 * @param home the address of the start page
 */
export async function fetchWithToken(home: string, input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  if (token !== undefined && isStale(token)) await renewed(home);
  const ask = () => {
    const headers = new Headers(init.headers);
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
    return fetch(input, { ...init, headers });
  };
  const response = await ask();
  // The keys were changed meanwhile, or this machine's clock is wrong.
  if (![401, 403].includes(response.status) || token === undefined) return response;
  await renewed(home);
  return ask();
}
