import type { AccountWords } from "./wording.ts";

const NEW_PASSWORD = (url: string) =>
  `Si no ha sido usted, elija de inmediato una contraseña nueva: ${url}/forgot-password`;

export const spanish: AccountWords = {
  confirmEmail: ({ provider, url, token }) => ({
    subject: `Confirme su dirección de correo para ${provider}`,
    text: `Alguien, seguramente usted, se ha registrado en ${provider} con esta dirección de correo.

Para confirmar la dirección y continuar, abra este enlace en un plazo de 24 horas:

${url}/confirm-email#token=${token}

Si no ha sido usted, no haga nada: sin el enlace no se crea ninguna cuenta.
`,
  }),
  knownAddress: ({ provider, url }) => ({
    subject: `Usted ya tiene una cuenta en ${provider}`,
    text: `Alguien, seguramente usted, se ha registrado en ${provider} con esta dirección de correo. La dirección ya tiene una cuenta, y no se ha cambiado nada.

Iniciar sesión: ${url}/log-in
Elegir una contraseña nueva: ${url}/forgot-password

Si no ha sido usted, no haga nada.
`,
  }),
  resetPassword: ({ provider, url, token }) => ({
    subject: `Elija una contraseña nueva para ${provider}`,
    text: `Alguien, seguramente usted, ha pedido una contraseña nueva en ${provider}.

Para elegirla, abra este enlace en el plazo de una hora:

${url}/reset-password#token=${token}

Si no ha sido usted, no haga nada: su contraseña sigue siendo la misma.
`,
  }),
  passwordChanged: ({ provider, url }) => ({
    subject: `Se ha cambiado su contraseña para ${provider}`,
    text: `Se ha cambiado la contraseña de su cuenta en ${provider} y se han cerrado todas sus sesiones, salvo aquella en la que se hizo el cambio. Los enlaces enviados antes ya no sirven, y se ha anulado el cambio de dirección que pudiera estar pendiente.

${NEW_PASSWORD(url)}
`,
  }),
  passwordReset: ({ provider, url }) => ({
    subject: `Se ha cambiado su contraseña para ${provider}`,
    text: `Se ha cambiado la contraseña de su cuenta en ${provider} y se han cerrado todas sus sesiones. Los enlaces enviados antes ya no sirven, y se ha anulado el cambio de dirección que pudiera estar pendiente.

${NEW_PASSWORD(url)}
`,
  }),
  secondFactorAdded: ({ provider, url }) => ({
    subject: `${provider} le pedirá ahora una aplicación de autenticación`,
    text: `A partir de ahora, al iniciar sesión en su cuenta en ${provider} se pide un código de la aplicación de autenticación que se ha configurado. Se han cerrado las demás sesiones de la cuenta.

Guarde los códigos de recuperación donde pueda encontrarlos sin la aplicación.

Si no ha sido usted, elija de inmediato una contraseña nueva y escriba a ${provider}: ${url}/forgot-password
`,
  }),
  secondFactorRemoved: ({ provider, url }) => ({
    subject: `${provider} ya no le pedirá una aplicación de autenticación`,
    text: `Se ha quitado la aplicación de autenticación de su cuenta en ${provider}: al iniciar sesión se pide solo la contraseña.

${NEW_PASSWORD(url)}
`,
  }),
  passkeyAdded: ({ provider, url }) => ({
    subject: `Una clave de acceso abre ahora su cuenta en ${provider}`,
    text: `Se ha añadido una clave de acceso a su cuenta en ${provider}. Quien tenga el dispositivo que la guarda, y su PIN, su huella o su cara, entra sin contraseña.

Si no ha sido usted, elija de inmediato una contraseña nueva y quite después la clave de acceso en la página de su cuenta: ${url}/forgot-password
`,
  }),
  passkeyRemoved: ({ provider, url }) => ({
    subject: `Se ha quitado una clave de acceso de su cuenta en ${provider}`,
    text: `Se ha quitado una clave de acceso de su cuenta en ${provider}, que ya no la abre.

${NEW_PASSWORD(url)}
`,
  }),
  confirmOldEnd: ({ provider, url, token, newEmail }) => ({
    subject: `¿Debe cambiar la dirección de su cuenta en ${provider}?`,
    text: `Quien tiene abierta la sesión de su cuenta en ${provider} quiere que su dirección de correo pase a ser:

${newEmail}

Si es usted, abra este enlace en un plazo de 24 horas, y también el que se ha enviado a la dirección nueva:

${url}/confirm-email-change#token=${token}

Si no ha sido usted, no lo abra y elija de inmediato una contraseña nueva: ${url}/forgot-password
`,
  }),
  confirmNewEnd: ({ provider, url, token }) => ({
    subject: `Confirme su nueva dirección de correo para ${provider}`,
    text: `Alguien, seguramente usted, quiere usar esta dirección de correo para su cuenta en ${provider}.

Para confirmarla, abra este enlace en un plazo de 24 horas, y también el que se ha enviado a la dirección actual:

${url}/confirm-email-change#token=${token}

Si no ha sido usted, no haga nada: la dirección no se usará.
`,
  }),
  newEndTaken: ({ provider }) => ({
    subject: `Alguien quiere usar su dirección en ${provider}`,
    text: `Alguien que tiene otra cuenta en ${provider} quiere usar para ella esta dirección de correo. La dirección ya tiene una cuenta, y no se ha cambiado nada.

Si no ha sido usted, no haga nada.
`,
  }),
  emailChanged: ({ provider, newEmail }) => ({
    subject: `Se ha cambiado la dirección de su cuenta en ${provider}`,
    text: `Los dos buzones lo han confirmado: la dirección de correo de su cuenta en ${provider} es ahora

${newEmail}

Si no ha sido usted, escriba de inmediato a ${provider}.
`,
  }),
  identityLinked: ({ provider, url, service }) => ({
    subject: `${service} abre ahora su cuenta en ${provider}`,
    text: `Se ha vinculado una identidad de ${service} a su cuenta en ${provider}. Quien inicie sesión allí con esa identidad entra aquí, además de con su contraseña.

Si no ha sido usted, elija de inmediato una contraseña nueva y desvincule después la identidad en la página de su cuenta: ${url}/forgot-password
`,
  }),
  signedUpByIdentity: ({ provider, url, service }) => ({
    subject: `Su cuenta en ${provider}`,
    text: `Se ha creado una cuenta en ${provider} con esta dirección de correo, que ${service} ha verificado. Quien inicie sesión allí con esa identidad entra aquí.

La cuenta todavía no tiene contraseña. Para iniciar sesión también sin ${service}, y para cambiar cómo se abre su cuenta, elija una: ${url}/forgot-password

Si no ha sido usted, elija una contraseña, inicie sesión con ella y desvincule la identidad en la página de la cuenta: ${url}/account
`,
  }),
  identityUnlinked: ({ provider, url, service }) => ({
    subject: `${service} ya no abre su cuenta en ${provider}`,
    text: `Se ha desvinculado la identidad de ${service} que estaba vinculada a su cuenta en ${provider}. Su contraseña la abre como hasta ahora.

${NEW_PASSWORD(url)}
`,
  }),
};
