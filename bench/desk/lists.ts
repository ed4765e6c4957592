/** Every list of the desk, as a page asks for it. */
export const LISTS: readonly {
  readonly name: string;
  readonly as: "partner" | "operator";
  readonly path: string;
}[] = [
  { name: "projects", as: "partner", path: "/api/v1/projects" },
  { name: "projects by name", as: "partner", path: "/api/v1/projects?sort=name" },
  { name: "projects searched", as: "partner", path: "/api/v1/projects?search=loan" },
  { name: "archived projects", as: "partner", path: "/api/v1/projects?archived=true" },
  { name: "client companies", as: "partner", path: "/api/v1/client-projects" },
  { name: "client companies searched", as: "partner", path: "/api/v1/client-projects?search=bank" },
  { name: "notices", as: "partner", path: "/api/v1/notices" },
  { name: "unread notices", as: "partner", path: "/api/v1/notices/unread" },
  { name: "requests that wait", as: "operator", path: "/api/v1/operator/requests" },
  { name: "requests approved", as: "operator", path: "/api/v1/operator/requests?state=approved" },
  { name: "companies", as: "operator", path: "/api/v1/operator/companies" },
  { name: "partners", as: "operator", path: "/api/v1/operator/partners" },
  { name: "partners searched", as: "operator", path: "/api/v1/operator/partners?search=harbor" },
  { name: "all projects", as: "operator", path: "/api/v1/operator/projects" },
  { name: "all projects searched", as: "operator", path: "/api/v1/operator/projects?search=loan" },
  { name: "all keys by expiry", as: "operator", path: "/api/v1/operator/keys" },
  { name: "company names", as: "operator", path: "/api/v1/operator/company-names" },
  { name: "contracts", as: "operator", path: "/api/v1/operator/contracts" },
  { name: "revoked keys", as: "operator", path: "/api/v1/operator/revoked-keys" },
  { name: "audit log", as: "operator", path: "/api/v1/operator/audit" },
];
