import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { get } from "../../api/call.ts";
import { useMe } from "../../api/use-me.ts";
import { TextField } from "../../ui/field.tsx";
import { LogInFirst } from "../../ui/log-in-first.tsx";
import { Card, Heading, Refusal, Skeleton } from "../../ui/page.tsx";
import { ClientCard } from "./client-card.tsx";
import { type ClientProject, groupByClient } from "./group-by-client.ts";

interface Page {
  readonly items: readonly ClientProject[];
  readonly next: string | null;
}

/** Every client company that somebody runs projects for, and what there is to do for it. */
export function ClientHubPage() {
  const me = useMe();
  if (me.data === null) {
    return (
      <main className="page narrow" id="main">
        <LogInFirst to="see your clients" />
      </main>
    );
  }
  return (
    <main className="page middle stack" id="main">
      <Heading lead="Your projects by the company they are for: how far each is, and which keys expire.">
        Client companies
      </Heading>
      <Refusal error={me.error} />
      {me.isPending ? <Skeleton /> : <Clients />}
    </main>
  );
}

function Clients() {
  const [search, setSearch] = useState("");
  const pages = useInfiniteQuery({
    queryKey: ["client-projects", search],
    queryFn: ({ pageParam }) => {
      const query = new URLSearchParams({ search, ...(pageParam === null ? {} : { after: pageParam }) });
      return get<Page>(`/client-projects?${query}`);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page: Page) => page.next,
    placeholderData: keepPreviousData,
  });
  const clients = groupByClient(pages.data?.pages.flatMap(({ items }) => items) ?? []);
  if (pages.isPending) return <Skeleton />;
  return (
    <>
      <Refusal error={pages.error} />
      {clients.length > 0 || search !== "" ? (
        <search className="list-filter">
          <TextField label="Search" type="search" maxLength={100} value={search} onText={setSearch} />
        </search>
      ) : null}
      {pages.isSuccess && clients.length === 0 ? <Nothing isSearch={search !== ""} /> : null}
      {clients.map((client) => (
        <ClientCard key={client.key} client={client} />
      ))}
      {pages.hasNextPage ? (
        <div>
          <button
            type="button"
            className="button"
            disabled={pages.isFetchingNextPage}
            onClick={() => pages.fetchNextPage()}
          >
            Show more
          </button>
        </div>
      ) : null}
    </>
  );
}

function Nothing(props: { readonly isSearch: boolean }) {
  if (props.isSearch) {
    return (
      <Card title="Nothing fits">
        <p className="soft">No client company and no project for one is called like this.</p>
      </Card>
    );
  }
  return (
    <Card title="No client company yet">
      <p className="soft">
        Where you run an API for other companies, make one project for each of them: choose “For a client”
        when you create it. They are listed here, by company. A program can make many through the management
        API: with the header Idempotency-Key a request that is sent twice makes one project.
      </p>
    </Card>
  );
}
