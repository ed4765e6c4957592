import type { EnvironmentEntry } from "../key-book/entries.ts";
import type { Environment } from "./store.ts";

/** What gateways know of an environment. */
export function environmentEntry(environment: Environment): EnvironmentEntry {
  return {
    kind: "environment",
    id: environment.id,
    projectId: environment.projectId,
    apiService: environment.apiService,
    type: environment.type,
    plan: environment.plan,
    status: environment.status,
    endsAt: environment.endsAt?.toISOString() ?? null,
    endReason: environment.endReason,
    products: environment.products,
    upstream:
      environment.upstreamUrl === null
        ? { kind: "test-drive" }
        : { kind: "url", url: environment.upstreamUrl },
    payload: {
      policy: environment.payloadPolicy,
      requestField: "encryptedData",
      responseField: "encryptedData",
      fieldLevel: true,
    },
  };
}
