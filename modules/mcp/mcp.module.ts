import { Module } from '@nestjs/common';
import { CompilerModule } from '../compiler/compiler.module.js';
import { ExecutionsModule } from '../executions/executions.module.js';
import { RegistryModule } from '../registry/registry.module.js';
import { McpController } from './http/mcp.controller.js';
import { McpEndpoint } from './protocol/endpoint.js';
import { RunningCalls } from './protocol/running-calls.js';
import { CallTool } from './usecases/call-tool.js';
import { ListTools } from './usecases/list-tools.js';
import { ValidateDefinition } from './usecases/validate-definition.js';

@Module({
  imports: [RegistryModule, CompilerModule, ExecutionsModule],
  controllers: [McpController],
  providers: [McpEndpoint, RunningCalls, CallTool, ListTools, ValidateDefinition],
})
export class McpModule {}
