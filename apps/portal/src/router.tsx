import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { environmentViewOf } from "./pages/environment-choice.tsx";
import { Home } from "./pages/home.tsx";
import { NotFound } from "./pages/not-found.tsx";
import { ProjectFrame } from "./pages/project-frame.tsx";
import { Shell } from "./pages/shell.tsx";
import { viewOf } from "./rooms/audit-log/view.ts";

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });
const under = { getParentRoute: () => root };

const operator = createRoute({
  ...under,
  id: "operator",
  component: lazyRouteComponent(() => import("./pages/operator/console.tsx"), "Console"),
});
const underOperator = { getParentRoute: () => operator };
const operatorRoutes = [
  createRoute({
    ...underOperator,
    path: "/operator",
    component: lazyRouteComponent(() => import("./pages/operator/overview.tsx"), "OperatorOverview"),
  }),
  createRoute({
    ...underOperator,
    path: "/operator/key-policy",
    component: lazyRouteComponent(() => import("./rooms/key-policy/key-policy-page.tsx"), "KeyPolicyPage"),
  }),
  createRoute({
    ...underOperator,
    path: "/operator/api-services",
    component: lazyRouteComponent(
      () => import("./rooms/api-services/api-services-page.tsx"),
      "ApiServicesPage",
    ),
  }),
  createRoute({
    ...underOperator,
    path: "/operator/api-services/$serviceId",
    component: lazyRouteComponent(() => import("./rooms/api-services/one-service.tsx"), "OneService"),
  }),
  createRoute({
    ...underOperator,
    path: "/operator/authority",
    component: lazyRouteComponent(
      () => import("./rooms/certificate-authority/authorities-page.tsx"),
      "AuthoritiesPage",
    ),
  }),
  createRoute({
    ...underOperator,
    path: "/operator/revoked-keys",
    component: lazyRouteComponent(
      () => import("./rooms/encryption-keys/revoked-keys-page.tsx"),
      "RevokedKeysPage",
    ),
  }),
  createRoute({
    ...underOperator,
    path: "/operator/requests",
    component: lazyRouteComponent(
      () => import("./rooms/production-access/requests-page.tsx"),
      "RequestsPage",
    ),
  }),
  createRoute({
    ...underOperator,
    path: "/operator/requests/$requestId",
    component: lazyRouteComponent(() => import("./rooms/production-access/one-request.tsx"), "OneRequest"),
  }),
  createRoute({
    ...underOperator,
    path: "/operator/companies",
    component: lazyRouteComponent(
      () => import("./rooms/production-access/verifications-page.tsx"),
      "VerificationsPage",
    ),
  }),
  createRoute({
    ...underOperator,
    path: "/operator/partners",
    component: lazyRouteComponent(
      () => import("./rooms/production-access/partners-page.tsx"),
      "PartnersPage",
    ),
  }),
  createRoute({
    ...underOperator,
    path: "/operator/contracts",
    component: lazyRouteComponent(
      () => import("./rooms/production-access/contracts-page.tsx"),
      "ContractsPage",
    ),
  }),
  createRoute({
    ...underOperator,
    path: "/operator/webhooks",
    component: lazyRouteComponent(() => import("./rooms/webhooks/provider-webhooks.tsx"), "ProviderWebhooks"),
  }),
  createRoute({
    ...underOperator,
    path: "/operator/projects",
    component: lazyRouteComponent(() => import("./rooms/projects/all-projects-page.tsx"), "AllProjectsPage"),
  }),
  createRoute({
    ...underOperator,
    path: "/operator/keys",
    component: lazyRouteComponent(
      () => import("./rooms/encryption-keys/keys-by-expiry-page.tsx"),
      "KeysByExpiryPage",
    ),
  }),
  createRoute({
    ...underOperator,
    path: "/operator/second-factors",
    component: lazyRouteComponent(
      () => import("./rooms/accounts/lost-second-factor-page.tsx"),
      "LostSecondFactorPage",
    ),
  }),
  createRoute({
    ...underOperator,
    path: "/operator/people",
    component: lazyRouteComponent(() => import("./rooms/accounts/operators-page.tsx"), "OperatorsPage"),
  }),
  createRoute({
    ...underOperator,
    path: "/operator/audit",
    validateSearch: viewOf,
    component: lazyRouteComponent(() => import("./rooms/audit-log/operator-audit.tsx"), "OperatorAudit"),
  }),
];

