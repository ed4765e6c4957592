import { kidForms, normaliseKid } from "@gatehouse/payload-encryption/kid/forms";
import type {
  ApiServiceEntry,
  ClientEncryptionKeyEntry,
  CredentialEntry,
  EndReason,
  EnvironmentEntry,
  KeyBookChange,
  KeyBookEntry,
  MastercardEncryptionKeyEntry,
} from "../key-book/entries.ts";
import { type ServiceView, serviceIdOf, serviceView, underService, unsaidService } from "./service-view.ts";

/** A contract's terms as a call asks for them, worked out once when the environment changes. */
export interface Terms {
  /** Milliseconds since 1970. */
  readonly endsAt: number;
  readonly endReason: EndReason | null;
  /** Null: everything. */
  readonly products: ReadonlySet<string> | null;
}

export type EncryptionKeyEntry = ClientEncryptionKeyEntry | MastercardEncryptionKeyEntry;

/**
 * The key book as this gateway has it in memory, with an index for each question a call asks. Changed only by {@link apply}, one change
 * at a time and in the order of their numbers, so a call sees either all of a change or nothing of it.
 */
export class Picture {
  #applied = 0;
  readonly #entries = new Map<string, KeyBookEntry>();
  readonly #credentialsByPartnerId = new Map<string, CredentialEntry>();
  readonly #credentialsByAppKeyHash = new Map<string, CredentialEntry>();
  readonly #keysByKid = new Map<string, readonly EncryptionKeyEntry[]>();
  readonly #terms = new Map<string, Terms>();
  /** As their services have them. */
  readonly #environments = new Map<string, EnvironmentEntry>();
  readonly #environmentsOfService = new Map<string, Set<string>>();
  readonly #services = new Map<string, ServiceView>();
  readonly #keysByEnvironment = new Map<string, readonly EncryptionKeyEntry[]>();

  /** Number of the last change applied. */
  get applied(): number {
    return this.#applied;
  }

  environment(id: string): EnvironmentEntry | null {
    return this.#environments.get(id) ?? null;
  }

  /** The API service of an environment. */
  serviceOf(environment: EnvironmentEntry): ServiceView | null {
    const id = serviceIdOf(environment);
    return this.#services.get(id) ?? unsaidService(id);
  }

  /** What the environment's contract says of it; null: nothing. */
  terms(environmentId: string): Terms | null {
    return this.#terms.get(environmentId) ?? null;
  }

  credential(id: string): CredentialEntry | null {
    const entry = this.#entries.get(`credential ${id}`);
    return entry?.kind === "credential" ? entry : null;
  }

  credentialByPartnerId(partnerId: string): CredentialEntry | null {
    return this.#credentialsByPartnerId.get(partnerId) ?? null;
  }

  /** @param hash base64 of the keyed hash */
  credentialByAppKeyHash(hash: string): CredentialEntry | null {
    return this.#credentialsByAppKeyHash.get(hash) ?? null;
  }

  /** All keys, of any environment, that a `kid` may mean, in whatever form it is written. */
  keysByKid(kid: string): readonly EncryptionKeyEntry[] {
    return this.#keysByKid.get(normaliseKid(kid)) ?? [];
  }

  /** Newest first. */
  clientKeys(environmentId: string): ClientEncryptionKeyEntry[] {
    return this.#keysOf(environmentId).filter((key) => key.kind === "client-encryption-key");
  }

  activeMastercardKey(environmentId: string): MastercardEncryptionKeyEntry | null {
    for (const key of this.#keysOf(environmentId)) {
      if (key.kind === "mastercard-encryption-key" && key.active && key.revokedAt === null) return key;
    }
    return null;
  }

