import type { KeyFacts } from "./kinds.ts";
import type { Scene, Words } from "./wording.ts";

const CONSEQUENCE = {
  client: "A partir de entonces se rechazan las solicitudes cifradas con ella.",
  mastercard:
    "A partir de entonces no se pueden cifrar respuestas con ella y se rechazan las solicitudes cifradas.",
};
const NEXT = {
  client:
    "Cree su sucesora, haga que sus programas cifren con ella y revoque después la clave antigua. Puede haber varias en uso a la vez, así que nada tiene que detenerse.",
  mastercard:
    "Añada su sucesora, entréguela a todos los programas que leen respuestas y actívela después. La clave antigua se conserva hasta que la revoque.",
};
const SUCCESSOR = {
  made: "Se rechazan las solicitudes cifradas con ella. Su sucesora ya está creada: descárguela y entréguela a sus programas.",
  "none-needed":
    "Ya estaba revocada, así que las solicitudes cifradas con ella ya se rechazan. Desde ahora nadie puede recuperarla.",
  "to-be-made":
    "Se rechazan las solicitudes cifradas con ella. Aún no tiene sucesora, porque en este momento no se puede acceder al almacén de claves: cuando vuelva, cree una Client Encryption Key en el proyecto y entréguela a sus programas.",
  "to-be-added":
    "Aún no tiene sucesora, así que no se pueden cifrar respuestas y se rechazan las solicitudes cifradas: añada una clave nueva en el proyecto y entréguela a todos los programas que leen respuestas. La primera queda activa enseguida, salvo que otra esté esperando: entonces active una.",
  unproven:
    "Desde ahora las respuestas se cifran con su sucesora. Nadie ha demostrado aún que tiene la mitad privada de esta: asegúrese de que la tienen todos los programas que leen respuestas y ensáyela, o active una clave demostrada.",
};
const OLD_SECRET = {
  stopped: "El Partner Secret anterior y todos los tokens en curso han dejado de funcionar.",
  "works-on":
    "El Partner Secret anterior sigue funcionando un tiempo: entregue el nuevo a sus programas antes de que termine.",
  "overlap-ended":
    "Los Partner Secrets antiguos que aún funcionaban han dejado de hacerlo, y también todos los tokens en curso.",
};
const NOT_YOU = "Si nadie de su equipo quería esto, revoque lo que se ha creado y avise a su proveedor.";

const WEBHOOK = {
  paused: {
    headline: "Se ha pausado un webhook de",
    means: (host: string, project: string) =>
      `Lo que ocurre en ${project} no se envía a ${host} hasta que alguien reanude su webhook.`,
  },
  resumed: {
    headline: "Se ha reanudado un webhook de",
    means: (host: string, project: string) => `Lo que ocurre en ${project} vuelve a enviarse a ${host}.`,
  },
  kinds: {
    headline: "Recibe otros mensajes un webhook de",
    means: (host: string, project: string) =>
      `Alguien ha elegido de nuevo qué tipos de mensajes sobre ${project} se envían a ${host}.`,
  },
  secret: {
    headline: "Tiene un secreto nuevo un webhook de",
    means: (host: string, project: string) =>
      `Los mensajes sobre ${project} que se envían a ${host} se firman con un secreto nuevo. Durante un día llevan también la firma del anterior.`,
  },
};

const ROLE = { admin: "admin", "read-only": "miembro de solo lectura" };
const PLAN = { "test-drive-premium": "Test Drive Premium", production: "Producción" };
const PUT_RIGHT = "Si no debe ser así, pida a un admin del proyecto que lo corrija.";
const theyWrote = (words: string | null) => (words === null ? [] : [`Han escrito: ${words}`]);
const shown = ({ name, email }: { name: string; email: string }) => `${name} (${email})`;

const where = (scene: Scene) =>
  `el proyecto «${scene.project}»${scene.environment === null ? "" : ` (${scene.environment === "sandbox" ? "Sandbox" : "Producción"})`}`;
const of = (scene: Scene) => `d${where(scene)}`;
const a = (key: KeyFacts, scene: Scene) =>
  key.keyType === "client"
    ? "Una Client Encryption Key"
    : `La ${scene.provider} Encryption Key «${key.alias}»`;
const utc = (at: string) => `${at.slice(0, 16).replace("T", " ")} UTC`;
const days = (count: number) => (count === 1 ? "un día" : `${count} días`);

