import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { get } from "../api/call.ts";
import type { Project } from "../api/types.ts";

/** Where a page of a project is: the list, and the project by its name. */
export function ProjectCrumbs(props: { readonly id: string }) {
  const { id } = props;
  const { data } = useQuery({
    queryKey: ["project", id],
    queryFn: async () => (await get<{ project: Project }>(`/projects/${id}`)).project,
    retry: 1,
  });
  return (
    <p className="crumbs">
      <Link to="/">Your projects</Link> ›{" "}
      <Link to="/projects/$id" params={{ id }}>
        {data?.name ?? "Project"}
      </Link>
    </p>
  );
}
