import { isCollection, isMap, isScalar, parseDocument, type Document, type Node } from 'yaml';
import type { Span } from './json-places.js';

/** Enough for anchors that a person writes; too few for a bomb. */
const MAX_ALIASES = 100;
const MOST_FAULTS = 20;
/** What the parser says in words that are meant for its callers. */
const SAID: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'A file holds one document, and another one begins here',
  RESOURCE_EXHAUSTION: 'It is nested too deeply',
};

export interface YamlFault {
  readonly detail: string;
  readonly from: number;
  readonly to: number;
}

export type YamlPlaces =
  | { readonly ok: true; readonly value: unknown; readonly spanOf: (pointer: string) => Span | undefined }
  | { readonly ok: false; readonly faults: readonly YamlFault[] };

/** The value of a YAML 1.2 text, and where its members stand; or what is wrong with its syntax. Never throws. */
export function yamlPlaces(text: string): YamlPlaces {
  try {
    const document = parseDocument(text, {
      schema: 'core',
      version: '1.2',
      uniqueKeys: true,
      prettyErrors: false,
    });
    // A tag that YAML itself does not have would be passed over with a warning, and mean something else elsewhere.
    const faults = [...document.errors, ...document.warnings];
    if (faults.length > 0) {
      // Nesting that uses up the stack is followed by one fault for each level.
      const deep = faults.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
      return {
        ok: false,
        faults: (deep ? [deep] : faults).slice(0, MOST_FAULTS).map(({ code, message, pos: [from, to] }) => ({
          detail: `This is not YAML: ${SAID[code] ?? message}.`,
          from,
          to,
        })),
      };
    }
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    return { ok: true, value, spanOf: (pointer) => spanOf(document, pointer) };
  } catch (error) {
    // The stack is used up by nesting, or aliases stand for more than they may.
    const detail = error instanceof RangeError ? 'it is nested too deeply' : saidBy(error as Error);
    return { ok: false, faults: [{ detail: `This is not YAML that is read: ${detail}.`, from: 0, to: 0 }] };
  }
}

/** What the parser says of an alias that stands for nothing, for itself, or for too much. */
function saidBy({ message }: Error): string {
  return message.startsWith('Excessive alias') ? 'its aliases stand for more than they may' : message;
}

function spanOf({ contents }: Document, pointer: string): Span | undefined {
  let node: Node | null | undefined = contents;
  let name: Span['name'];
  for (const part of pointer.split('/').slice(1)) {
    const member = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (!isCollection(node)) return undefined;
    name = undefined;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === member);
      const key = pair && isScalar(pair.key) ? pair.key : undefined;
      if (key?.range) name = [key.range[0], key.range[1]];
      node = pair?.value as Node | null | undefined;
      if (pair && !node?.range && name) return { name, value: name };
    } else node = node.items[Number(member)] as Node | undefined;
  }
  if (!node?.range) return undefined;
  return { ...(name ? { name } : {}), value: [node.range[0], node.range[1]] };
}
