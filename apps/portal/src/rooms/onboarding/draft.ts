import type { ApiServices } from "../../api/types.ts";

/** What the wizard has gathered; kept over a reload in this tab. Passwords and keys are never part of it. */
export interface Draft {
  readonly draftId: string;
  readonly name: string;
  readonly purpose: "self" | "client";
  readonly client: {
    readonly legalName: string;
    readonly line1: string;
    readonly line2: string;
    readonly city: string;
    readonly region: string;
    readonly postalCode: string;
    readonly country: string;
  };
  readonly apiService: string;
  readonly commercialCountry: string;
  /** Set by the first Proceed: from then on the country stays. */
  readonly countryFixed: boolean;
  readonly sandboxDescription: string;
}

const STORED_UNDER = "gatehouse-new-project";

export function newDraft(): Draft {
  return {
    draftId: crypto.randomUUID(),
    name: "",
    purpose: "self",
    client: { legalName: "", line1: "", line2: "", city: "", region: "", postalCode: "", country: "US" },
    apiService: "open-finance-us",
    commercialCountry: "US",
    countryFixed: false,
    sandboxDescription: "",
  };
}

export function loadDraft(storage: Pick<Storage, "getItem">): Draft {
  try {
    const stored: unknown = JSON.parse(storage.getItem(STORED_UNDER) ?? "null");
    if (typeof stored === "object" && stored !== null && "draftId" in stored) {
      return { ...newDraft(), ...(stored as Partial<Draft>) };
    }
  } catch {
    // Unreadable: a new draft is the best there is.
  }
  return newDraft();
}

export function saveDraft(storage: Pick<Storage, "setItem">, draft: Draft): void {
  storage.setItem(STORED_UNDER, JSON.stringify(draft));
}

export function forgetDraft(storage: Pick<Storage, "removeItem">): void {
  storage.removeItem(STORED_UNDER);
}

/** The draft for another service: its country stays where the service is offered there. */
export function withService(draft: Draft, apiService: string, services: Pick<ApiServices, "items">): Draft {
  const countries = services.items.find(({ id }) => id === apiService)?.commercialCountries ?? [];
  if (countries.includes(draft.commercialCountry)) return { ...draft, apiService };
  return { ...draft, apiService, commercialCountry: countries[0] ?? "", countryFixed: false };
}

/** A draft may be older than what is offered. */
export function withOffered(draft: Draft, services: Pick<ApiServices, "items">): Draft {
  const [first] = services.items;
  const service = services.items.find(({ id }) => id === draft.apiService) ?? first;
  return service === undefined ? draft : withService(draft, service.id, services);
}

/** The body of POST /projects, without the key. */
export function asRequest(draft: Draft): Record<string, unknown> {
  const { legalName, ...address } = draft.client;
  return {
    draftId: draft.draftId,
    name: draft.name,
    purpose: draft.purpose,
    ...(draft.purpose === "client" ? { client: { legalName, address } } : {}),
    apiService: draft.apiService,
    commercialCountry: draft.commercialCountry,
    sandboxDescription: draft.sandboxDescription,
  };
}
