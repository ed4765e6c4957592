import type { PeopleWords } from "./wording.ts";

const PUT_RIGHT = (url: string) =>
  `Si esto no es correcto, pida a otro administrador que lo corrija de inmediato: ${url}/operator/people`;

export const spanish: PeopleWords = {
  roles: { reviewer: "revisor", administrator: "administrador" },
  desk: {
    added: ({ email, role, by }) => [`${email} se ha incorporado al equipo como ${role}`, `por ${by}`],
    role: ({ email, role, by, askedBy }) => [
      `${email} es ahora ${role} del equipo`,
      askedBy === "" ? `por ${by}` : `a petición de ${askedBy}, confirmado por ${by}`,
    ],
    removed: ({ email, by }) => [`${email} ya no forma parte del equipo`, `por ${by}`],
    asked: ({ email, by }) => [`Se propone a ${email} como administrador del equipo`, `a petición de ${by}`],
    dropped: ({ email, by, askedBy }) => [
      `${email} no será administrador del equipo`,
      by === askedBy ? `retirado por ${by}` : `rechazado por ${by}; lo había pedido ${askedBy}`,
    ],
    lapsed: ({ email, askedBy }) => [
      `${email} no será administrador del equipo`,
      `ningún otro administrador ha confirmado en tres días lo que había pedido ${askedBy}`,
    ],
  },
  putRight: (url, kind) =>
    kind === "asked"
      ? `Hace falta un segundo administrador, que lo confirme en tres días: ${url}/operator/people

Confírmelo solo si lo sabe por otra vía que no sea este mensaje, y si no, rechácelo: quien lo pidió puede tener la sesión de un compañero.`
      : PUT_RIGHT(url),
  newOperator: ({ provider, url, token }) => ({
    subject: `Ya es operador de ${provider}`,
    text: `Un administrador del equipo de ${provider} ha creado una cuenta con esta dirección de correo.

Para elegir su contraseña, abra este enlace en un plazo de tres días:

${url}/reset-password#token=${token}
`,
  }),
  ownRole: ({ provider, role }) => ({
    subject: `Ahora es ${role} de ${provider}`,
    text: `Los administradores del equipo de ${provider} han cambiado lo que usted puede hacer: a partir de ahora es ${role}.

Si esto no es correcto, avise a otro administrador.
`,
  }),
  ownRemoval: ({ provider }) => ({
    subject: `Ya no es operador de ${provider}`,
    text: `Un administrador del equipo de ${provider} ha eliminado su cuenta. Se han cerrado todas sus sesiones.

Si esto no es correcto, avise a los demás administradores.
`,
  }),
  secondFactorReset: ({ provider, url }) => ({
    subject: `Se ha restablecido el segundo factor de su cuenta en ${provider}`,
    text: `${provider} ha quitado de su cuenta la aplicación de autenticación, los códigos de recuperación y las claves de acceso, porque se le comunicó que los había perdido. Se han cerrado todas sus sesiones.

Inicie sesión con su contraseña y añada un nuevo segundo factor en la página de su cuenta: ${url}/account

Si usted no lo ha pedido, elija de inmediato una contraseña nueva y escriba a ${provider}: ${url}/forgot-password
`,
  }),
  recoveryCodesRenewed: ({ provider, url }) => ({
    subject: `Códigos de recuperación nuevos para su cuenta en ${provider}`,
    text: `Se han creado códigos de recuperación nuevos para su cuenta en ${provider}. Los anteriores ya no sirven.

Si no ha sido usted, elija de inmediato una contraseña nueva y escriba a ${provider}: ${url}/forgot-password
`,
  }),
  recoveryCodeUsed: ({ provider, url, left }) => ({
    subject: `Se ha usado un código de recuperación en ${provider}`,
    text: `Alguien, seguramente usted, ha usado un código de recuperación de su cuenta en ${provider} en lugar de la aplicación de autenticación. ${left === 0 ? "No queda ninguno" : left === 1 ? "Queda uno" : `Quedan ${left}`}.

Si no ha sido usted, elija de inmediato una contraseña nueva: ${url}/forgot-password
`,
  }),
  emailChangeCancelled: ({ provider, url, newEmail }) => ({
    subject: `La dirección de su cuenta en ${provider} no cambia`,
    text: `Quien tiene abierta la sesión de su cuenta en ${provider} ha anulado el cambio de su dirección de correo a

${newEmail}

Los enlaces enviados a ambas direcciones ya no sirven. Usted inicia sesión como hasta ahora.

Si no ha sido usted, elija de inmediato una contraseña nueva: ${url}/forgot-password
`,
  }),
};
