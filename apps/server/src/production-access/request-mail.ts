import type { Mail } from "../notifications/queue-mail.ts";
import type { Plan } from "./rules.ts";

interface Setting {
  readonly provider: string;
  readonly publicUrl: string;
}
interface Named {
  readonly id: string;
  readonly name: string;
}

const PLAN_NAMES: Readonly<Record<Plan, string>> = {
  "test-drive-premium": "Test Drive Premium",
  production: "Production",
};

export function requestedMail(to: string, project: Named, plan: Plan, setting: Setting): Mail {
  return {
    to,
    subject: `${PLAN_NAMES[plan]} requested for “${project.name}”`,
    text: `${PLAN_NAMES[plan]} access was requested for the project “${project.name}” at ${setting.provider}. Its credentials and keys are there already and work once the request is approved.\n\nFollow it: ${setting.publicUrl}/projects/${project.id}/production\n`,
  };
}

export function requestWaitsMail(to: string, project: Named, plan: Plan, setting: Setting): Mail {
  return {
    to,
    subject: `A request for ${PLAN_NAMES[plan]} waits: “${project.name}”`,
    text: `A partner has requested ${PLAN_NAMES[plan]} access for the project “${project.name}”.\n\nLook at it: ${setting.publicUrl}/operator/requests\n`,
  };
}

const OUTCOMES = {
  approved: "was approved",
  refused: "was refused",
  "more-information": "needs more information",
} as const;

export function decidedMail(
  to: string,
  project: Named,
  plan: Plan,
  decision: { readonly state: keyof typeof OUTCOMES; readonly text: string | null },
  setting: Setting,
): Mail {
  const words = decision.text === null ? "" : `\nThey wrote:\n\n${decision.text.replaceAll("\t", " ")}\n`;
  return {
    to,
    subject: `Your request for “${project.name}” ${OUTCOMES[decision.state]}`,
    text: `The request of ${PLAN_NAMES[plan]} access for the project “${project.name}” at ${setting.provider} ${OUTCOMES[decision.state]}.\n${words}\nOpen it: ${setting.publicUrl}/projects/${project.id}/production\n`,
  };
}
