import type { LinkProps } from "@tanstack/react-router";
import type { OperatorConsole } from "../../api/types.ts";

export interface Place {
  readonly to: NonNullable<LinkProps["to"]>;
  readonly label: string;
  /** What of it stands in the navigation, where there is little room. */
  readonly short?: string;
  /** A sentence for the overview. */
  readonly explain: string;
  /** What one must be allowed to do to find it here. */
  readonly can: keyof OperatorConsole["can"];
}

/** The pages of the operators' console, in the order of its navigation. */
export const PLACES: readonly Place[] = [
  {
    to: "/operator/requests",
    label: "Requests",
    explain: "Projects that wait for Test Drive Premium or Production, with all that a decision rests on.",
    can: "decideProduction",
  },
  {
    to: "/operator/companies",
    label: "Companies",
    explain: "Partners and their clients that wait to be verified.",
    can: "decideCompany",
  },
  {
    to: "/operator/partners",
    label: "Partners",
    explain: "Who they are, whether they are offered encryption keys, and their suspension.",
    can: "readPartners",
  },
  {
    to: "/operator/projects",
    label: "Projects",
    explain: "Everybody’s projects, with where their Production stands.",
    can: "readPartners",
  },
  {
    to: "/operator/keys",
    label: "Keys by expiry",
    short: "Expiry",
    explain: "Everybody’s keys: those that expire next come first.",
    can: "readPartners",
  },
  {
    to: "/operator/contracts",
    label: "Contracts",
    explain: "What was agreed with whom: plan, products and days.",
    can: "readContracts",
  },
  {
    to: "/operator/api-services",
    label: "API services",
    explain: "What partners choose from: addresses, products, operations, and what is asked for Production.",
    can: "readApiServices",
  },
  {
    to: "/operator/key-policy",
    label: "Policy for keys",
    short: "Policy",
    explain:
      "How long keys live, which sizes are taken, how many there may be, and when people are reminded.",
    can: "readPolicy",
  },
  {
    to: "/operator/authority",
    label: "Issuing authority",
    short: "Authority",
    explain: "Who certifies keys, until when, and when its successor comes.",
    can: "readPolicy",
  },
  {
    to: "/operator/revoked-keys",
    label: "Revoked keys",
    explain: "Client Encryption Keys that wait for their destruction, and can be brought back until then.",
    can: "restoreKey",
  },
  {
    to: "/operator/webhooks",
    label: "Webhooks",
    explain: "Where the provider’s own programs are told what happens in every project.",
    can: "readWebhooks",
  },
  {
    to: "/operator/people",
    label: "Operators",
    explain: "Who works at this desk, as reviewer or administrator.",
    can: "openConsole",
  },
  {
    to: "/operator/second-factors",
    label: "Recovery",
    explain: "The way back for somebody who has lost app, recovery codes and passkeys.",
    can: "resetSecondFactor",
  },
  {
    to: "/operator/audit",
    label: "Audit log",
    explain: "Who did what, in every project and at this desk.",
    can: "readAudit",
  },
];
