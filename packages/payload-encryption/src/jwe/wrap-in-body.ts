/**
 * The JSON body that carries a JWE in a field: `{"encryptedData":"<JWE>"}`, nested where the path has dots. A JWE holds no letter that
 * JSON would escape, so it is joined as text.
 */
export function wrapJweInBody(jwe: string, path: string): string {
  return path.split(".").reduceRight((inner, name) => `{${JSON.stringify(name)}:${inner}}`, `"${jwe}"`);
}