export const spanish: Words = {
  say: {
    "project.created": (_, scene) => ({
      subject: `Su proyecto «${scene.project}» está listo`,
      paragraphs: [
        `Se ha creado el proyecto «${scene.project}», con credenciales y claves de Sandbox para la API de ${scene.provider}.`,
        "Si no ha sido usted, cambie su contraseña y avísenos.",
      ],
    }),
    "project.archived": (_, scene) => ({
      subject: `Se ha archivado el proyecto «${scene.project}»`,
      paragraphs: [
        `El proyecto «${scene.project}» ya no está en las listas de sus miembros. Nada se detiene: las credenciales, las claves y los avisos siguen.`,
      ],
    }),
    "project.brought-back": (_, scene) => ({
      subject: `El proyecto «${scene.project}» ha salido del archivo`,
      paragraphs: [`El proyecto «${scene.project}» vuelve a estar en las listas de sus miembros.`],
    }),
    "project.deleted": (_, scene) => ({
      subject: `Se ha eliminado el proyecto «${scene.project}»`,
      paragraphs: [
        `Se ha eliminado el proyecto «${scene.project}» de ${scene.provider}. Todas sus credenciales y claves han dejado de funcionar.`,
        "Si no debe ser así, avísenos.",
      ],
    }),
    "member.invited": ({ email, role }, scene) => ({
      subject: `Se ha invitado a alguien a «${scene.project}»`,
      paragraphs: [`Se ha invitado a ${email} a ${where(scene)} como ${ROLE[role]}.`, PUT_RIGHT],
    }),
    "member.joined": (person, scene) => ({
      subject: `Ha cambiado el equipo de «${scene.project}»`,
      paragraphs: [`${shown(person)} forma parte ${of(scene)} como ${ROLE[person.role]}.`, PUT_RIGHT],
    }),
    "member.role-changed": (person, scene) => ({
      subject: `Ha cambiado el equipo de «${scene.project}»`,
      paragraphs: [`${shown(person)} es ahora ${ROLE[person.role]} ${of(scene)}.`, PUT_RIGHT],
    }),
    "member.removed": (person, scene) => ({
      subject: `Ha cambiado el equipo de «${scene.project}»`,
      paragraphs: [`Se ha quitado a ${shown(person)} ${of(scene)}.`, PUT_RIGHT],
    }),
    "member.left": (person, scene) => ({
      subject: `Ha cambiado el equipo de «${scene.project}»`,
      paragraphs: [`${shown(person)} ha dejado ${where(scene)}.`, PUT_RIGHT],
    }),
    "webhook.added": ({ host }, scene) => ({
      subject: `Se ha añadido un webhook de «${scene.project}»`,
      paragraphs: [`Lo que ocurre en ${where(scene)} se envía desde ahora a ${host}.`, PUT_RIGHT],
    }),
    "webhook.changed": ({ host, change }, scene) => ({
      subject: `${WEBHOOK[change].headline} «${scene.project}»`,
      paragraphs: [WEBHOOK[change].means(host, where(scene)), PUT_RIGHT],
    }),
    "webhook.removed": ({ host }, scene) => ({
      subject: `Se ha quitado un webhook de «${scene.project}»`,
      paragraphs: [`Lo que ocurre en ${where(scene)} ya no se envía a ${host}.`, PUT_RIGHT],
    }),
    "production.requested": ({ plan }, scene) => ({
      subject: `Se ha solicitado ${PLAN[plan]} para «${scene.project}»`,
      paragraphs: [
        `Se ha solicitado acceso a ${PLAN[plan]} para el proyecto «${scene.project}». Sus credenciales y claves ya existen y funcionarán cuando se apruebe la solicitud.`,
      ],
    }),
    "production.withdrawn": ({ plan }, scene) => ({
      subject: `Se ha retirado la solicitud de «${scene.project}»`,
      paragraphs: [
        `Se ha retirado la solicitud de acceso a ${PLAN[plan]} para el proyecto «${scene.project}». Se puede presentar de nuevo.`,
      ],
    }),
    "production.more-information": ({ plan, words }, scene) => ({
      subject: `La solicitud de «${scene.project}» necesita más información`,
      paragraphs: [
        `${scene.provider} necesita más información para la solicitud de acceso a ${PLAN[plan]} del proyecto «${scene.project}».`,
        ...theyWrote(words),
      ],
    }),
    "production.approved": ({ plan, words }, scene) => ({
      subject: `Se ha aprobado la solicitud de «${scene.project}»`,
      paragraphs: [
        `Se ha aprobado la solicitud de acceso a ${PLAN[plan]} del proyecto «${scene.project}». Sus credenciales y claves ya funcionan.`,
        ...theyWrote(words),
      ],
    }),
    "production.refused": ({ plan, words }, scene) => ({
      subject: `Se ha rechazado la solicitud de «${scene.project}»`,
      paragraphs: [
        `Se ha rechazado la solicitud de acceso a ${PLAN[plan]} del proyecto «${scene.project}».`,
        ...theyWrote(words),
      ],
    }),
    "production.ending": ({ plan, contract, because, endsAt, daysLeft }, scene) => ({
      subject: `${PLAN[plan]} de «${scene.project}» termina en ${days(daysLeft)}`,
      paragraphs: [
        because === "trial-over"
          ? `${PLAN[plan]} del proyecto «${scene.project}» termina el ${utc(endsAt)}, en ${days(daysLeft)}: su plazo se acaba. Desde ese momento la pasarela rechaza sus llamadas.`
          : `El contrato ${contract}, en el que se basa ${PLAN[plan]} del proyecto «${scene.project}», termina el ${utc(endsAt)}, en ${days(daysLeft)}. Desde ese momento la pasarela rechaza sus llamadas.`,
        "Acuerde a tiempo el siguiente contrato y vuelva a solicitar el acceso en la página del proyecto: mientras tanto, todo sigue funcionando.",
      ],
    }),
    "production.ended": ({ contract, reason }, scene) => ({
      subject: `Ha terminado Production de «${scene.project}»`,
      paragraphs: [
        `${scene.provider} ha retirado el contrato ${contract}. Las llamadas del proyecto «${scene.project}» en Production, que se basan en él, se rechazan en la pasarela.`,
        `El motivo: ${reason}`,
        "Con otro contrato, vuelva a solicitar el acceso en la página del proyecto.",
      ],
    }),
    "partner.suspended": ({ reason }, scene) => ({
      subject: `${scene.provider} ha suspendido «${scene.project}»`,
      paragraphs: [
        `${scene.provider} ha suspendido el acceso de su empresa: todas las llamadas del proyecto «${scene.project}» se rechazan en la pasarela.`,
        `El motivo: ${reason}`,
      ],
    }),
    "partner.resumed": (_, scene) => ({
      subject: `${scene.provider} ha reanudado «${scene.project}»`,
      paragraphs: [
        `${scene.provider} ha reanudado el acceso de su empresa: las llamadas del proyecto «${scene.project}» pasan como antes.`,
      ],
    }),
    "key.created": (key, scene) => ({
      subject: `Una nueva clave de cifrado en «${scene.project}»`,
      paragraphs: [
        `Hay una nueva clave en ${where(scene)}: ${a(key, scene).replace(/^./, (first) => first.toLowerCase())}.`,
        key.keyType === "client"
          ? "Ya se pueden cifrar solicitudes con ella, junto a las demás."
          : "Espera hasta que alguien la active, salvo que sea la primera.",
      ],
    }),
    "key.activated": (key, scene) => ({
      subject: `Se ha activado una clave de cifrado de «${scene.project}»${key.schedule === null ? "" : " según lo programado"}`,
      paragraphs: [
        key.schedule === null
          ? `${a(key, scene)} ${of(scene)} se ha activado.`
          : `${a(key, scene)} ${of(scene)} debía activarse el ${utc(key.schedule.at)}, programado por ${key.schedule.by}.`,
        "Está activa: las respuestas se cifran con ella. Todo programa que lee respuestas la necesita ahora.",
      ],
    }),
    "key.activation-scheduled": (key, scene) => ({
      subject: `Se ha programado la activación de una clave de cifrado de «${scene.project}»`,
      paragraphs: [
        `${a(key, scene)} ${of(scene)} se activará el ${utc(key.at)}.`,
        "Todo programa que lee respuestas la necesitará a partir de entonces.",
      ],
    }),
    "key.activation-cancelled": (key, scene) => ({
      subject: `Se ha cancelado la activación prevista en «${scene.project}»`,
      paragraphs: [
        `${a(key, scene)} ${of(scene)} no se activará el ${utc(key.at)}. Las respuestas se cifran con la misma clave que antes.`,
      ],
    }),
    "key.activation-refused": (key, scene) => ({
      subject: `No se ha podido activar según lo programado una clave de cifrado de «${scene.project}»`,
      paragraphs: [
        `${a(key, scene)} ${of(scene)} debía activarse el ${utc(key.at)}, programado por ${key.scheduledBy}.`,
        `No se ha activado. Motivo (en inglés): ${key.reason} Las respuestas se cifran con la misma clave que antes y no hay nada más programado.`,
      ],
    }),
    "key.revoked": (key, scene) => ({
      subject: `Se ha revocado una clave de cifrado de «${scene.project}»`,
      paragraphs: [
        `${a(key, scene)} ${of(scene)} se ha revocado.`,
        key.keyType === "client"
          ? "Se rechazan las solicitudes cifradas con ella. ¿Fue un error? Su proveedor puede recuperarla durante un tiempo."
          : "Ya no se puede activar.",
      ],
    }),
    "key.expiring": (key, scene) => ({
      subject: `Una clave de cifrado de «${scene.project}» caduca en ${days(key.daysLeft)}`,
      paragraphs: [
        `La ${key.keyType === "client" ? `Client Encryption Key ${key.kid.slice(0, 8)}…` : `${scene.provider} Encryption Key «${key.alias}»`} ${of(scene)} caduca el ${key.notAfter.slice(0, 10)}, en ${days(key.daysLeft)}. ${CONSEQUENCE[key.keyType]}`,
        NEXT[key.keyType],
      ],
    }),
    "key.compromised": (key, scene) => ({
      subject: `Se ha notificado que una clave de cifrado de «${scene.project}» está comprometida`,
      paragraphs: [
        `Se ha notificado que ${a(key, scene).replace(/^./, (first) => first.toLowerCase())} ${of(scene)} está comprometida${key.successor === "none-needed" ? "" : "; se ha revocado de inmediato"}.`,
        key.successor === null
          ? "Las respuestas ya no se cifran con ella. Los programas que leen respuestas necesitan su sucesora."
          : SUCCESSOR[key.successor],
        "Otros pueden conocer lo que se cifró antes con ella: averigüe qué fue y avise a quienes afecte.",
      ],
    }),
    "key.restored": (key, scene) => ({
      subject: `Una clave de cifrado revocada de «${scene.project}» vuelve a estar en uso`,
      paragraphs: [
        `${scene.provider} ha recuperado una Client Encryption Key ${of(scene)} que estaba revocada. Se vuelven a aceptar las solicitudes cifradas con ella.`,
        `El motivo indicado: ${key.reason}`,
        "Si usted no lo ha pedido, revoque la clave de nuevo. Si otros pueden tener su mitad privada, notifique que está comprometida: entonces nadie podrá recuperarla.",
      ],
    }),
    "key.destroyed": (_, scene) => ({
      subject: `Se ha destruido una clave de cifrado revocada de «${scene.project}»`,
      paragraphs: [
        `Se ha destruido la mitad privada de una Client Encryption Key revocada ${of(scene)}. Nadie puede recuperarla.`,
      ],
    }),
    "credential.created": (_, scene) => ({
      subject: `Nuevas credenciales en «${scene.project}»`,
      paragraphs: [
        `Hay un nuevo juego de credenciales ${of(scene)}: los programas pueden iniciar sesión con él.`,
        NOT_YOU,
      ],
    }),
    "credential.secret-changed": (credential, scene) => ({
      subject:
        credential.old === "overlap-ended"
          ? `Los secretos antiguos de «${scene.project}» han dejado de funcionar`
          : `Se ha cambiado un Partner Secret de «${scene.project}»`,
      paragraphs: [
        credential.old === "overlap-ended"
          ? `Ha terminado el tiempo en que seguían funcionando los secretos antiguos de unas credenciales ${of(scene)}.`
          : `Unas credenciales ${of(scene)} tienen un nuevo Partner Secret.`,
        OLD_SECRET[credential.old],
      ],
    }),
    "credential.deleted": (_, scene) => ({
      subject: `Se han eliminado credenciales de «${scene.project}»`,
      paragraphs: [
        `Se ha eliminado un juego de credenciales ${of(scene)}. Su Partner ID, su Secret y su App Key han dejado de funcionar, y también todos los tokens.`,
      ],
    }),
  },
  labels: {
    kid: "Identificador de la clave (kid)",
    partnerId: "Partner ID",
    by: "Por",
    byServer: "Gatehouse",
    alsoIn: (names, more) =>
      `Lo mismo se aplica a: ${names.map((name) => `«${name}»`).join(", ")}${more === 0 ? "" : ` y a otros ${more}`}.`,
    open: "Abrir",
    openConsole: "Abrir la consola",
    whySecurity: "Recibe este mensaje porque trata de la seguridad de un proyecto al que pertenece.",
    whyChoice: (url) =>
      `Recibe este mensaje como miembro del proyecto. Elija qué mensajes quiere recibir: ${url}`,
  },
};
