import { finding, FindingList, pointerStep, type BlueprintFinding } from './findings.js';
import { FORBIDDEN_MEMBERS, MAX_DEPTH, MAX_DOCUMENT_BYTES, MAX_MEMBERS, MAX_VALUES } from './limits.js';

interface Frame {
  readonly container: Readonly<Record<string, unknown>> | readonly unknown[];
  /** Undefined for an array. */
  readonly members: readonly string[] | undefined;
  readonly size: number;
  next: number;
}

/**
 * Walks `root` before anything else looks at it, so that what follows may take plain JSON of bounded size and depth for
 * granted. Keeps its own stack, so no depth can overflow it; counts shared and cyclic values each time they are met, so
 * aliases cannot grow past the bounds. A breach of a bound ends the walk and is the only finding.
 */
export function prescan(root: unknown): BlueprintFinding[] {
  const found = new FindingList();
  const stack: Frame[] = [];
  let values = 0;
  let bytes = 0;
  const visit = (value: unknown): BlueprintFinding | undefined => {
    values++;
    bytes += leafSize(value);
    if (bytes > MAX_DOCUMENT_BYTES) return finding('too-large', '', 'The document is larger than 4 MiB.');
    if (values > MAX_VALUES) return finding('too-many-values', '', `More than ${MAX_VALUES} values.`);
    if (typeof value !== 'object' || value === null) {
      found.addAll(leafFindings(value, stack));
      return undefined;
    }
    if (stack.length >= MAX_DEPTH) {
      return finding('too-deep', pointerOf(stack), `Nested deeper than ${MAX_DEPTH} levels.`);
    }
    const frame = open(value);
    if (!frame) {
      found.add(finding('not-json', pointerOf(stack), 'This is neither a plain object nor an array.'));
    } else if (frame.size > MAX_MEMBERS) {
      return finding('too-many-values', pointerOf(stack), `More than ${MAX_MEMBERS} members in one place.`);
    } else stack.push(frame);
    return undefined;
  };

  let breach = visit(root);
  for (let frame = stack.at(-1); frame && !breach; frame = stack.at(-1)) {
    if (frame.next === frame.size) {
      stack.pop();
      continue;
    }
    const index = frame.next++;
    const member = frame.members?.[index];
    if (member !== undefined) {
      bytes += member.length + 4;
      found.addAll(memberFindings(member, stack));
    }
    breach = visit(memberOf(frame.container, member ?? index));
  }
  return breach ? [breach] : found.list();
}

function memberOf(container: Frame['container'], member: string | number): unknown {
  return (container as Readonly<Record<string | number, unknown>>)[member];
}

function open(value: object): Frame | undefined {
  if (Array.isArray(value)) return { container: value, members: undefined, size: value.length, next: 0 };
  if (Object.prototype.toString.call(value) !== '[object Object]') return undefined;
  const members = Object.keys(value);
  return { container: value as Record<string, unknown>, members, size: members.length, next: 0 };
}

/** A lower bound of what the value takes as JSON text, without what it contains. */
function leafSize(value: unknown): number {
  return typeof value === 'string' ? value.length + 3 : 2;
}

function leafFindings(value: unknown, stack: readonly Frame[]): BlueprintFinding[] {
  if (value === null || typeof value === 'boolean') return [];
  if (typeof value === 'string') {
    if (value.isWellFormed()) return [];
    return [finding('malformed-text', pointerOf(stack), 'The text holds a lone surrogate.')];
  }
  if (typeof value !== 'number') {
    return [finding('not-json', pointerOf(stack), `A value of type ${typeof value} is not JSON.`)];
  }
  if (Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))) return [];
  return [finding('unsafe-number', pointerOf(stack), `${value} cannot be held exactly by every reader.`)];
}

function memberFindings(member: string, stack: readonly Frame[]): BlueprintFinding[] {
  if (FORBIDDEN_MEMBERS.has(member)) {
    return [finding('forbidden-member', pointerOf(stack), `A member is named ${member}.`)];
  }
  return member.isWellFormed()
    ? []
    : [finding('malformed-text', pointerOf(stack), 'The name of a member holds a lone surrogate.')];
}

/** Pointer of the value being visited: every open frame is at the member before its next one. */
function pointerOf(stack: readonly Frame[]): string {
  return stack.map(({ members, next }) => pointerStep(members?.[next - 1] ?? next - 1)).join('');
}
