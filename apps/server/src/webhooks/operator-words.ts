import type { Language } from "../notifications/languages.ts";

/** What was done to one of the provider's webhooks. */
export type ProviderWebhookChange = "added" | "removed" | "paused" | "resumed" | "kinds" | "secret";

interface Words {
  readonly subject: Readonly<Record<ProviderWebhookChange, (host: string) => string>>;
  readonly paragraphs: Readonly<Record<ProviderWebhookChange, string>>;
  readonly putRight: string;
  readonly labels: {
    readonly by: string;
    readonly open: string;
    readonly why: (provider: string) => string;
  };
}

const english: Words = {
  subject: {
    added: (host) => `A webhook of the provider was added: ${host}`,
    removed: (host) => `A webhook of the provider was removed: ${host}`,
    paused: (host) => `A webhook of the provider was paused: ${host}`,
    resumed: (host) => `A webhook of the provider was resumed: ${host}`,
    kinds: (host) => `A webhook of the provider gets other kinds: ${host}`,
    secret: (host) => `A webhook of the provider has a new secret: ${host}`,
  },
  paragraphs: {
    added: "From now on it is sent what happens in the projects of all partners.",
    removed: "It is sent nothing any more, and what waited for it is gone.",
    paused: "It is sent nothing until it is resumed. What happens meanwhile is never sent.",
    resumed: "It is sent again what happens in the projects of all partners.",
    kinds:
      "The kinds of messages that it gets were chosen anew: look whether those that your alarms rest on are among them.",
    secret:
      "For a day messages carry the signatures of both secrets; the receiver has to know the new one by then.",
  },
  putRight:
    "If this is not as it should be, put it right on the page of webhooks, and tell the other administrators by another way than this mail: whoever did it may have a colleague's session.",
  labels: {
    by: "By",
    open: "Open the page of webhooks",
    why: (provider) => `You get this as one of the people at the desk of ${provider}.`,
  },
};

const spanish: Words = {
  subject: {
    added: (host) => `Se ha añadido un webhook del proveedor: ${host}`,
    removed: (host) => `Se ha eliminado un webhook del proveedor: ${host}`,
    paused: (host) => `Se ha puesto en pausa un webhook del proveedor: ${host}`,
    resumed: (host) => `Se ha reanudado un webhook del proveedor: ${host}`,
    kinds: (host) => `Un webhook del proveedor recibe otros tipos: ${host}`,
    secret: (host) => `Un webhook del proveedor tiene un secreto nuevo: ${host}`,
  },
  paragraphs: {
    added: "A partir de ahora se le envía lo que ocurre en los proyectos de todos los socios.",
    removed: "Ya no se le envía nada, y lo que esperaba para él se ha perdido.",
    paused: "No se le envía nada hasta que se reanude. Lo que ocurra mientras tanto no se enviará nunca.",
    resumed: "Se le vuelve a enviar lo que ocurre en los proyectos de todos los socios.",
    kinds:
      "Se han elegido de nuevo los tipos de mensajes que recibe: compruebe que están los que necesitan sus alarmas.",
    secret:
      "Durante un día los mensajes llevan las firmas de ambos secretos; para entonces el receptor debe conocer el nuevo.",
  },
  putRight:
    "Si esto no es correcto, corríjalo en la página de webhooks y avise a los demás administradores por otra vía que no sea este mensaje: quien lo hizo puede tener la sesión de un compañero.",
  labels: {
    by: "Por",
    open: "Abrir la página de webhooks",
    why: (provider) => `Recibe este mensaje como miembro del equipo de ${provider}.`,
  },
};

export const WORDS: Readonly<Record<Language, Words>> = { en: english, es: spanish };
