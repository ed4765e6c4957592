import type { Said } from "../../notices/wording.ts";
import type { Language } from "../../notifications/languages.ts";
import type { ServiceField } from "../rules.ts";
import type { News } from "./news.ts";

interface Scene {
  /** Of the service. */
  readonly name: string;
  readonly provider: string;
  readonly by: string;
  /** The first of the two; empty where one was enough. */
  readonly askedBy: string;
}

export interface Labels {
  readonly fields: Readonly<Record<ServiceField, string>>;
  readonly also: string;
  readonly added: string;
  readonly removed: string;
  readonly assigned: string;
  readonly yes: string;
  readonly no: string;
  readonly none: string;
  readonly by: string;
  readonly nobody: string;
  readonly open: string;
  readonly why: (provider: string) => string;
}

interface Words {
  readonly say: Readonly<Record<News["kind"], (scene: Scene) => Said>>;
  readonly labels: Labels;
}

const NOTHING = "Nothing has changed at the gate.";
const PUT_RIGHT =
  "If this is not as it should be, tell the other administrators at once by another way than this mail: whoever did it may have a colleague's session.";

const english: Words = {
  say: {
    proposed: ({ name, by }) => ({
      subject: `“${name}”: a change at the gate waits for a second administrator`,
      paragraphs: [
        `${by} proposes to change what the gate does with calls of the API service “${name}”, which Production of partners rests on. Nothing has changed yet: another administrator confirms it within three days, or it lapses.`,
        `Confirm it only if you have heard of it from ${by} by another way than this mail. Otherwise decline it.`,
      ],
    }),
    confirmed: ({ name, by, askedBy }) => ({
      subject: `“${name}”: a change at the gate is in force`,
      paragraphs: [
        `${by} has confirmed what ${askedBy} had proposed for the API service “${name}”. Every gateway goes by it from now on, for all partners.`,
        PUT_RIGHT,
      ],
    }),
    declined: ({ name, by, askedBy }) => ({
      subject: `“${name}”: a change at the gate was declined`,
      paragraphs: [
        `${by} has declined what ${askedBy} had proposed for the API service “${name}”. ${NOTHING}`,
        PUT_RIGHT,
      ],
    }),
    "taken-back": ({ name, by }) => ({
      subject: `“${name}”: a change at the gate was taken back`,
      paragraphs: [`${by} has taken back what they had proposed for the API service “${name}”. ${NOTHING}`],
    }),
    dropped: ({ name, askedBy }) => ({
      subject: `“${name}”: a change at the gate was dropped`,
      paragraphs: [
        `${askedBy} changes API services no more, so what they had proposed for “${name}” is dropped. ${NOTHING}`,
      ],
    }),
    lapsed: ({ name, askedBy }) => ({
      subject: `“${name}”: a change at the gate has lapsed`,
      paragraphs: [
        `No second administrator has confirmed within three days what ${askedBy} had proposed for the API service “${name}”. ${NOTHING}`,
      ],
    }),
    changed: ({ name, by }) => ({
      subject: `“${name}”: a change at the gate is in force`,
      paragraphs: [
        `${by} has changed what the gate does with calls of the API service “${name}”. No Production rests on it, so one administrator was enough.`,
        PUT_RIGHT,
      ],
    }),
    opened: ({ name, by }) => ({
      subject: `“${name}”: what contracts open has changed`,
      paragraphs: [
        `${by} has changed the operations of the API service “${name}”, which Production of partners rests on. From now on the gate lets calls through, and refuses them, by the new list.`,
        PUT_RIGHT,
      ],
    }),
  },
  labels: {
    fields: {
      name: "Name",
      region: "Region",
      description: "Description",
      commercialCountries: "Commercial countries",
      sandboxUrl: "Where calls of Sandbox go",
      productionUrl: "Where calls of Production go",
      payloadPolicy: "Payload policy",
      requestField: "Field of encrypted requests",
      responseField: "Field of encrypted answers",
      fieldLevel: "Field-level encryption accepted",
      offered: "Offered to partners",
      products: "Products",
      questions: "Questions",
    },
    also: "Changed with it",
    added: "Operations added",
    removed: "Operations removed",
    assigned: "Operations assigned to other products",
    yes: "yes",
    no: "no",
    none: "none",
    by: "By",
    nobody: "Nobody",
    open: "Open the service",
    why: (provider) => `You get this because you are an operator at the desk of ${provider}.`,
  },
};

