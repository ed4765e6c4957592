/**
 * Every list of the desk, as a page asks for it; `:project` is one of the partner's, `:partner` a part of the name of one. `rows`: which parts
 * of the answer are counted, lists or numbers; `items` where nothing is said.
 */
export const LISTS: readonly {
  readonly name: string;
  readonly as: "partner" | "operator";
  readonly path: string;
  readonly rows?: readonly string[];
}[] = [
  { name: "projects", as: "partner", path: "/api/v1/projects" },
  { name: "projects by name", as: "partner", path: "/api/v1/projects?sort=name" },
  { name: "projects searched", as: "partner", path: "/api/v1/projects?search=loan" },
  { name: "archived projects", as: "partner", path: "/api/v1/projects?archived=true" },
  { name: "client companies", as: "partner", path: "/api/v1/client-projects" },
  { name: "client companies searched", as: "partner", path: "/api/v1/client-projects?search=bank" },
  { name: "notices", as: "partner", path: "/api/v1/notices" },
  { name: "unread notices", as: "partner", path: "/api/v1/notices/unread", rows: ["unread"] },
  { name: "API services", as: "partner", path: "/api/v1/api-services" },
  { name: "a project's summary", as: "partner", path: "/api/v1/projects/:project/summary", rows: ["tasks"] },
  { name: "a project's team", as: "partner", path: "/api/v1/projects/:project/team", rows: ["members"] },
  {
    name: "a project's use",
    as: "partner",
    path: "/api/v1/projects/:project/usage",
    rows: ["credentials", "clientEncryptionKeys", "mastercardEncryptionKeys"],
  },
  {
    name: "a project's use by operation",
    as: "partner",
    path: "/api/v1/projects/:project/usage/operations?days=90",
  },
  { name: "a project's activity", as: "partner", path: "/api/v1/projects/:project/activity" },
  { name: "a project's audit log", as: "partner", path: "/api/v1/projects/:project/audit" },
  { name: "a project's webhooks", as: "partner", path: "/api/v1/projects/:project/webhooks" },
  { name: "requests that wait", as: "operator", path: "/api/v1/operator/requests" },
  { name: "requests approved", as: "operator", path: "/api/v1/operator/requests?state=approved" },
  { name: "companies", as: "operator", path: "/api/v1/operator/companies" },
  { name: "partners", as: "operator", path: "/api/v1/operator/partners" },
  { name: "partners searched", as: "operator", path: "/api/v1/operator/partners?search=:partner" },
  { name: "all projects", as: "operator", path: "/api/v1/operator/projects" },
  { name: "all projects searched", as: "operator", path: "/api/v1/operator/projects?search=loan" },
  { name: "all keys by expiry", as: "operator", path: "/api/v1/operator/keys" },
  { name: "company names", as: "operator", path: "/api/v1/operator/company-names" },
  { name: "contracts", as: "operator", path: "/api/v1/operator/contracts" },
  { name: "operators", as: "operator", path: "/api/v1/operator/operators" },
  { name: "API services of the catalogue", as: "operator", path: "/api/v1/operator/api-services" },
  { name: "revoked keys", as: "operator", path: "/api/v1/operator/revoked-keys" },
  { name: "audit log", as: "operator", path: "/api/v1/operator/audit" },
];
