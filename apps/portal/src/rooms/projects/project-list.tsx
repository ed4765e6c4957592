import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { get } from "../../api/call.ts";
import type { ProjectSummary } from "../../api/types.ts";
import { date } from "../../ui/format.ts";
import { Heading, Refusal, Skeleton } from "../../ui/page.tsx";
import { ListFilter, type ListView } from "./list-filter.tsx";

const ALL: ListView = { search: "", sort: "newest", archived: false };

export function ProjectList() {
  const [view, setView] = useState(ALL);
  const query = new URLSearchParams({ ...view, archived: String(view.archived) });
  const projects = useQuery({
    queryKey: ["projects", query.toString()],
    queryFn: () => get<{ items: ProjectSummary[] }>(`/projects?${query}`),
    placeholderData: keepPreviousData,
  });
  const isNarrowed = view.search.trim() !== "" || view.archived;
  const items = projects.data?.items ?? [];
  return (
    <main className="page" id="main">
      <div className="page-head">
        <Heading>Your projects</Heading>
        <div className="row">
          {items.some(({ clientName }) => clientName !== null) ? (
            <Link to="/clients" className="button">
              By client company
            </Link>
          ) : null}
          <Link to="/projects/new" className="button primary">
            Create New Project
          </Link>
        </div>
      </div>
      <Refusal error={projects.error} />
      {projects.isPending ? <Skeleton /> : null}
      {projects.isSuccess && (items.length > 0 || isNarrowed) ? (
        <ListFilter view={view} onView={setView} />
      ) : null}
      {projects.isSuccess && items.length === 0 && isNarrowed ? (
        <section className="card stack" aria-label="Nothing fits">
          <h2>Nothing fits</h2>
          <p className="soft">
            {view.archived ? "No archived project is called like this." : "No project is called like this."}
          </p>
        </section>
      ) : null}
      {projects.isSuccess && items.length === 0 && !isNarrowed ? (
        <section className="card stack" aria-label="No project yet">
          <h2>No project yet</h2>
          <p className="soft">
            A project gives your program access to an API service. It takes about two minutes: you name it,
            the keys are made in this browser, and you get Sandbox credentials at once.
          </p>
        </section>
      ) : null}
      {items.length > 0 ? (
        <ul className="list">
          {items.map((project) => (
            <li key={project.id}>
              <Link to="/projects/$id" params={{ id: project.id }} className="item">
                <strong>{project.name}</strong>
                <span className="soft small">
                  {project.clientName === null ? "For ourselves" : `For ${project.clientName}`} ·{" "}
                  {date(project.createdAt)}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      ) : null}
    </main>
  );
}
