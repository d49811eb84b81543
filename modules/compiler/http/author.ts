import type { Principal } from '../../../src/http/principal.js';
import type { Author } from '../compiler.types.js';

/** The principal as the one who writes. */
export function authorOf({ org, project, token }: Principal): Author {
  return { org, project, actor: token };
}
