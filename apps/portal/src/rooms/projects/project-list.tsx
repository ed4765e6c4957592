import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { get } from "../../api/call.ts";
import type { ProjectSummary } from "../../api/types.ts";
import { date } from "../../ui/format.ts";
import { Heading, Refusal, Skeleton } from "../../ui/page.tsx";

export function ProjectList() {
  const projects = useQuery({
    queryKey: ["projects"],
    queryFn: () => get<{ items: ProjectSummary[] }>("/projects"),
  });
  const items = projects.data?.items ?? [];
  return (
    <main className="page" id="main">
      <div className="page-head">
        <Heading>Your projects</Heading>
        <Link to="/projects/new" className="button primary">
          Create New Project
        </Link>
      </div>
      <Refusal error={projects.error} />
      {projects.isPending ? <Skeleton /> : null}
      {projects.isSuccess && items.length === 0 ? (
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
