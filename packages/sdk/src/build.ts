/**
 * Turns the folder of a kit or bundle into a package: definitions into a manifest, tools into WASM components. Node only;
 * sources of authors are never evaluated in this process.
 */
export { evaluateBlueprint, isBlueprintCode } from './build/blueprint.js';
export { buildBundle, BUNDLE_DOCUMENT, BUNDLE_FILE, bundleManifest } from './build/bundle.js';
export { buildTool, type ComponentOptions } from './build/component.js';
export { describeSources, type DescribedComponent, type DescribedDefinition } from './build/describe.js';
export { BUILD_ERRORS, BuildError, type BuildCode, type SourcePlace } from './build/errors.js';
export { authoredManifest, buildPackage, exportManifest } from './build/export.js';
export { buildKit, KIT_FILE, kitManifest } from './build/kit.js';
export type { BuiltPackage } from './build/manifest.js';
export { packPackage, type PackedPackage } from './build/pack.js';
export type { ToolSource } from './build/wrapper.js';