  /** @returns the entry that was there before */
  apply(change: KeyBookChange): KeyBookEntry | null {
    if (change.number <= this.#applied) throw new Error("a change of the key book came out of order");
    const name = `${change.kind} ${change.id}`;
    const before = this.#entries.get(name) ?? null;
    if (before !== null) this.#unlink(before);
    if (change.entry === null) this.#entries.delete(name);
    else {
      this.#entries.set(name, change.entry);
      this.#link(change.entry);
    }
    this.#applied = change.number;
    return before;
  }

  /**
   * Begins anew from a whole key book, for one that has gone back to an earlier state.
   *
   * @returns what was here before
   */
  restart(changes: readonly KeyBookChange[]): readonly KeyBookEntry[] {
    const before = [...this.#entries.values()];
    for (const entry of before) this.#unlink(entry);
    this.#entries.clear();
    this.#applied = 0;
    for (const change of changes) this.apply(change);
    return before;
  }

  #apiService(id: string): ApiServiceEntry | null {
    const entry = this.#entries.get(`api-service ${id}`);
    return entry?.kind === "api-service" ? entry : null;
  }

  /** An environment of a service that the key book says nothing of is shut, unless it is of the built-in one. */
  #place(environment: EnvironmentEntry, service: ApiServiceEntry | null): void {
    if (service !== null) this.#environments.set(environment.id, underService(environment, service));
    else if (unsaidService(serviceIdOf(environment)) !== null)
      this.#environments.set(environment.id, environment);
    else this.#environments.delete(environment.id);
  }

  #placeAll(serviceId: string, service: ApiServiceEntry | null): void {
    for (const id of this.#environmentsOfService.get(serviceId) ?? []) {
      const entry = this.#entries.get(`environment ${id}`);
      if (entry?.kind === "environment") this.#place(entry, service);
    }
  }

  #keysOf(environmentId: string): readonly EncryptionKeyEntry[] {
    return this.#keysByEnvironment.get(environmentId) ?? [];
  }

  #link(entry: KeyBookEntry): void {
    if (entry.kind === "credential") {
      this.#credentialsByPartnerId.set(entry.partnerId, entry);
      this.#credentialsByAppKeyHash.set(entry.appKeyHash, entry);
    } else if (entry.kind === "environment") {
      const terms = termsOf(entry);
      if (terms !== null) this.#terms.set(entry.id, terms);
      const service = serviceIdOf(entry);
      const others = this.#environmentsOfService.get(service) ?? new Set();
      this.#environmentsOfService.set(service, others.add(entry.id));
      this.#place(entry, this.#apiService(service));
    } else if (entry.kind === "api-service") {
      this.#services.set(entry.id, serviceView(entry));
      this.#placeAll(entry.id, entry);
    } else if (isKey(entry)) {
      for (const form of new Set(kidForms(entry))) add(this.#keysByKid, form, entry);
      add(this.#keysByEnvironment, entry.environmentId, entry);
    }
  }

  #unlink(entry: KeyBookEntry): void {
    if (entry.kind === "credential") {
      if (this.#credentialsByPartnerId.get(entry.partnerId) === entry) {
        this.#credentialsByPartnerId.delete(entry.partnerId);
      }
      if (this.#credentialsByAppKeyHash.get(entry.appKeyHash) === entry) {
        this.#credentialsByAppKeyHash.delete(entry.appKeyHash);
      }
    } else if (entry.kind === "environment") {
      this.#terms.delete(entry.id);
      this.#environments.delete(entry.id);
      this.#environmentsOfService.get(serviceIdOf(entry))?.delete(entry.id);
    } else if (entry.kind === "api-service") {
      this.#services.delete(entry.id);
      this.#placeAll(entry.id, null);
    } else if (isKey(entry)) {
      for (const form of new Set(kidForms(entry))) remove(this.#keysByKid, form, entry);
      remove(this.#keysByEnvironment, entry.environmentId, entry);
    }
  }
}

function termsOf(entry: EnvironmentEntry): Terms | null {
  const { endsAt = null, endReason = null, products = null } = entry;
  if (endsAt === null && products === null) return null;
  return {
    endsAt: endsAt === null ? Number.POSITIVE_INFINITY : Date.parse(endsAt),
    endReason,
    products: products === null ? null : new Set(products),
  };
}

function isKey(entry: KeyBookEntry): entry is EncryptionKeyEntry {
  return entry.kind === "client-encryption-key" || entry.kind === "mastercard-encryption-key";
}

/** Ids are time-ordered UUIDs, so the highest is the newest. */
function add(
  index: Map<string, readonly EncryptionKeyEntry[]>,
  name: string,
  entry: EncryptionKeyEntry,
): void {
  const others = index.get(name) ?? [];
  index.set(
    name,
    [...others, entry].sort((a, b) => (a.id < b.id ? 1 : -1)),
  );
}

function remove(
  index: Map<string, readonly EncryptionKeyEntry[]>,
  name: string,
  entry: EncryptionKeyEntry,
): void {
  const left = (index.get(name) ?? []).filter((other) => other !== entry);
  if (left.length === 0) index.delete(name);
  else index.set(name, left);
}
