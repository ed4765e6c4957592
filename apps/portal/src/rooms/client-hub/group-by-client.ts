/** A project for a client company, as the management API tells it. */
export interface ClientProject {
  readonly id: string;
  readonly name: string;
  readonly role: "admin" | "read-only";
  readonly client: { readonly name: string; readonly verification: string };
  readonly production: string | null;
  readonly suspended: boolean;
  readonly keys: {
    readonly expiring: number;
    readonly expired: number;
    readonly nextExpiry: string | null;
  };
}

export interface Client {
  readonly key: string;
  readonly name: string;
  /** What holds for all of its projects; null where they differ. */
  readonly verification: string | null;
  readonly projects: readonly ClientProject[];
}

/** Projects in the order of the list, by the names of their clients: large and small letters are the same. */
export function groupByClient(projects: readonly ClientProject[]): Client[] {
  const groups = Map.groupBy(projects, ({ client }) => client.name.toLowerCase());
  return [...groups].map(([key, own]) => {
    const states = new Set(own.map(({ client }) => client.verification));
    const [verification] = states;
    return {
      key,
      name: own[0]?.client.name ?? "",
      verification: states.size === 1 ? (verification ?? null) : null,
      projects: own,
    };
  });
}
