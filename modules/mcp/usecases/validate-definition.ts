import { Injectable } from '@nestjs/common';
import type { BlueprintFinding } from '@iceos/core/blueprint';
import { CodedError, type Finding } from '@iceos/core/errors';
import { parseReference } from '@iceos/core/names';
import { Checking } from '../../../src/jobs/checking.js';
import { CompilerService } from '../../compiler/compiler.service.js';
import { ComponentDirectory } from '../../registry/component-directory.js';
import { checkDefinition, fault, readDefinition, type Definition } from '../tools/definition.js';

/** What was found, each with a JSON pointer into what was sent. The client's own type, so that it goes out as it is. */
export type ValidationResult = Record<string, unknown> & {
  readonly valid: boolean;
  readonly errors: readonly PresentedFinding[];
  readonly warnings: readonly PresentedFinding[];
};

type Found = Finding & Partial<Pick<BlueprintFinding, 'nodeId'>>;
type PresentedFinding = Finding & { readonly node_id?: string };

const SCHEMAS = ['tool_input_schema', 'tool_output_schema'] as const;
const MOST_TOOLS = 100;

/** Says everything that is wrong with a blueprint, or with the definition of a component. Nothing is stored, built or run. */
@Injectable()
export class ValidateDefinition {
  constructor(
    private readonly compiler: CompilerService,
    private readonly directory: ComponentDirectory,
    private readonly checking: Checking,
  ) {}

  /** `params` hold a `blueprint` or a `definition`; throws -32602 when they hold neither. */
  async execute(org: string, params: Readonly<Record<string, unknown>>): Promise<ValidationResult> {
    if (params['blueprint'] !== undefined) {
      const findings = await this.checkBlueprint(org, params['blueprint']);
      return { ...present(findings), component_type: 'blueprint', level: 'executable' };
    }
    const definition = readDefinition(params['definition']);
    const findings = [...checkDefinition(definition), ...(await this.look(org, definition))];
    const { type, members } = definition;
    const { valid, ...rest } = present(findings);
    return {
      valid,
      ...rest,
      suggestions: valid ? ['Build and sign it, and publish it with `ice publish`.'] : [],
      registered: false,
      registry_name: null,
      component_type: type,
      component_id: `${type}_${String(members['name']).slice(0, 100)}`,
      validation_details: {},
    };
  }

  /** What only the registry and the compiler know. */
  private async look(org: string, { type, members }: Definition): Promise<Found[]> {
    const taken = await this.checkName(org, members['name']);
    const checked = await this.checking.checkSchemas(
      org,
      SCHEMAS.map((member) => members[member]),
    );
    const schemas = SCHEMAS.flatMap((member, at) =>
      (checked[at] ?? []).map((found) => ({ ...found, pointer: `/${member}${found.pointer}` })),
    );
    if (type === 'agent') return [...taken, ...(await this.checkTools(org, members['agent_tools']))];
    if (type !== 'workflow') return [...taken, ...schemas];
    const nodes = members['workflow_nodes'];
    if (nodes === undefined) return taken;
    const findings = await this.checkBlueprint(org, { nodes });
    return [
      ...taken,
      ...findings.map((found) => ({
        ...found,
        pointer: found.pointer.replace(/^\/nodes(?=\/|$)/, '/workflow_nodes'),
      })),
    ];
  }

  private async checkBlueprint(org: string, value: unknown): Promise<readonly Found[]> {
    return (await this.compiler.validate({ org, value, level: 'executable' })).findings;
  }

  private async checkName(org: string, name: unknown): Promise<Found[]> {
    if (typeof name !== 'string' || !(await this.exists(org, `${org}/${name}`))) return [];
    const fix = 'Choose another name, or publish a new version of that one.';
    return [{ ...fault('name-taken', '/name', `${name} is already published.`, fix), severity: 'warning' }];
  }

  private async checkTools(org: string, tools: unknown): Promise<Found[]> {
    if (tools === undefined || tools === null) return [];
    if (!Array.isArray(tools) || tools.length > MOST_TOOLS) {
      const fix = `List at most ${MOST_TOOLS} names.`;
      return [fault('field-type', '/agent_tools', 'The tools are not a list of names.', fix)];
    }
    const findings: Found[] = [];
    for (const [at, tool] of tools.entries()) {
      if (typeof tool === 'string' && (await this.exists(org, tool))) continue;
      const name = JSON.stringify(tool)?.slice(0, 200);
      const fix = 'Find what there is with `ice search`.';
      findings.push(fault('component-unknown', `/agent_tools/${at}`, `There is no tool ${name}.`, fix));
    }
    return findings;
  }

  /** Whether the org may use a component of that name. */
  private async exists(org: string, reference: string): Promise<boolean> {
    try {
      await this.directory.find(org, parseReference(reference));
      return true;
    } catch (error) {
      if (error instanceof CodedError) return false;
      throw error;
    }
  }
}

function present(findings: readonly Found[]): Pick<ValidationResult, 'valid' | 'errors' | 'warnings'> {
  const of = (severity: Finding['severity']) =>
    findings.filter((found) => found.severity === severity).map(presentFinding);
  const errors = of('error');
  return { valid: errors.length === 0, errors, warnings: of('warning') };
}

/** As the HTTP routes of blueprints present it. */
function presentFinding({ code, pointer, detail, fix, severity, nodeId }: Found): PresentedFinding {
  return {
    code,
    pointer,
    detail,
    ...(fix === undefined ? {} : { fix }),
    severity,
    ...(nodeId === undefined ? {} : { node_id: nodeId }),
  };
}
