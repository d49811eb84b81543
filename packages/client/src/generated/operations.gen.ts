// Generated from docs/openapi.json by `npm run gen`. Do not edit.

import type * as types from './types.gen.js';

export interface Operations {
  blueprintsClone: { request: types.BlueprintsCloneData; answer: types.BlueprintsCloneResponse };
  blueprintsCreate: { request: types.BlueprintsCreateData; answer: types.BlueprintsCreateResponse };
  blueprintsFreeze: { request: types.BlueprintsFreezeData; answer: types.BlueprintsFreezeResponse };
  blueprintsGet: { request: types.BlueprintsGetData; answer: types.BlueprintsGetResponse };
  blueprintsList: { request: types.BlueprintsListData; answer: types.BlueprintsListResponse };
  blueprintsPatch: { request: types.BlueprintsPatchData; answer: types.BlueprintsPatchResponse };
  blueprintsRemove: { request: types.BlueprintsRemoveData; answer: types.BlueprintsRemoveResponse };
  blueprintsReplace: { request: types.BlueprintsReplaceData; answer: types.BlueprintsReplaceResponse };
  blueprintsValidate: { request: types.BlueprintsValidateData; answer: types.BlueprintsValidateResponse };
  budgetsGet: { request: types.BudgetsGetData; answer: types.BudgetsGetResponse };
  budgetsSetOfOrg: { request: types.BudgetsSetOfOrgData; answer: types.BudgetsSetOfOrgResponse };
  budgetsSetOfProject: { request: types.BudgetsSetOfProjectData; answer: types.BudgetsSetOfProjectResponse };
  catalogueAgents: { request: types.CatalogueAgentsData; answer: types.CatalogueAgentsResponse };
  catalogueComponents: { request: types.CatalogueComponentsData; answer: types.CatalogueComponentsResponse };
  catalogueHealth: { request: types.CatalogueHealthData; answer: types.CatalogueHealthResponse };
  catalogueNodes: { request: types.CatalogueNodesData; answer: types.CatalogueNodesResponse };
  catalogueTool: { request: types.CatalogueToolData; answer: types.CatalogueToolResponse };
  catalogueTools: { request: types.CatalogueToolsData; answer: types.CatalogueToolsResponse };
  catalogueWorkflows: { request: types.CatalogueWorkflowsData; answer: types.CatalogueWorkflowsResponse };
  componentsAll: { request: types.ComponentsAllData; answer: types.ComponentsAllResponse };
  componentsAllAtApiV1McpComponents: { request: types.ComponentsAllAtApiV1McpComponentsData; answer: types.ComponentsAllAtApiV1McpComponentsResponse };
  componentsOfType: { request: types.ComponentsOfTypeData; answer: types.ComponentsOfTypeResponse };
  componentsOfTypeAtApiV1McpComponentsType: { request: types.ComponentsOfTypeAtApiV1McpComponentsTypeData; answer: types.ComponentsOfTypeAtApiV1McpComponentsTypeResponse };
  componentsOne: { request: types.ComponentsOneData; answer: types.ComponentsOneResponse };
  componentsOneAtApiV1McpComponentsTypeName: { request: types.ComponentsOneAtApiV1McpComponentsTypeNameData; answer: types.ComponentsOneAtApiV1McpComponentsTypeNameResponse };
  componentsScaffold: { request: types.ComponentsScaffoldData; answer: types.ComponentsScaffoldResponse };
  componentsScaffoldAtApiV1McpComponentsScaffold: { request: types.ComponentsScaffoldAtApiV1McpComponentsScaffoldData; answer: types.ComponentsScaffoldAtApiV1McpComponentsScaffoldResponse };
  componentsValidate: { request: types.ComponentsValidateData; answer: types.ComponentsValidateResponse };
  componentsValidateAtApiV1McpComponentsValidate: { request: types.ComponentsValidateAtApiV1McpComponentsValidateData; answer: types.ComponentsValidateAtApiV1McpComponentsValidateResponse };
  contentBlob: { request: types.ContentBlobData; answer: types.ContentBlobResponse };
  contentManifest: { request: types.ContentManifestData; answer: types.ContentManifestResponse };
  docsAsset: { request: types.DocsAssetData; answer: types.DocsAssetResponse };
  docsDocument: { request: types.DocsDocumentData; answer: unknown };
  docsPage: { request: types.DocsPageData; answer: types.DocsPageResponse };
  docsPageAtRedoc: { request: types.DocsPageAtRedocData; answer: types.DocsPageAtRedocResponse };
  evidenceGet: { request: types.EvidenceGetData; answer: types.EvidenceGetResponse };
  executionsCancel: { request: types.ExecutionsCancelData; answer: types.ExecutionsCancelResponse };
  executionsEvents: { request: types.ExecutionsEventsData; answer: types.ExecutionsEventsResponse };
  executionsGet: { request: types.ExecutionsGetData; answer: types.ExecutionsGetResponse };
  executionsList: { request: types.ExecutionsListData; answer: types.ExecutionsListResponse };
  executionsStart: { request: types.ExecutionsStartData; answer: types.ExecutionsStartResponse };
  graphAnalysis: { request: types.GraphAnalysisData; answer: types.GraphAnalysisResponse };
  graphImpact: { request: types.GraphImpactData; answer: types.GraphImpactResponse };
  graphLayout: { request: types.GraphLayoutData; answer: types.GraphLayoutResponse };
  graphMetrics: { request: types.GraphMetricsData; answer: types.GraphMetricsResponse };
  healthHealth: { request: types.HealthHealthData; answer: unknown };
  healthLive: { request: types.HealthLiveData; answer: unknown };
  healthLiveAtLivez: { request: types.HealthLiveAtLivezData; answer: unknown };
  healthReady: { request: types.HealthReadyData; answer: types.HealthReadyResponse };
  healthRoot: { request: types.HealthRootData; answer: unknown };
  healthVersion: { request: types.HealthVersionData; answer: unknown };
  identityWhoAmI: { request: types.IdentityWhoAmIData; answer: types.IdentityWhoAmIResponse };
  keysChallenge: { request: types.KeysChallengeData; answer: types.KeysChallengeResponse };
  keysChangeThreshold: { request: types.KeysChangeThresholdData; answer: types.KeysChangeThresholdResponse };
  keysEnrol: { request: types.KeysEnrolData; answer: types.KeysEnrolResponse };
  keysGet: { request: types.KeysGetData; answer: types.KeysGetResponse };
  keysGetThreshold: { request: types.KeysGetThresholdData; answer: types.KeysGetThresholdResponse };
  keysList: { request: types.KeysListData; answer: types.KeysListResponse };
  keysRevoke: { request: types.KeysRevokeData; answer: types.KeysRevokeResponse };
  keysRotate: { request: types.KeysRotateData; answer: types.KeysRotateResponse };
  mcpMessage: { request: types.McpMessageData; answer: types.McpMessageResponse };
  mcpMessageAtApiV1Mcp: { request: types.McpMessageAtApiV1McpData; answer: types.McpMessageAtApiV1McpResponse };
  mcpRefuseStream: { request: types.McpRefuseStreamData; answer: types.McpRefuseStreamResponse };
  mcpRefuseStreamAtApiV1Mcp: { request: types.McpRefuseStreamAtApiV1McpData; answer: types.McpRefuseStreamAtApiV1McpResponse };
  metaHints: { request: types.MetaHintsData; answer: types.MetaHintsResponse };
  metaModels: { request: types.MetaModelsData; answer: types.MetaModelsResponse };
  metaSchema: { request: types.MetaSchemaData; answer: types.MetaSchemaResponse };
  metaToolSchema: { request: types.MetaToolSchemaData; answer: types.MetaToolSchemaResponse };
  metaTypes: { request: types.MetaTypesData; answer: types.MetaTypesResponse };
  namespacesRevocations: { request: types.NamespacesRevocationsData; answer: types.NamespacesRevocationsResponse };
  namespacesRevoke: { request: types.NamespacesRevokeData; answer: types.NamespacesRevokeResponse };
  notesGetDraft: { request: types.NotesGetDraftData; answer: types.NotesGetDraftResponse };
  notesGetSession: { request: types.NotesGetSessionData; answer: types.NotesGetSessionResponse };
  notesPutDraft: { request: types.NotesPutDraftData; answer: types.NotesPutDraftResponse };
  notesPutSession: { request: types.NotesPutSessionData; answer: types.NotesPutSessionResponse };
  notesRemoveDraft: { request: types.NotesRemoveDraftData; answer: types.NotesRemoveDraftResponse };
  notesRemoveSession: { request: types.NotesRemoveSessionData; answer: types.NotesRemoveSessionResponse };
  orgsCreate: { request: types.OrgsCreateData; answer: types.OrgsCreateResponse };
  orgsList: { request: types.OrgsListData; answer: types.OrgsListResponse };
  packagesGet: { request: types.PackagesGetData; answer: types.PackagesGetResponse };
  packagesList: { request: types.PackagesListData; answer: types.PackagesListResponse };
  packagesPublish: { request: types.PackagesPublishData; answer: types.PackagesPublishResponse };
  packagesResolve: { request: types.PackagesResolveData; answer: types.PackagesResolveResponse };
  packagesVersions: { request: types.PackagesVersionsData; answer: types.PackagesVersionsResponse };
  partialsChange: { request: types.PartialsChangeData; answer: types.PartialsChangeResponse };
  partialsChangeAtApiV1McpBlueprintsPartialId: { request: types.PartialsChangeAtApiV1McpBlueprintsPartialIdData; answer: types.PartialsChangeAtApiV1McpBlueprintsPartialIdResponse };
  partialsCreate: { request: types.PartialsCreateData; answer: types.PartialsCreateResponse };
  partialsCreateAtApiV1McpBlueprintsPartial: { request: types.PartialsCreateAtApiV1McpBlueprintsPartialData; answer: types.PartialsCreateAtApiV1McpBlueprintsPartialResponse };
  partialsFinalize: { request: types.PartialsFinalizeData; answer: types.PartialsFinalizeResponse };
  partialsFinalizeAtApiV1McpBlueprintsPartialIdFinalize: { request: types.PartialsFinalizeAtApiV1McpBlueprintsPartialIdFinalizeData; answer: types.PartialsFinalizeAtApiV1McpBlueprintsPartialIdFinalizeResponse };
  partialsGet: { request: types.PartialsGetData; answer: types.PartialsGetResponse };
  partialsGetAtApiV1McpBlueprintsPartialId: { request: types.PartialsGetAtApiV1McpBlueprintsPartialIdData; answer: types.PartialsGetAtApiV1McpBlueprintsPartialIdResponse };
  partialsSuggest: { request: types.PartialsSuggestData; answer: types.PartialsSuggestResponse };
  partialsSuggestAtApiV1McpBlueprintsPartialIdSuggest: { request: types.PartialsSuggestAtApiV1McpBlueprintsPartialIdSuggestData; answer: types.PartialsSuggestAtApiV1McpBlueprintsPartialIdSuggestResponse };
  planningApply: { request: types.PlanningApplyData; answer: types.PlanningApplyResponse };
  planningPreview: { request: types.PlanningPreviewData; answer: types.PlanningPreviewResponse };
  planningPropose: { request: types.PlanningProposeData; answer: types.PlanningProposeResponse };
  planningSuggest: { request: types.PlanningSuggestData; answer: types.PlanningSuggestResponse };
  projectsCreate: { request: types.ProjectsCreateData; answer: types.ProjectsCreateResponse };
  projectsList: { request: types.ProjectsListData; answer: types.ProjectsListResponse };
  registeredBlueprintsCreate: { request: types.RegisteredBlueprintsCreateData; answer: types.RegisteredBlueprintsCreateResponse };
  registeredBlueprintsCreateAtApiV1McpBlueprints: { request: types.RegisteredBlueprintsCreateAtApiV1McpBlueprintsData; answer: types.RegisteredBlueprintsCreateAtApiV1McpBlueprintsResponse };
  registeredBlueprintsGet: { request: types.RegisteredBlueprintsGetData; answer: types.RegisteredBlueprintsGetResponse };
  registeredBlueprintsGetAtApiV1McpBlueprintsId: { request: types.RegisteredBlueprintsGetAtApiV1McpBlueprintsIdData; answer: types.RegisteredBlueprintsGetAtApiV1McpBlueprintsIdResponse };
  rootsBring: { request: types.RootsBringData; answer: types.RootsBringResponse };
  runsEvents: { request: types.RunsEventsData; answer: unknown };
  runsEventsAtApiV1McpRunsRunIdEvents: { request: types.RunsEventsAtApiV1McpRunsRunIdEventsData; answer: unknown };
  runsGet: { request: types.RunsGetData; answer: types.RunsGetResponse };
  runsGetAtApiV1McpRunsRunId: { request: types.RunsGetAtApiV1McpRunsRunIdData; answer: types.RunsGetAtApiV1McpRunsRunIdResponse };
  runsStart: { request: types.RunsStartData; answer: types.RunsStartResponse };
  runsStartAtApiV1McpRuns: { request: types.RunsStartAtApiV1McpRunsData; answer: types.RunsStartAtApiV1McpRunsResponse };
  searchSearch: { request: types.SearchSearchData; answer: types.SearchSearchResponse };
  standingDeprecate: { request: types.StandingDeprecateData; answer: types.StandingDeprecateResponse };
  standingRetire: { request: types.StandingRetireData; answer: types.StandingRetireResponse };
  standingUndeprecate: { request: types.StandingUndeprecateData; answer: types.StandingUndeprecateResponse };
  standingUnyank: { request: types.StandingUnyankData; answer: types.StandingUnyankResponse };
  standingYank: { request: types.StandingYankData; answer: types.StandingYankResponse };
  staticGet: { request: types.StaticGetData; answer: types.StaticGetResponse };
  storageStorage: { request: types.StorageStorageData; answer: types.StorageStorageResponse };
  templatesCopy: { request: types.TemplatesCopyData; answer: types.TemplatesCopyResponse };
  templatesList: { request: types.TemplatesListData; answer: types.TemplatesListResponse };
  tokensIssue: { request: types.TokensIssueData; answer: types.TokensIssueResponse };
  tokensList: { request: types.TokensListData; answer: types.TokensListResponse };
  tokensRemove: { request: types.TokensRemoveData; answer: types.TokensRemoveResponse };
  tokensRevoke: { request: types.TokensRevokeData; answer: types.TokensRevokeResponse };
  trustGet: { request: types.TrustGetData; answer: unknown };
  trustRoot: { request: types.TrustRootData; answer: unknown };
  versionsGet: { request: types.VersionsGetData; answer: types.VersionsGetResponse };
  versionsList: { request: types.VersionsListData; answer: types.VersionsListResponse };
  versionsRestore: { request: types.VersionsRestoreData; answer: types.VersionsRestoreResponse };
}

