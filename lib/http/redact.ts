const PARAMETERS =
  /\b(access_token|component_access_token|secret|appsecret|ticket|code|refresh_token|media_id)=[^&\s"']+/gi;

/** Cuts out of a text what nobody may read: values of secret URL parameters, and one secret by itself. */
export function redact(text: string, secret: string | undefined): string {
  const withoutParameters = text.replace(PARAMETERS, '$1=…');
  return secret ? withoutParameters.replaceAll(secret, '…') : withoutParameters;
}
