import type { Mail } from "../notifications/queue-mail.ts";

interface Setting {
  readonly provider: string;
  readonly publicUrl: string;
}

export function suspendedMail(to: string, company: string, reason: string, setting: Setting): Mail {
  return {
    to,
    subject: `${setting.provider} has suspended your access`,
    text: `${setting.provider} has suspended the access of “${company}”. The calls of all its projects are refused at the gateway.\n\nThe reason:\n\n${reason.replaceAll("\t", " ")}\n\nYour projects: ${setting.publicUrl}/\n`,
  };
}

export function resumedMail(to: string, company: string, setting: Setting): Mail {
  return {
    to,
    subject: `${setting.provider} has resumed your access`,
    text: `${setting.provider} has resumed the access of “${company}”. Calls go through as before.\n\nYour projects: ${setting.publicUrl}/\n`,
  };
}
