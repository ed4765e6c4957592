import type { Page } from "playwright-core";

/** Calls of the management API with the session of a page's browser, also while no page is open in it. */
export function requestAs(page: Page, portalUrl: string) {
  const { request } = page.context();
  const headers = { "x-gatehouse-client": "1" };
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  return async (method: "GET" | "POST", path: string, data?: object): Promise<any> => {
    const answer = await request.fetch(new URL(`/api/v1${path}`, portalUrl).href, {
      method,
      headers,
      ...(data === undefined ? {} : { data }),
    });
    if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`);
    return answer.status() === 204 ? null : answer.json();
  };
}
