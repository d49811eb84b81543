/**
 * Whether `json`, a text or its UTF-8, opens more than `limit` objects and arrays inside each other. Linear, and no parser:
 * it is asked before one is, so that none has to find out the hard way.
 */
export function nestsDeeperThan(json: string | Uint8Array, limit: number): boolean {
  if (json.length <= limit) return false;
  const unitAt =
    typeof json === 'string' ? (at: number) => json.charCodeAt(at) : (at: number) => json[at] as number;
  let depth = 0;
  let inString = false;
  for (let at = 0; at < json.length; at++) {
    const unit = unitAt(at);
    if (inString) {
      if (unit === 0x5c) at++;
      else if (unit === 0x22) inString = false;
    } else if (unit === 0x22) inString = true;
    else if (unit === 0x7b || unit === 0x5b) {
      if (++depth > limit) return true;
    } else if (unit === 0x7d || unit === 0x5d) depth--;
  }
  return false;
}