export const OPERATIONS: { readonly [Name in keyof Operations]: readonly [method: string, path: string] } = {
  blueprintsClone: ['POST', '/api/v1/blueprints/{id}/clone'],
  blueprintsCreate: ['POST', '/api/v1/blueprints'],
  blueprintsFreeze: ['POST', '/api/v1/blueprints/freeze'],
  blueprintsGet: ['GET', '/api/v1/blueprints/{id}'],
  blueprintsList: ['GET', '/api/v1/blueprints'],
  blueprintsPatch: ['PATCH', '/api/v1/blueprints/{id}'],
  blueprintsRemove: ['DELETE', '/api/v1/blueprints/{id}'],
  blueprintsReplace: ['PUT', '/api/v1/blueprints/{id}'],
  blueprintsValidate: ['POST', '/api/v1/blueprints/validate'],
  budgetsGet: ['GET', '/api/v1/budgets'],
  budgetsSetOfOrg: ['PUT', '/api/v1/budgets/orgs/{org_id}'],
  budgetsSetOfProject: ['PUT', '/api/v1/budgets/projects/{project_id}'],
  catalogueAgents: ['GET', '/api/v1/agents'],
  catalogueComponents: ['GET', '/api/v1/meta/components'],
  catalogueHealth: ['GET', '/api/v1/meta/registry/health'],
  catalogueNodes: ['GET', '/api/v1/meta/nodes'],
  catalogueTool: ['GET', '/api/v1/meta/nodes/tool/{tool_name}'],
  catalogueTools: ['GET', '/api/v1/tools'],
  catalogueWorkflows: ['GET', '/api/v1/workflows'],
  componentsAll: ['GET', '/api/mcp/components'],
  componentsAllAtApiV1McpComponents: ['GET', '/api/v1/mcp/components'],
  componentsOfType: ['GET', '/api/mcp/components/{type}'],
  componentsOfTypeAtApiV1McpComponentsType: ['GET', '/api/v1/mcp/components/{type}'],
  componentsOne: ['GET', '/api/mcp/components/{type}/{name}'],
  componentsOneAtApiV1McpComponentsTypeName: ['GET', '/api/v1/mcp/components/{type}/{name}'],
  componentsScaffold: ['POST', '/api/mcp/components/scaffold'],
  componentsScaffoldAtApiV1McpComponentsScaffold: ['POST', '/api/v1/mcp/components/scaffold'],
  componentsValidate: ['POST', '/api/mcp/components/validate'],
  componentsValidateAtApiV1McpComponentsValidate: ['POST', '/api/v1/mcp/components/validate'],
  contentBlob: ['GET', '/api/v1/blobs/{digest}'],
  contentManifest: ['GET', '/api/v1/manifests/{digest}'],
  docsAsset: ['GET', '/docs/{file}'],
  docsDocument: ['GET', '/openapi.json'],
  docsPage: ['GET', '/docs'],
  docsPageAtRedoc: ['GET', '/redoc'],
  evidenceGet: ['GET', '/api/v1/evidence/{manifest_digest}'],
  executionsCancel: ['POST', '/api/v1/executions/{id}/cancel'],
  executionsEvents: ['GET', '/api/v1/executions/{id}/events'],
  executionsGet: ['GET', '/api/v1/executions/{id}'],
  executionsList: ['GET', '/api/v1/executions'],
  executionsStart: ['POST', '/api/v1/executions'],
  graphAnalysis: ['GET', '/api/v1/blueprints/{id}/graph/analysis'],
  graphImpact: ['GET', '/api/v1/blueprints/{id}/nodes/{node_id}/impact'],
  graphLayout: ['GET', '/api/v1/blueprints/{id}/graph/layout'],
  graphMetrics: ['GET', '/api/v1/blueprints/{id}/graph/metrics'],
  healthHealth: ['GET', '/health'],
  healthLive: ['GET', '/healthz'],
  healthLiveAtLivez: ['GET', '/livez'],
  healthReady: ['GET', '/readyz'],
  healthRoot: ['GET', '/'],
  healthVersion: ['GET', '/api/v1/meta/version'],
  identityWhoAmI: ['GET', '/api/v1/identity'],
  keysChallenge: ['POST', '/api/v1/keys/challenges'],
  keysChangeThreshold: ['PUT', '/api/v1/keys/threshold'],
  keysEnrol: ['POST', '/api/v1/keys'],
  keysGet: ['GET', '/api/v1/keys/{fingerprint}'],
  keysGetThreshold: ['GET', '/api/v1/keys/threshold'],
  keysList: ['GET', '/api/v1/keys'],
  keysRevoke: ['POST', '/api/v1/keys/{fingerprint}/revoke'],
  keysRotate: ['POST', '/api/v1/keys/{fingerprint}/rotate'],
  mcpMessage: ['POST', '/api/mcp'],
  mcpMessageAtApiV1Mcp: ['POST', '/api/v1/mcp'],
  mcpRefuseStream: ['GET', '/api/mcp'],
  mcpRefuseStreamAtApiV1Mcp: ['GET', '/api/v1/mcp'],
  metaHints: ['POST', '/api/v1/meta/nodes/link-hints'],
  metaModels: ['GET', '/api/v1/meta/models'],
  metaSchema: ['GET', '/api/v1/meta/nodes/{node_type}/schema'],
  metaToolSchema: ['GET', '/api/v1/meta/nodes/tool/schema'],
  metaTypes: ['GET', '/api/v1/meta/nodes/types'],
  namespacesRevocations: ['GET', '/api/v1/revocations'],
  namespacesRevoke: ['POST', '/api/v1/namespaces/{namespace}/revoke'],
  notesGetDraft: ['GET', '/api/v1/builder/drafts/{key}'],
  notesGetSession: ['GET', '/api/v1/builder/sessions/{session_id}'],
  notesPutDraft: ['PUT', '/api/v1/builder/drafts/{key}'],
  notesPutSession: ['PUT', '/api/v1/builder/sessions/{session_id}'],
  notesRemoveDraft: ['DELETE', '/api/v1/builder/drafts/{key}'],
  notesRemoveSession: ['DELETE', '/api/v1/builder/sessions/{session_id}'],
  orgsCreate: ['POST', '/api/v1/orgs'],
  orgsList: ['GET', '/api/v1/orgs'],
  packagesGet: ['GET', '/api/v1/packages/{namespace}/{name}/{version}'],
  packagesList: ['GET', '/api/v1/packages'],
  packagesPublish: ['POST', '/api/v1/packages/{namespace}/{name}/{version}'],
  packagesResolve: ['GET', '/api/v1/components/resolve'],
  packagesVersions: ['GET', '/api/v1/packages/{namespace}/{name}'],
  partialsChange: ['PUT', '/api/mcp/blueprints/partial/{id}'],
  partialsChangeAtApiV1McpBlueprintsPartialId: ['PUT', '/api/v1/mcp/blueprints/partial/{id}'],
  partialsCreate: ['POST', '/api/mcp/blueprints/partial'],
  partialsCreateAtApiV1McpBlueprintsPartial: ['POST', '/api/v1/mcp/blueprints/partial'],
  partialsFinalize: ['POST', '/api/mcp/blueprints/partial/{id}/finalize'],
  partialsFinalizeAtApiV1McpBlueprintsPartialIdFinalize: ['POST', '/api/v1/mcp/blueprints/partial/{id}/finalize'],
  partialsGet: ['GET', '/api/mcp/blueprints/partial/{id}'],
  partialsGetAtApiV1McpBlueprintsPartialId: ['GET', '/api/v1/mcp/blueprints/partial/{id}'],
  partialsSuggest: ['POST', '/api/mcp/blueprints/partial/{id}/suggest'],
  partialsSuggestAtApiV1McpBlueprintsPartialIdSuggest: ['POST', '/api/v1/mcp/blueprints/partial/{id}/suggest'],
  planningApply: ['POST', '/api/v1/builder/apply'],
  planningPreview: ['POST', '/api/v1/builder/preview/tool'],
  planningPropose: ['POST', '/api/v1/builder/propose'],
  planningSuggest: ['POST', '/api/v1/builder/suggest'],
  projectsCreate: ['POST', '/api/v1/projects'],
  projectsList: ['GET', '/api/v1/projects'],
  registeredBlueprintsCreate: ['POST', '/api/mcp/blueprints'],
  registeredBlueprintsCreateAtApiV1McpBlueprints: ['POST', '/api/v1/mcp/blueprints'],
  registeredBlueprintsGet: ['GET', '/api/mcp/blueprints/{id}'],
  registeredBlueprintsGetAtApiV1McpBlueprintsId: ['GET', '/api/v1/mcp/blueprints/{id}'],
  rootsBring: ['POST', '/api/v1/trust/root'],
  runsEvents: ['GET', '/api/mcp/runs/{run_id}/events'],
  runsEventsAtApiV1McpRunsRunIdEvents: ['GET', '/api/v1/mcp/runs/{run_id}/events'],
  runsGet: ['GET', '/api/mcp/runs/{run_id}'],
  runsGetAtApiV1McpRunsRunId: ['GET', '/api/v1/mcp/runs/{run_id}'],
  runsStart: ['POST', '/api/mcp/runs'],
  runsStartAtApiV1McpRuns: ['POST', '/api/v1/mcp/runs'],
  searchSearch: ['GET', '/api/v1/search'],
  standingDeprecate: ['POST', '/api/v1/packages/{namespace}/{name}/{version}/deprecate'],
  standingRetire: ['POST', '/api/v1/packages/{namespace}/{name}/{version}/retire'],
  standingUndeprecate: ['DELETE', '/api/v1/packages/{namespace}/{name}/{version}/deprecate'],
  standingUnyank: ['DELETE', '/api/v1/packages/{namespace}/{name}/{version}/yank'],
  standingYank: ['POST', '/api/v1/packages/{namespace}/{name}/{version}/yank'],
  staticGet: ['GET', '/static/v0/{path}'],
  storageStorage: ['GET', '/api/v1/meta/storage'],
  templatesCopy: ['POST', '/api/v1/templates/from-workflow'],
  templatesList: ['GET', '/api/v1/templates'],
  tokensIssue: ['POST', '/api/v1/tokens'],
  tokensList: ['GET', '/api/v1/tokens'],
  tokensRemove: ['DELETE', '/api/v1/tokens/{token_hash}'],
  tokensRevoke: ['POST', '/api/v1/tokens/revoke'],
  trustGet: ['GET', '/api/v1/trust/{document}'],
  trustRoot: ['GET', '/api/v1/trust/root/{document}'],
  versionsGet: ['GET', '/api/v1/blueprints/{id}/versions/{lock}'],
  versionsList: ['GET', '/api/v1/blueprints/{id}/versions'],
  versionsRestore: ['POST', '/api/v1/blueprints/{id}/versions/{lock}/restore'],
};
