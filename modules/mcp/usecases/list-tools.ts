import { Injectable } from '@nestjs/common';
import type { ListToolsResult } from '@modelcontextprotocol/server';
import { decodeCursor, encodeCursor } from '../../../src/http/page.js';
import { ComponentList, type ListedComponent } from '../../registry/component-list.js';
import { presentTool, VALIDATE_BLUEPRINT, VALIDATION_TOOL } from '../tools/schemas.js';

const PAGE = 500;
const TOOL_WORLD = 'iceos:tool@0.1.0';

/** Lists what an org may call, in the order of its names. */
@Injectable()
export class ListTools {
  constructor(private readonly components: ComponentList) {}

  /** One page; throws `cursor-invalid`. */
  async execute(org: string, cursor: string | undefined): Promise<ListToolsResult> {
    const scope = { org, list: 'tools/list' };
    const after = String(decodeCursor(scope, cursor, ['text'])?.[0] ?? '');
    const { components, next } = await this.components.page(org, after, PAGE);
    const tools = components.filter(isCallable).map(presentTool);
    const isHere = after < VALIDATE_BLUEPRINT && (next === undefined || VALIDATE_BLUEPRINT <= next);
    if (isHere) tools.push(VALIDATION_TOOL);
    return {
      tools: tools.sort((a, b) => (a.name < b.name ? -1 : 1)),
      ...(next === undefined ? {} : { nextCursor: encodeCursor(scope, [next]) }),
    };
  }
}

/** Agents are listed when the interpreter runs them; the runner of code nodes takes source text, and no caller's. */
function isCallable({ id, entry: { nodeType, world } }: ListedComponent): boolean {
  if (id === VALIDATE_BLUEPRINT) return false;
  return nodeType === 'workflow' || (nodeType === 'tool' && world === TOOL_WORLD);
}
