import type { Mail } from "../notifications/queue-mail.ts";

/** How a scheduled activation ended. */
export interface ScheduleEnd {
  readonly alias: string;
  readonly kid: string;
  readonly at: Date;
  readonly scheduledBy: string;
  /** Why it could not be; null: the key is active. */
  readonly refusal: string | null;
}

export function scheduleMail(
  to: string,
  end: ScheduleEnd,
  project: { readonly id: string; readonly name: string },
  setting: { readonly provider: string; readonly publicUrl: string },
): Mail {
  const at = `${end.at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const what = `The ${setting.provider} Encryption Key “${end.alias}” of the project “${project.name}” (Sandbox)`;
  return {
    to,
    subject: (end.refusal === null
      ? `An encryption key of “${project.name}” was activated as scheduled`
      : `An encryption key of “${project.name}” could not be activated as scheduled`
    ).slice(0, 150),
    text: `${what} was to be activated at ${at}, scheduled by ${end.scheduledBy}.

${
  end.refusal === null
    ? "It is active: answers are encrypted with it. Every program that reads answers needs it now."
    : `It was not activated: ${end.refusal} Answers are encrypted with the same key as before, and nothing more is scheduled.`
}

Key ID (kid): ${end.kid}
Open the project: ${setting.publicUrl}/projects/${project.id}
`,
  };
}
