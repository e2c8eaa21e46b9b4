/** Whether it can be an AppID, and so be part of keys and logs. */
export function isAppId(text: string): boolean {
  return /^wx\w{1,62}$/.test(text);
}
