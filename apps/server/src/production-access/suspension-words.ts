import type { Language } from "../notifications/languages.ts";

/** What was done about a partner's access. */
export type SuspensionStep = "asked" | "suspended" | "dropped" | "resumed" | "lapsed";

interface Scene {
  /** Of the partner. */
  readonly name: string;
  readonly by: string;
  readonly askedBy: string;
}

interface Said {
  readonly subject: string;
  readonly paragraphs: readonly string[];
}

interface Words {
  readonly say: Readonly<Record<SuspensionStep, (scene: Scene) => Said>>;
  readonly labels: {
    readonly reason: string;
    readonly open: string;
    readonly why: (provider: string) => string;
  };
}

const PUT_RIGHT =
  "If this is not as it should be, put it right on the page of partners, and tell the others by another way than this mail: whoever did it may have a colleague's session.";

const english: Words = {
  say: {
    asked: ({ name, by }) => ({
      subject: `The suspension of “${name}” waits for a second operator`,
      paragraphs: [
        `${by} asks that the partner “${name}” is suspended. Nothing is stopped yet: another operator confirms it within three days, or it lapses.`,
      ],
    }),
    suspended: ({ name, by, askedBy }) => ({
      subject: `“${name}” is suspended`,
      paragraphs: [
        `${by} has confirmed the suspension of the partner “${name}”, which ${askedBy} had asked for. The gate refuses all calls of its projects.`,
        PUT_RIGHT,
      ],
    }),
    dropped: ({ name, by, askedBy }) => ({
      subject: `“${name}” is not suspended`,
      paragraphs: [
        `${by} has dropped the suspension of the partner “${name}” that ${askedBy} had asked for. Nothing was stopped.`,
      ],
    }),
    resumed: ({ name, by }) => ({
      subject: `The suspension of “${name}” was ended`,
      paragraphs: [
        `${by} has ended the suspension of the partner “${name}”. Calls of its projects go through the gate as before, and their members are told.`,
        PUT_RIGHT,
      ],
    }),
    lapsed: ({ name, askedBy }) => ({
      subject: `The suspension of “${name}” was not confirmed`,
      paragraphs: [
        `No second operator has confirmed within three days the suspension of the partner “${name}” that ${askedBy} had asked for. It has lapsed, and nothing was stopped. If it is still needed, ask for it again.`,
      ],
    }),
  },
  labels: {
    reason: "Reason",
    open: "Open the page of partners",
    why: (provider) => `You get this as one of the people at the desk of ${provider}.`,
  },
};

const CORREGIR =
  "Si esto no es correcto, corríjalo en la página de socios y avise a los demás por otra vía que no sea este mensaje: quien lo hizo puede tener la sesión de un compañero.";

const spanish: Words = {
  say: {
    asked: ({ name, by }) => ({
      subject: `La suspensión de «${name}» espera a un segundo operador`,
      paragraphs: [
        `${by} pide que se suspenda al socio «${name}». Todavía no se ha detenido nada: otro operador lo confirma en un plazo de tres días, o la petición caduca.`,
      ],
    }),
    suspended: ({ name, by, askedBy }) => ({
      subject: `«${name}» está suspendido`,
      paragraphs: [
        `${by} ha confirmado la suspensión del socio «${name}» que había pedido ${askedBy}. La pasarela rechaza todas las llamadas de sus proyectos.`,
        CORREGIR,
      ],
    }),
    dropped: ({ name, by, askedBy }) => ({
      subject: `«${name}» no se suspende`,
      paragraphs: [
        `${by} ha anulado la suspensión del socio «${name}» que había pedido ${askedBy}. No se ha detenido nada.`,
      ],
    }),
    resumed: ({ name, by }) => ({
      subject: `Ha terminado la suspensión de «${name}»`,
      paragraphs: [
        `${by} ha puesto fin a la suspensión del socio «${name}». Las llamadas de sus proyectos pasan por la pasarela como antes, y se avisa a sus miembros.`,
        CORREGIR,
      ],
    }),
    lapsed: ({ name, askedBy }) => ({
      subject: `La suspensión de «${name}» no se ha confirmado`,
      paragraphs: [
        `Ningún segundo operador ha confirmado en tres días la suspensión del socio «${name}» que había pedido ${askedBy}. Ha caducado y no se ha detenido nada. Si todavía hace falta, pídala de nuevo.`,
      ],
    }),
  },
  labels: {
    reason: "Motivo",
    open: "Abrir la página de socios",
    why: (provider) => `Recibe este mensaje como miembro del equipo de ${provider}.`,
  },
};

export const WORDS: Readonly<Record<Language, Words>> = { en: english, es: spanish };
