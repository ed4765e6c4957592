import type { Mail } from "../notifications/queue-mail.ts";

export function projectMadeMail(
  to: string,
  project: { readonly id: string; readonly name: string },
  providerName: string,
  publicUrl: string,
): Mail {
  return {
    to,
    subject: `Your project “${project.name}” is ready`,
    text: `The project “${project.name}” has been made, with Sandbox credentials and keys for the ${providerName} API.\n\nOpen it: ${publicUrl}/projects/${project.id}\n\nIf this wasn't you, change your password and tell us.\n`,
  };
}
