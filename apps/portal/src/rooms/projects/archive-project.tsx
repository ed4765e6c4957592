import { put } from "../../api/call.ts";
import type { Project } from "../../api/types.ts";
import { Card, Refusal } from "../../ui/page.tsx";
import { useTeamCall } from "./use-team.ts";

export function ArchiveProject(props: { readonly project: Project }) {
  const { id, archivedAt } = props.project;
  const { busy, error, change } = useTeamCall(id);
  const isArchived = archivedAt !== null;
  return (
    <Card title="Archive">
      <div className="row spread">
        <span className="soft">
          {isArchived
            ? "This project is archived: it is out of the list. Everything works on."
            : "Takes the project out of the list. Nothing stops: credentials, keys and reminders go on."}
        </span>
        <button
          type="button"
          className="button"
          disabled={busy}
          onClick={() => change(() => put(`/projects/${id}/archived`, { archived: !isArchived }))}
        >
          {isArchived ? "Bring back" : "Archive project"}
        </button>
      </div>
      <Refusal error={error} />
    </Card>
  );
}
