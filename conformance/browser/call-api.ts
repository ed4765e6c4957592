import type { Page } from "playwright-core";

/** A call of the management API by whoever is logged in on the page. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
export function callApi(page: Page, method: string, path: string, body?: unknown): Promise<any> {
  return page.evaluate(
    async ([verb, at, sent]) => {
      const headers = { "content-type": "application/json" };
      const response = await fetch(`/api/v1${at}`, {
        method: verb as string,
        ...(sent === undefined ? {} : { headers, body: JSON.stringify(sent) }),
      });
      return response.status === 204 ? null : response.json();
    },
    [method, path, body] as const,
  );
}
