import type { Language } from "../notifications/languages.ts";
import type { KeyPolicy } from "./rules.ts";

export type PolicyField = keyof KeyPolicy;

interface Words {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  readonly fields: Readonly<Record<PolicyField, string>>;
  readonly labels: {
    readonly by: string;
    readonly open: string;
    readonly why: (provider: string) => string;
  };
}

const english: Words = {
  subject: "The policy for keys was changed",
  paragraphs: [
    "New keys follow it from now on; those that there are keep their size and expiry.",
    "If this is not as it should be, an administrator brings back what was before with one button, on the page of the policy. Tell the others by another way than this mail: whoever did it may have a colleague's session.",
  ],
  fields: {
    clientKeyDays: "Days that Client Encryption Keys live",
    mastercardKeyDays: "Days that Mastercard Encryption Keys live",
    allowedBits: "Sizes of keys that are taken",
    defaultBits: "Size of new keys",
    signatureHashes: "Hashes of requests' signatures",
    mostClientKeys: "Most Client Encryption Keys",
    mostMastercardKeys: "Most Mastercard Encryption Keys",
    destroyAfterDays: "Days until private halves are destroyed",
    reminderDays: "Days of reminders before expiry",
    unprovenActivation: "Activating a key that wasn't rehearsed",
    secondFactor: "Second factor of partners",
    operatorSecondFactor: "Second factor of operators",
  },
  labels: {
    by: "By",
    open: "Open the policy",
    why: (provider) => `You get this as one of the people at the desk of ${provider}.`,
  },
};

const spanish: Words = {
  subject: "Se ha cambiado la política de claves",
  paragraphs: [
    "Las claves nuevas la siguen desde ahora; las que ya existen conservan su tamaño y su vencimiento.",
    "Si esto no es correcto, un administrador puede recuperar lo anterior con un botón, en la página de la política. Avise a los demás por otra vía que no sea este mensaje: quien lo hizo puede tener la sesión de un compañero.",
  ],
  fields: {
    clientKeyDays: "Días de vida de las Client Encryption Keys",
    mastercardKeyDays: "Días de vida de las Mastercard Encryption Keys",
    allowedBits: "Tamaños de clave admitidos",
    defaultBits: "Tamaño de las claves nuevas",
    signatureHashes: "Hashes de las firmas de solicitudes",
    mostClientKeys: "Máximo de Client Encryption Keys",
    mostMastercardKeys: "Máximo de Mastercard Encryption Keys",
    destroyAfterDays: "Días hasta la destrucción de las mitades privadas",
    reminderDays: "Días de los avisos antes del vencimiento",
    unprovenActivation: "Activación de una clave no ensayada",
    secondFactor: "Segundo factor de los socios",
    operatorSecondFactor: "Segundo factor de los operadores",
  },
  labels: {
    by: "Por",
    open: "Abrir la política",
    why: (provider) => `Recibe este mensaje como miembro del equipo de ${provider}.`,
  },
};

export const WORDS: Readonly<Record<Language, Words>> = { en: english, es: spanish };