const routes = [
  createRoute({ ...under, path: "/", component: Home }),
  createRoute({
    ...under,
    path: "/sign-up",
    component: lazyRouteComponent(() => import("./rooms/accounts/sign-up.tsx"), "SignUp"),
  }),
  createRoute({
    ...under,
    path: "/log-in",
    component: lazyRouteComponent(() => import("./rooms/accounts/log-in.tsx"), "LogIn"),
  }),
  createRoute({
    ...under,
    path: "/confirm-email",
    component: lazyRouteComponent(() => import("./rooms/accounts/confirm-email.tsx"), "ConfirmEmail"),
  }),
  createRoute({
    ...under,
    path: "/forgot-password",
    component: lazyRouteComponent(() => import("./rooms/accounts/forgot-password.tsx"), "ForgotPassword"),
  }),
  createRoute({
    ...under,
    path: "/reset-password",
    component: lazyRouteComponent(() => import("./rooms/accounts/reset-password.tsx"), "ResetPassword"),
  }),
  createRoute({
    ...under,
    path: "/operator/first",
    component: lazyRouteComponent(() => import("./rooms/accounts/first-operator.tsx"), "FirstOperator"),
  }),
  createRoute({
    ...under,
    path: "/account",
    component: lazyRouteComponent(() => import("./rooms/accounts/account-page.tsx"), "AccountPage"),
  }),
  createRoute({
    ...under,
    path: "/confirm-email-change",
    component: lazyRouteComponent(
      () => import("./rooms/accounts/confirm-email-change.tsx"),
      "ConfirmEmailChange",
    ),
  }),
  createRoute({
    ...under,
    path: "/identity",
    component: lazyRouteComponent(() => import("./rooms/accounts/identity-page.tsx"), "IdentityPage"),
  }),
  createRoute({
    ...under,
    path: "/clients",
    component: lazyRouteComponent(() => import("./rooms/client-hub/client-hub-page.tsx"), "ClientHubPage"),
  }),
  createRoute({
    ...under,
    path: "/notices",
    component: lazyRouteComponent(() => import("./rooms/notices/notices-page.tsx"), "NoticesPage"),
  }),
  createRoute({
    ...under,
    path: "/notices/settings",
    component: lazyRouteComponent(() => import("./rooms/notices/settings-page.tsx"), "NoticeSettingsPage"),
  }),
  createRoute({
    ...under,
    path: "/mailbox",
    component: lazyRouteComponent(() => import("./rooms/notifications/mailbox.tsx"), "Mailbox"),
  }),
  createRoute({
    ...under,
    path: "/projects/new",
    component: lazyRouteComponent(() => import("./rooms/onboarding/wizard.tsx"), "Wizard"),
  }),
  createRoute({
    ...under,
    path: "/invitation",
    component: lazyRouteComponent(() => import("./rooms/projects/accept-invitation.tsx"), "AcceptInvitation"),
  }),
];

const project = createRoute({ ...under, id: "project", component: ProjectFrame });
const underProject = { getParentRoute: () => project };
const projectRoutes = [
  createRoute({
    ...underProject,
    path: "/projects/$id",
    validateSearch: environmentViewOf,
    component: lazyRouteComponent(() => import("./pages/project-page.tsx"), "ProjectPage"),
  }),
  createRoute({
    ...underProject,
    path: "/projects/$id/summary",
    component: lazyRouteComponent(() => import("./rooms/onboarding/summary-page.tsx"), "SummaryPage"),
  }),
  createRoute({
    ...underProject,
    path: "/projects/$id/production",
    component: lazyRouteComponent(
      () => import("./rooms/production-access/production-page.tsx"),
      "ProductionPage",
    ),
  }),
  createRoute({
    ...underProject,
    path: "/projects/$id/team",
    component: lazyRouteComponent(() => import("./rooms/projects/team-page.tsx"), "TeamPage"),
  }),
  createRoute({
    ...underProject,
    path: "/projects/$id/details",
    component: lazyRouteComponent(() => import("./rooms/projects/details-page.tsx"), "DetailsPage"),
  }),
  createRoute({
    ...underProject,
    path: "/projects/$id/usage",
    component: lazyRouteComponent(() => import("./rooms/usage/usage-page.tsx"), "UsagePage"),
  }),
  createRoute({
    ...underProject,
    path: "/projects/$id/webhooks",
    component: lazyRouteComponent(() => import("./rooms/webhooks/project-webhooks.tsx"), "ProjectWebhooks"),
  }),
  createRoute({
    ...underProject,
    path: "/projects/$id/audit",
    validateSearch: viewOf,
    component: lazyRouteComponent(() => import("./rooms/audit-log/project-audit.tsx"), "ProjectAudit"),
  }),
];

export const router = createRouter({
  routeTree: root.addChildren([
    ...routes,
    project.addChildren(projectRoutes),
    operator.addChildren(operatorRoutes),
  ]),
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