const NADA = "Nada ha cambiado en la puerta.";
const CORREGIR =
  "Si no debe ser así, avise de inmediato a los demás administradores por una vía distinta de este mensaje: quien lo ha hecho puede tener la sesión de un compañero.";

const spanish: Words = {
  say: {
    proposed: ({ name, by }) => ({
      subject: `«${name}»: un cambio en la puerta espera a un segundo administrador`,
      paragraphs: [
        `${by} propone cambiar lo que hace la puerta con las llamadas del servicio de API «${name}», del que depende la Producción de partners. Aún no ha cambiado nada: otro administrador lo confirma en un plazo de tres días o caduca.`,
        `Confírmelo solo si ${by} se lo ha dicho por una vía distinta de este mensaje. Si no, rechácelo.`,
      ],
    }),
    confirmed: ({ name, by, askedBy }) => ({
      subject: `«${name}»: un cambio en la puerta está en vigor`,
      paragraphs: [
        `${by} ha confirmado lo que ${askedBy} había propuesto para el servicio de API «${name}». Todas las puertas lo siguen desde ahora, para todos los partners.`,
        CORREGIR,
      ],
    }),
    declined: ({ name, by, askedBy }) => ({
      subject: `«${name}»: se ha rechazado un cambio en la puerta`,
      paragraphs: [
        `${by} ha rechazado lo que ${askedBy} había propuesto para el servicio de API «${name}». ${NADA}`,
        CORREGIR,
      ],
    }),
    "taken-back": ({ name, by }) => ({
      subject: `«${name}»: se ha retirado un cambio en la puerta`,
      paragraphs: [`${by} ha retirado lo que había propuesto para el servicio de API «${name}». ${NADA}`],
    }),
    dropped: ({ name, askedBy }) => ({
      subject: `«${name}»: se ha descartado un cambio en la puerta`,
      paragraphs: [
        `${askedBy} ya no cambia servicios de API, así que lo que había propuesto para «${name}» queda descartado. ${NADA}`,
      ],
    }),
    lapsed: ({ name, askedBy }) => ({
      subject: `«${name}»: un cambio en la puerta ha caducado`,
      paragraphs: [
        `Ningún segundo administrador ha confirmado en tres días lo que ${askedBy} había propuesto para el servicio de API «${name}». ${NADA}`,
      ],
    }),
    changed: ({ name, by }) => ({
      subject: `«${name}»: un cambio en la puerta está en vigor`,
      paragraphs: [
        `${by} ha cambiado lo que hace la puerta con las llamadas del servicio de API «${name}». Ninguna Producción depende de él, así que bastaba un administrador.`,
        CORREGIR,
      ],
    }),
    opened: ({ name, by }) => ({
      subject: `«${name}»: ha cambiado lo que abren los contratos`,
      paragraphs: [
        `${by} ha cambiado las operaciones del servicio de API «${name}», del que depende la Producción de partners. Desde ahora la puerta deja pasar las llamadas, y las rechaza, según la nueva lista.`,
        CORREGIR,
      ],
    }),
  },
  labels: {
    fields: {
      name: "Nombre",
      region: "Región",
      description: "Descripción",
      commercialCountries: "Países comerciales",
      sandboxUrl: "Adónde van las llamadas de Sandbox",
      productionUrl: "Adónde van las llamadas de Producción",
      payloadPolicy: "Política de cifrado",
      requestField: "Campo de las solicitudes cifradas",
      responseField: "Campo de las respuestas cifradas",
      fieldLevel: "Se acepta el cifrado de campos",
      offered: "Se ofrece a partners",
      products: "Productos",
      questions: "Preguntas",
    },
    also: "Cambia también",
    added: "Operaciones añadidas",
    removed: "Operaciones eliminadas",
    assigned: "Operaciones asignadas a otros productos",
    yes: "sí",
    no: "no",
    none: "ninguno",
    by: "Por",
    nobody: "Nadie",
    open: "Abrir el servicio",
    why: (provider) => `Recibe este mensaje porque es operador de ${provider}.`,
  },
};

export const WORDS: Readonly<Record<Language, Words>> = { en: english, es: spanish };
