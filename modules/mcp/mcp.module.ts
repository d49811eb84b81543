import { Module } from '@nestjs/common';
import { Statuses } from '../../src/http/statuses.js';
import { CompilerModule } from '../compiler/compiler.module.js';
import { ExecutionsModule } from '../executions/executions.module.js';
import { RegistryModule } from '../registry/registry.module.js';
import { ComponentsController } from './http/components.controller.js';
import { SCAFFOLD_STATUSES } from './http/scaffold.statuses.js';
import { McpController } from './http/mcp.controller.js';
import { McpEndpoint } from './protocol/endpoint.js';
import { RunningCalls } from './protocol/running-calls.js';
import { CallTool } from './usecases/call-tool.js';
import { ListTools } from './usecases/list-tools.js';
import { ValidateDefinition } from './usecases/validate-definition.js';

@Module({
  imports: [RegistryModule, CompilerModule, ExecutionsModule],
  controllers: [McpController, ComponentsController],
  providers: [McpEndpoint, RunningCalls, CallTool, ListTools, ValidateDefinition],
})
export class McpModule {
  constructor(statuses: Statuses) {
    statuses.add(SCAFFOLD_STATUSES);
  }
}
