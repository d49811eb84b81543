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
  namespacesRevocations: { request: types.NamespacesRevocationsData; answer: types.NamespacesRevocationsResponse };
  namespacesRevoke: { request: types.NamespacesRevokeData; answer: types.NamespacesRevokeResponse };
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
  projectsCreate: { request: types.ProjectsCreateData; answer: types.ProjectsCreateResponse };
  projectsList: { request: types.ProjectsListData; answer: types.ProjectsListResponse };
  rootsBring: { request: types.RootsBringData; answer: types.RootsBringResponse };
  searchSearch: { request: types.SearchSearchData; answer: types.SearchSearchResponse };
  standingDeprecate: { request: types.StandingDeprecateData; answer: types.StandingDeprecateResponse };
  standingRetire: { request: types.StandingRetireData; answer: types.StandingRetireResponse };
  standingUndeprecate: { request: types.StandingUndeprecateData; answer: types.StandingUndeprecateResponse };
  standingUnyank: { request: types.StandingUnyankData; answer: types.StandingUnyankResponse };
  standingYank: { request: types.StandingYankData; answer: types.StandingYankResponse };
  staticGet: { request: types.StaticGetData; answer: types.StaticGetResponse };
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
  namespacesRevocations: ['GET', '/api/v1/revocations'],
  namespacesRevoke: ['POST', '/api/v1/namespaces/{namespace}/revoke'],
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
  projectsCreate: ['POST', '/api/v1/projects'],
  projectsList: ['GET', '/api/v1/projects'],
  rootsBring: ['POST', '/api/v1/trust/root'],
  searchSearch: ['GET', '/api/v1/search'],
  standingDeprecate: ['POST', '/api/v1/packages/{namespace}/{name}/{version}/deprecate'],
  standingRetire: ['POST', '/api/v1/packages/{namespace}/{name}/{version}/retire'],
  standingUndeprecate: ['DELETE', '/api/v1/packages/{namespace}/{name}/{version}/deprecate'],
  standingUnyank: ['DELETE', '/api/v1/packages/{namespace}/{name}/{version}/yank'],
  standingYank: ['POST', '/api/v1/packages/{namespace}/{name}/{version}/yank'],
  staticGet: ['GET', '/static/v0/{path}'],
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
