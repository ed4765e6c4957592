import type { NoticeKind } from "./kinds.ts";

/** Where in the portal one sees what a notice is about: a path, for a member or for one of the provider's people. */
export function placeOf(
  {
    kind,
    projectId,
    environment,
  }: {
    readonly kind: NoticeKind;
    readonly projectId: string;
    readonly environment: "sandbox" | "production" | null;
  },
  operator: boolean,
): string {
  if (operator) {
    if (kind === "production.ending") return "/operator/contracts";
    return kind === "production.requested" ? "/operator/requests" : "/operator";
  }
  if (kind === "project.deleted") return "/";
  if (kind.startsWith("production.")) return `/projects/${projectId}/production`;
  if (kind.startsWith("member.")) return `/projects/${projectId}/team`;
  if (kind.startsWith("webhook.")) return `/projects/${projectId}/webhooks`;
  return `/projects/${projectId}${environment === "production" ? "?environment=production" : ""}`;
}
