/**
 * The world of a component: what the host calls (`world/worlds.ts`) and what a component may import
 * (`world/interfaces.ts`). Nothing else declares either. The WIT text that tools are built against, the list of suspending
 * imports that the compiler needs, and the checks of every host call come from these tables (docs/spec/sandbox.md 4, 8
 * and 9).
 */
export {
  HOST_INTERFACES,
  hostFunctions,
  hostInterfaceId,
  type HostImplementation,
  type HostInterface,
  type HostInterfaceId,
  type HostInterfaceName,
  parseInterfaceName,
} from './world/interfaces.js';
export {
  acceptsArguments,
  conforms,
  jsNameOf,
  type FunctionShape,
  type ValueOf,
  type ValueType,
} from './world/values.js';
export { witFor, witText } from './world/wit.js';
export { TYPES_INTERFACE, WORLDS, type ToolError, type World, type WorldId } from './world/worlds.js';
