// Generated from docs/openapi.json by `npm run gen`. Do not edit.

export type ClientOptions = {
    baseUrl: string;
};

export type StorageResponse = {
    /**
     * Always `postgres`: an embedded one, or a server.
     */
    backend: string;
    /**
     * `embedded` or `server`.
     */
    engine: string;
    /**
     * `ready`, `behind` when migrations are missing, or `unavailable`.
     */
    status: string;
    /**
     * The newest migration that was applied.
     */
    migration_head: string | null;
    connected: boolean;
};

export type IdentityResponse = {
    org_id: string;
    project_id: string | null;
    user_id: string | null;
    scopes: Array<string>;
    /**
     * SHA-256 of the token.
     */
    token_hash: string;
    /**
     * `stored` was issued here, `configured` comes from ICE_API_TOKEN, `development` is dev-token.
     */
    source: 'stored' | 'configured' | 'development';
    expires_at: string | null;
};

export type IssueTokenBody = {
    /**
     * Org of the token: your own unless you have the scope `instance`.
     */
    org_id?: string;
    /**
     * Binds the token to a project of the org.
     */
    project_id?: string;
    /**
     * Binds the token to a user of the org.
     */
    user_id?: string;
    /**
     * What the token may do: at most what your own may. Without any it may only read its own identity.
     */
    scopes: Array<'components:read' | 'components:write' | 'keys:read' | 'keys:write' | 'blueprints:read' | 'blueprints:write' | 'runs:read' | 'runs:write' | 'memory:search' | 'memory:write' | 'admin' | 'instance'>;
    /**
     * Days until the token expires.
     */
    ttl_days?: number;
    /**
     * When the token expires, as an alternative to `ttl_days`.
     */
    expires_at?: string;
};

export type IssuedTokenResponse = {
    /**
     * The token itself. It is shown this once and kept nowhere.
     */
    token: string;
    token_hash: string;
    org_id: string;
    project_id: string | null;
    user_id: string | null;
    scopes: Array<string>;
    created_at: string;
    expires_at: string | null;
};

export type TokenResponse = {
    /**
     * SHA-256 of the token, which names it.
     */
    token_hash: string;
    org_id: string;
    project_id: string | null;
    user_id: string | null;
    scopes: Array<string>;
    created_at: string;
    expires_at: string | null;
    revoked: boolean;
    /**
     * To within a minute or so.
     */
    last_used_at: string | null;
};

export type TokenPage = {
    items: Array<TokenResponse>;
    next_cursor: string | null;
};

export type RevokeTokenBody = {
    /**
     * SHA-256 of the token.
     */
    token_hash: string;
};

export type RevokedResponse = {
    ok: boolean;
};

export type CreateOrgBody = {
    /**
     * Id of the org and its namespace: a-z, 0-9 and -, at most 39.
     */
    id: string;
    name: string;
};

export type OrgResponse = {
    id: string;
    name: string;
    created_at: string;
};

export type OrgPage = {
    items: Array<OrgResponse>;
    next_cursor: string | null;
};

export type CreateProjectBody = {
    /**
     * Unique within the org.
     */
    id: string;
    name: string;
};

export type ProjectResponse = {
    id: string;
    org_id: string;
    name: string;
    created_at: string;
};

export type ProjectPage = {
    items: Array<ProjectResponse>;
    next_cursor: string | null;
};

export type ChallengeResponse = {
    /**
     * Names the challenge when the key is enrolled.
     */
    challenge_id: string;
    /**
     * Goes into the statement that the key signs.
     */
    challenge: string;
    /**
     * Namespace that the statement names: your org.
     */
    namespace: string;
    expires_at: string;
};

export type ApprovalBody = {
    /**
     * Key of your org that signed.
     */
    fingerprint: string;
    /**
     * Base64 of its 64-byte signature over the statement (docs/spec/trust.md 3.6).
     */
    value: string;
};

export type EnrolKeyBody = {
    /**
     * Name of the key in your org.
     */
    name: string;
    /**
     * Base64 of 32 bytes.
     */
    public_key: string;
    /**
     * What the key is for.
     */
    purpose?: 'manifest';
    challenge_id: string;
    /**
     * Base64 of the 64-byte signature over the possession statement (docs/spec/trust.md 2.1).
     */
    proof: string;
    /**
     * Signatures of keys of your org that agree, where several must.
     */
    approvals?: Array<ApprovalBody>;
};

export type KeyResponse = {
    /**
     * SHA-256 of the public key, which names it.
     */
    fingerprint: string;
    /**
     * The form in which manifests name it: `name+8 hex`.
     */
    key_id: string;
    name: string;
    namespace: string;
    purpose: string;
    /**
     * Base64 of 32 bytes.
     */
    public_key: string;
    created_at: string;
    /**
     * Publish sequence of its enrolment.
     */
    enrolled_sequence: number;
    revoked: boolean;
    revoked_reason: string | null;
    /**
     * Publish sequence from which on its signatures do not count.
     */
    revoked_sequence: number | null;
    /**
     * Fingerprint of the key that took its place.
     */
    replaced_by: string | null;
};

export type KeyList = {
    items: Array<KeyResponse>;
};

export type ThresholdResponse = {
    /**
     * Your org.
     */
    namespace: string;
    /**
     * How many keys must sign a manifest.
     */
    threshold: number;
    /**
     * Sequence of the last change, which the statement of the next one names; 0 before the first.
     */
    sequence: number;
};

export type ThresholdBody = {
    /**
     * How many keys must sign a manifest from now on.
     */
    threshold: number;
    /**
     * Signatures of as many keys as must sign now.
     */
    approvals: Array<ApprovalBody>;
};

export type RevokeKeyBody = {
    /**
     * Why; shown to whoever is refused.
     */
    reason: string;
    /**
     * Publish sequence from which on its signatures do not count; now where none is given.
     */
    since?: number;
};

export type RevocationResponse = {
    scope: 'version' | 'namespace';
    /**
     * Manifest digest, or namespace.
     */
    subject: string;
    coordinates: string;
    reason: string;
    /**
     * Publish sequence from which it holds.
     */
    sequence: number;
};

export type RevocationList = {
    items: Array<RevocationResponse>;
};

export type RevokeNamespaceBody = {
    /**
     * Why; shown to whoever is refused.
     */
    reason: string;
};

export type RootResponse = {
    id: string;
    version: number;
    /**
     * How many of its keys must sign the next version.
     */
    threshold: number;
    /**
     * Until when it may be used while it is the newest; null for ever.
     */
    expires: string | null;
};

export type ComponentResponse = {
    namespace: string;
    package: string;
    /**
     * Of the package.
     */
    version: string;
    name: string;
    node_type: string;
    component_version: string;
    /**
     * SHA-256 of the component.
     */
    digest: string;
};

export type PublishReceiptResponse = {
    /**
     * False when the same bytes had been published before.
     */
    created: boolean;
    components: Array<ComponentResponse>;
    namespace: string;
    name: string;
    version: string;
    kind: string;
    visibility: string;
    /**
     * Orders publishes and revocations.
     */
    sequence: number;
    /**
     * SHA-256 of the signed view; its manifest is at /api/v1/manifests/{digest}.
     */
    manifest_digest: string;
    archive_digest: string;
    archive_size: number;
    key_fingerprint: string;
    published_at: string;
    yanked: boolean;
    yanked_reason: string | null;
    deprecated: boolean;
    deprecated_reason: string | null;
    retired: boolean;
    retired_reason: string | null;
};

export type VersionResponse = {
    namespace: string;
    name: string;
    version: string;
    kind: string;
    visibility: string;
    /**
     * Orders publishes and revocations.
     */
    sequence: number;
    /**
     * SHA-256 of the signed view; its manifest is at /api/v1/manifests/{digest}.
     */
    manifest_digest: string;
    archive_digest: string;
    archive_size: number;
    key_fingerprint: string;
    published_at: string;
    yanked: boolean;
    yanked_reason: string | null;
    deprecated: boolean;
    deprecated_reason: string | null;
    retired: boolean;
    retired_reason: string | null;
};

export type PackagePage = {
    items: Array<VersionResponse>;
    next_cursor: string | null;
};

export type VersionList = {
    items: Array<VersionResponse>;
};

export type VersionDetailResponse = {
    namespace: string;
    name: string;
    version: string;
    kind: string;
    visibility: string;
    /**
     * Orders publishes and revocations.
     */
    sequence: number;
    /**
     * SHA-256 of the signed view; its manifest is at /api/v1/manifests/{digest}.
     */
    manifest_digest: string;
    archive_digest: string;
    archive_size: number;
    key_fingerprint: string;
    published_at: string;
    yanked: boolean;
    yanked_reason: string | null;
    deprecated: boolean;
    deprecated_reason: string | null;
    retired: boolean;
    retired_reason: string | null;
    components: Array<ComponentResponse>;
};

export type ResolvedComponentResponse = {
    namespace: string;
    package: string;
    /**
     * Of the package.
     */
    version: string;
    name: string;
    node_type: string;
    component_version: string;
    /**
     * SHA-256 of the component.
     */
    digest: string;
    manifest_digest: string;
};

export type ReasonBody = {
    /**
     * Why; shown to whoever meets it.
     */
    reason: string;
};

export type ToolInfo = {
    /**
     * What a blueprint writes: a bare name where that is enough, else `namespace/name`.
     */
    name: string;
    title: string | null;
    description: string | null;
    /**
     * Coordinates of the package that it is from.
     */
    package: string;
    version: string;
    /**
     * Whether its signature was verified; the others are dynamic.
     */
    verified: boolean;
    deprecated: boolean;
    input_schema: {
        [key: string]: unknown;
    };
    output_schema: {
        [key: string]: unknown;
    };
    /**
     * Field to how a form may ask for it: `widget`, `placeholder`, `enum`, `step`.
     */
    ui_hints: {
        [key: string]: unknown;
    } | null;
    examples: Array<{
        [key: string]: unknown;
    }> | null;
};

export type CatalogueResponse = {
    tools: Array<ToolInfo>;
    agents: Array<string>;
    workflows: Array<string>;
    /**
     * Always empty: a chain is a workflow.
     */
    chains: Array<string>;
    next_cursor: string | null;
};

export type ComponentNamesResponse = {
    tools: Array<string>;
    agents: Array<string>;
    workflows: Array<string>;
};

export type WasmStatus = {
    enabled: boolean;
    /**
     * Of the processor that components are compiled for.
     */
    arch: string;
};

export type ResourceDefaults = {
    timeout_seconds: number;
    memory_limit_mb: number;
    cpu_limit_seconds: number;
};

export type ResourceGovernance = {
    defaults: ResourceDefaults;
};

export type RegistryHealthResponse = {
    tools_count: number;
    agents_count: number;
    /**
     * Node types that blueprints may have and this version does not run.
     */
    missing_executors: Array<string>;
    tools: Array<string>;
    agents: Array<string>;
    wasm: WasmStatus;
    resource_governance: ResourceGovernance;
};

export type ProjectBudgetResponse = {
    project_id: string;
    budget_usd: string;
};

export type BudgetsResponse = {
    org_id: string;
    /**
     * Null where there is none.
     */
    budget_usd: string | null;
    /**
     * `stored`, or `environment` for ORG_BUDGET_USD.
     */
    source: string | null;
    projects: Array<ProjectBudgetResponse>;
};

export type BudgetBody = {
    /**
     * The most that one run may cost: decimal text of US dollars, such as `12.50`. Null takes the budget away.
     */
    budget_usd: string | null;
};

export type ListingResponse = {
    namespace: string;
    /**
     * Of the component; of the package for a bundle.
     */
    name: string;
    /**
     * Of the package.
     */
    version: string;
    /**
     * tool, agent, workflow or bundle.
     */
    kind: string;
    package: string;
    package_kind: string;
    component_version: string;
    title: string | null;
    description: string | null;
    tags: Array<string>;
    deprecated: boolean;
    visibility: string;
    /**
     * SHA-256 of the signed view; its manifest is at /api/v1/manifests/{digest}.
     */
    manifest_digest: string;
    /**
     * SHA-256 of the component, or of the document of the bundle.
     */
    digest: string;
    /**
     * 1 and more when the name is what you look for; else how well it answers, between 0 and 1.
     */
    score: number;
};

export type ListingPage = {
    items: Array<ListingResponse>;
    next_cursor: string | null;
};

export type WrittenResponse = {
    id: string;
    /**
     * What the next change has to name.
     */
    version_lock: string;
};

export type FindingResponse = {
    code: string;
    /**
     * JSON pointer into the blueprint.
     */
    pointer: string;
    detail: string;
    fix?: string;
    /**
     * `error` refuses, `warning` does not.
     */
    severity: string;
    node_id?: string;
    /**
     * Of `component-refused`: the code of the load gate.
     */
    refusal?: string;
};

export type NeededPermissionResponse = {
    /**
     * A host interface, `iceos:host/http`.
     */
    interface: string;
    version: string;
    /**
     * Hosts that any of the components may reach.
     */
    hosts?: Array<string>;
    /**
     * `namespace/name@version` of those that declare it.
     */
    components: Array<string>;
};

export type ValidationResponse = {
    valid: boolean;
    level: string;
    errors: Array<FindingResponse>;
    warnings: Array<FindingResponse>;
    /**
     * What its components together may ask of the host, as far as they are known.
     */
    permissions: Array<NeededPermissionResponse>;
};

export type FrozenResponse = {
    /**
     * SHA-256 of the canonical bytes of `frozen`.
     */
    digest: string;
    frozen: {
        [key: string]: unknown;
    };
};

export type BlueprintSummary = {
    id: string;
    name: string;
    project_id: string | null;
    node_count: number;
    /**
     * Names of the components it uses, each also without its name space.
     */
    components: Array<string>;
    /**
     * Of the version: 1, and one more with every change.
     */
    version: number;
    version_lock: string;
    created_at: string;
    updated_at: string;
};

export type BlueprintPage = {
    items: Array<BlueprintSummary>;
    next_cursor: string | null;
};

export type BlueprintResponse = {
    /**
     * The blueprint itself.
     */
    data: {
        [key: string]: unknown;
    };
    version_lock: string;
};

export type PatchedResponse = {
    id: string;
    node_count: number;
};

export type BlueprintVersionSummary = {
    /**
     * 1, and one more with every change.
     */
    version: number;
    version_lock: string;
    name: string;
    node_count: number;
    /**
     * Whether it is the present one.
     */
    current: boolean;
    /**
     * SHA-256 of the token that wrote it.
     */
    changed_by: string;
    changed_at: string;
};

export type BlueprintVersionPage = {
    items: Array<BlueprintVersionSummary>;
    next_cursor: string | null;
};

export type BlueprintVersionResponse = {
    /**
     * 1, and one more with every change.
     */
    version: number;
    version_lock: string;
    name: string;
    node_count: number;
    /**
     * Whether it is the present one.
     */
    current: boolean;
    /**
     * SHA-256 of the token that wrote it.
     */
    changed_by: string;
    changed_at: string;
    /**
     * The blueprint as it was.
     */
    data: {
        [key: string]: unknown;
    };
};

export type BottleneckResponse = {
    node_id: string;
    /**
     * Share of the shortest ways between other nodes that lead through it: more than 0.3.
     */
    betweenness: number;
};

export type LevelGroupResponse = {
    level: number;
    /**
     * Nodes that may well run at once.
     */
    parallel_safe: Array<string>;
    /**
     * Agents and the like: they act, so that their order may matter.
     */
    sequential_only: Array<string>;
    total: number;
};

export type GraphMetricsResponse = {
    blueprint_id: string;
    version_lock: string;
    /**
     * Nested nodes included.
     */
    total_nodes: number;
    /**
     * Waits between nodes, nested ones included.
     */
    total_edges: number;
    /**
     * Waits on the longest chain.
     */
    max_depth: number;
    level_count: number;
    /**
     * Most nodes on one level.
     */
    max_width: number;
    /**
     * How deep nodes stand in nodes.
     */
    nesting: number;
    /**
     * Parts that no wait connects.
     */
    parts: number;
    /**
     * Node type to how many there are, nested ones included.
     */
    node_types: {
        [key: string]: unknown;
    };
    roots: Array<string>;
    leaves: Array<string>;
    critical_path: Array<string>;
    /**
     * Null where the graph is too large to look for them.
     */
    bottlenecks: Array<BottleneckResponse> | null;
    levels: Array<LevelGroupResponse>;
};

export type NodeAnalysisResponse = {
    node_id: string;
    type: string;
    /**
     * In its own list.
     */
    level: number;
    /**
     * Node that it stands in.
     */
    container: string | null;
    cluster: string;
    /**
     * 1: does one thing; 2: asks a model, runs code or repeats; 3: decides by itself.
     */
    complexity: number;
    parallel_safe: boolean;
    on_critical_path: boolean;
    dependencies: Array<string>;
    dependants: Array<string>;
};

export type GraphAnalysisResponse = {
    blueprint_id: string;
    version_lock: string;
    /**
     * Nested nodes included.
     */
    total_nodes: number;
    /**
     * Waits between nodes, nested ones included.
     */
    total_edges: number;
    /**
     * Waits on the longest chain.
     */
    max_depth: number;
    level_count: number;
    /**
     * Most nodes on one level.
     */
    max_width: number;
    /**
     * How deep nodes stand in nodes.
     */
    nesting: number;
    /**
     * Parts that no wait connects.
     */
    parts: number;
    /**
     * Node type to how many there are, nested ones included.
     */
    node_types: {
        [key: string]: unknown;
    };
    roots: Array<string>;
    leaves: Array<string>;
    critical_path: Array<string>;
    /**
     * Null where the graph is too large to look for them.
     */
    bottlenecks: Array<BottleneckResponse> | null;
    levels: Array<LevelGroupResponse>;
    nodes: Array<NodeAnalysisResponse>;
};

export type PositionResponse = {
    x: number;
    y: number;
};

export type SizeResponse = {
    width: number;
    height: number;
};

export type StylingResponse = {
    /**
     * `#rrggbb`
     */
    color: string;
    size: SizeResponse;
    cluster: string;
};

export type NodeMetadataResponse = {
    type: string;
    level: number;
    complexity: number;
};

export type NodeLayoutResponse = {
    node_id: string;
    /**
     * Node that it stands in, whose upper left corner its position is measured from.
     */
    container: string | null;
    /**
     * Its upper left corner, in pixels.
     */
    position: PositionResponse;
    styling: StylingResponse;
    metadata: NodeMetadataResponse;
    /**
     * Nodes that wait for it.
     */
    connections: Array<string>;
};

export type GraphLayoutResponse = {
    blueprint_id: string;
    version_lock: string;
    /**
     * In document order.
     */
    nodes: Array<NodeLayoutResponse>;
};

export type NodeImpactResponse = {
    blueprint_id: string;
    version_lock: string;
    node_id: string;
    dependencies: Array<string>;
    dependants: Array<string>;
    /**
     * What must have succeeded before it starts, directly or not.
     */
    upstream: Array<string>;
    /**
     * What waits for it, directly or not.
     */
    downstream: Array<string>;
    /**
     * Nodes inside it.
     */
    inside: Array<string>;
    on_critical_path: boolean;
    /**
     * Share of the other nodes that hang on it, 0 to 1.
     */
    impact: number;
};

export type PortResponse = {
    name: string;
    /**
     * `one` or `many`: how many edges it takes.
     */
    max: string;
};

export type PortsResponse = {
    inputs: Array<PortResponse>;
    outputs: Array<PortResponse>;
};

export type NodeSchemaResponse = {
    type: string;
    /**
     * JSON Schema 2020-12 of a whole node.
     */
    json_schema: {
        [key: string]: unknown;
    };
    ports: PortsResponse;
};

export type LinkHintsBody = {
    node_id: string;
    target_prompt?: string;
    target_args?: {
        [key: string]: unknown;
    };
    /**
     * Ids of the nodes that it waits for.
     */
    upstream_ids: Array<string>;
};

export type LinkHintsResponse = {
    /**
     * Names that templates of the node use, and that nothing upstream gives.
     */
    suggestions: Array<string>;
};

export type ProviderResponse = {
    id: string;
    label: string;
};

export type ModelResponse = {
    id: string;
    provider: string;
    label: string;
    /**
     * Other names of the same model.
     */
    aliases: Array<string>;
    /**
     * What it can do besides text.
     */
    tags: Array<string>;
    /**
     * Most tokens of one call, input and output together.
     */
    context_window: number;
    max_output_tokens: number;
    vision: boolean;
    reasoning: boolean;
    /**
     * Nano-US-dollars for a token.
     */
    input_nano_usd: number;
    output_nano_usd: number;
};

export type ModelDefaults = {
    provider: string;
    model: string;
};

export type ModelsResponse = {
    /**
     * Which prices these are.
     */
    version: string;
    providers: Array<ProviderResponse>;
    models: Array<ModelResponse>;
    defaults: ModelDefaults;
};

export type TemplateResponse = {
    /**
     * What names the workflow: a bare name where that is enough, else `namespace/name`.
     */
    id: string;
    /**
     * Coordinates of the package that it is from.
     */
    bundle: string;
    /**
     * Of its document in that package.
     */
    path: string;
    description: string | null;
};

export type TemplatesResponse = {
    templates: Array<TemplateResponse>;
    next_cursor: string | null;
};

export type FromWorkflowBody = {
    /**
     * Name of a workflow, or of a bundle, which stands for the workflow it begins with.
     */
    workflow_id: string;
    /**
     * Not needed to find the workflow, and not looked at.
     */
    path_hint?: string;
};

export type StartBody = {
    payload?: {
        [key: string]: unknown;
    };
    /**
     * Id of a stored blueprint, or the reference of a workflow or bundle, such as `seller_assistant`.
     */
    blueprint_id?: string;
    /**
     * A blueprint itself, instead of `blueprint_id`.
     */
    blueprint?: {
        [key: string]: unknown;
    };
    /**
     * Reference of a tool to run by itself, instead of `blueprint_id`.
     */
    tool?: string;
    inputs?: {
        [key: string]: unknown;
    };
    /**
     * What a failed node means for the others.
     */
    failure_policy?: 'halt_on_first_error' | 'continue_if_possible' | 'always_continue';
    /**
     * Nodes at a time.
     */
    max_parallel?: number;
    /**
     * As in the query.
     */
    wait_seconds?: number;
};

export type StartedResponse = {
    execution_id: string;
    /**
     * `accepted`, `running`, `completed` or `failed`.
     */
    status: string;
    frozen_digest: string;
    result: {
        [key: string]: unknown;
    } | null;
    error: string | null;
};

export type ExecutionSummary = {
    execution_id: string;
    status: string;
    blueprint_id: string | null;
    created_at: string;
    finished_at: string | null;
    error: string | null;
};

export type ExecutionList = {
    executions: Array<ExecutionSummary>;
    next_cursor: string | null;
};

export type EventResponse = {
    seq: number;
    event: string;
    node_id: string | null;
    payload: {
        [key: string]: unknown;
    };
    ts: string;
};

export type ExecutionResponse = {
    execution_id: string;
    status: string;
    blueprint_id: string | null;
    created_at: string;
    finished_at: string | null;
    error: string | null;
    frozen_digest: string;
    inputs: {
        [key: string]: unknown;
    };
    started_at: string | null;
    result: {
        [key: string]: unknown;
    } | null;
    /**
     * The first thousand; all are at /events.
     */
    events: Array<EventResponse>;
};

export type CanceledResponse = {
    status: 'canceled';
};

export type RunOptions = {
    /**
     * Nodes at a time.
     */
    max_parallel: number;
};

export type RunBody = {
    /**
     * Id or name of a stored blueprint, or the reference of a workflow or bundle.
     */
    blueprint_id?: string;
    /**
     * A blueprint itself, instead of `blueprint_id`.
     */
    blueprint?: {
        [key: string]: unknown;
    };
    inputs: {
        [key: string]: unknown;
    };
    options: RunOptions;
};

export type RunStartedResponse = {
    /**
     * The id of the execution: `/api/v1/executions/{run_id}` is the same run.
     */
    run_id: string;
    status_endpoint: string;
    events_endpoint: string;
};

export type RunResponse = {
    run_id: string;
    /**
     * Null while it runs.
     */
    success: boolean | null;
    start_time: string | null;
    end_time: string | null;
    /**
     * Node id to its output.
     */
    output: {
        [key: string]: unknown;
    } | null;
    error: string | null;
};

export type PartialFindingResponse = {
    code: string;
    /**
     * JSON pointer into the partial blueprint.
     */
    pointer: string;
    detail: string;
    fix?: string;
    /**
     * `error`: it is not complete; `warning`: it may be finalized.
     */
    severity: string;
    node_id?: string;
};

export type PartialResponse = {
    blueprint_id: string;
    schema_version: string;
    /**
     * Each node with `pending_inputs`, `pending_outputs` (`{name, type, schema}`) and `suggestions`.
     */
    nodes: Array<{
        [key: string]: unknown;
    }>;
    metadata: {
        [key: string]: unknown;
    };
    is_complete: boolean;
    /**
     * Why it is not complete.
     */
    validation_errors: Array<string>;
    next_suggestions: Array<string>;
    /**
     * The same with places and ways to mend it, and warnings.
     */
    findings: Array<PartialFindingResponse>;
    /**
     * What the next change has to name.
     */
    version_lock: string;
    created_at: string;
    /**
     * It is dropped then, unless it is changed before.
     */
    expires_at: string;
};

export type FinalizedResponse = {
    /**
     * Name of the blueprint, for executions and everything else.
     */
    blueprint_id: string;
    status: 'accepted';
};

export type TypeSuggestionResponse = {
    type: string;
    reason: string;
    /**
     * Between 0 and 1.
     */
    confidence: number;
    /**
     * A node to fill in and add.
     */
    template: {
        [key: string]: unknown;
    };
};

export type SuggestionParts = {
    fit: number;
    search: number;
    cost: number;
};

export type ComponentSuggestionResponse = {
    /**
     * tool, agent or workflow.
     */
    type: string;
    /**
     * `namespace/name`.
     */
    reference: string;
    title: string | null;
    reason: string;
    /**
     * Between 0 and 1, made of `parts`; 0 for what this cluster does not load.
     */
    score: number;
    /**
     * Each between 0 and 1: how its schemas fit, how it answers what is looked for, and how little it costs.
     */
    parts: SuggestionParts;
    /**
     * Whether the load gate admits it here and now; otherwise `refusal` says why not.
     */
    loadable: boolean;
    refusal: string | null;
    /**
     * Required inputs that nothing feeds yet.
     */
    missing_inputs: Array<string>;
    /**
     * Open inputs that its outputs would feed, as `node.input`.
     */
    fills: Array<string>;
    /**
     * The node to add.
     */
    template: {
        [key: string]: unknown;
    };
};

export type SuggestionContext = {
    node_count: number;
    /**
     * Whether an open input or output sounds like a list.
     */
    has_list_hint: boolean;
};

export type SuggestResponse = {
    suggestions: Array<TypeSuggestionResponse>;
    components: Array<ComponentSuggestionResponse>;
    context: SuggestionContext;
};

export type DraftBody = {
    /**
     * The version you believe to have; the new one is above it. `If-Match` refuses instead.
     */
    version?: number;
    /**
     * Whatever the canvas wants to find again, at most 1 MiB.
     */
    data: {
        [key: string]: unknown;
    };
};

export type DraftAck = {
    key: string;
    ok: boolean;
    /**
     * 0 after it was deleted.
     */
    version: number;
};

export type DraftResponse = {
    data: {
        [key: string]: unknown;
    };
    version: number;
};

export type SessionBody = {
    /**
     * Whatever the canvas wants to find again, at most 1 MiB.
     */
    data: {
        [key: string]: unknown;
    };
};

export type SessionAck = {
    session_id: string;
    ok: boolean;
};

export type SessionResponse = {
    session_id: string;
    data: {
        [key: string]: unknown;
    };
};

export type PlanBody = {
    /**
     * What is to be done, in words.
     */
    text: string;
    /**
     * What the canvas shows: its nodes, and `builder_hints`, which are given back.
     */
    canvas_state: {
        [key: string]: unknown;
    };
    provider?: string;
    model?: string;
    temperature?: number;
};

export type PatchResponse = {
    action: string;
    node: {
        [key: string]: unknown;
    };
};

export type PlanResponse = {
    patches: Array<PatchResponse>;
    /**
     * From `builder_hints`, as the next six are unless they say otherwise.
     */
    questions?: {
        [key: string]: unknown;
    };
    missing_fields?: {
        [key: string]: unknown;
    };
    usage?: {
        [key: string]: unknown;
    };
    provider?: {
        [key: string]: unknown;
    };
    model?: {
        [key: string]: unknown;
    };
    /**
     * US dollars for the tokens of `usage`.
     */
    cost_estimate_usd: number;
};

export type ProposeBody = {
    /**
     * What is to be done, in words.
     */
    text: string;
    /**
     * A partial blueprint to go on from.
     */
    base?: {
        [key: string]: unknown;
    };
};

export type SketchResponse = {
    /**
     * As it was sent.
     */
    blueprint_id?: string;
    schema_version: string;
    nodes: Array<{
        [key: string]: unknown;
    }>;
    metadata: {
        [key: string]: unknown;
    };
    is_complete: boolean;
    validation_errors: Array<string>;
    next_suggestions: Array<string>;
    findings: Array<PartialFindingResponse>;
};

export type SketchedResponse = {
    blueprint: SketchResponse;
};

export type ApplyBody = {
    /**
     * A partial blueprint, which is not stored.
     */
    blueprint: {
        [key: string]: unknown;
    };
    /**
     * Changes as PUT on a partial blueprint takes them, at most 50.
     */
    patches: Array<{
        [key: string]: unknown;
    }>;
};

export type PreviewBody = {
    /**
     * Python is refused: no interpreter of it here is a sandbox.
     */
    language: 'python' | 'javascript' | 'typescript';
    /**
     * The body of a function, as in a code node.
     */
    code: string;
    /**
     * What the code sees as `inputs`.
     */
    inputs: {
        [key: string]: unknown;
    };
    /**
     * Capabilities of the host, such as `kv`.
     */
    imports: Array<string>;
    timeout_seconds: number;
};

export type PreviewResponse = {
    success: boolean;
    /**
     * What the code returned; null when it failed.
     */
    output: {
        [key: string]: unknown;
    };
    error: string | null;
    /**
     * What it wrote to the console, `level: text`, the first 200.
     */
    logs: Array<string>;
};

export type ScaffoldBody = {
    /**
     * What is to be written.
     */
    type: 'tool' | 'workflow' | 'code';
    /**
     * Its name; that of a tool is lower-case letters, digits and `_`, and ends with `_tool`.
     */
    name: string;
};

export type ScaffoldResponse = {
    /**
     * What to do with the source.
     */
    notes: string;
    /**
     * TypeScript of a tool, ready to be built.
     */
    tool_class_code?: string;
    /**
     * JSON of a workflow that runs as it is.
     */
    workflow_code?: string;
    /**
     * JavaScript of a code node: the body of a function.
     */
    code_factory_code?: string;
};

export type StoredComponentResponse = {
    type: string;
    name: string;
    namespace: string;
    /**
     * Of the component.
     */
    version: string;
    /**
     * Coordinates of the package that has it.
     */
    package: string;
};

export type RegisteredComponentResponse = {
    type: string;
    name: string;
    namespace: string;
};

export type ComponentsResponse = {
    /**
     * What your org has published.
     */
    stored: Array<StoredComponentResponse>;
    /**
     * What your org may use, its own included.
     */
    registered: Array<RegisteredComponentResponse>;
    next_cursor: string | null;
};

export type ComponentTypeResponse = {
    /**
     * Each as a blueprint writes it: a bare name where that is enough, else `namespace/name`.
     */
    components: Array<string>;
};

export type SignedComponentResponse = {
    /**
     * What its publisher signed about it, as it stands in the manifest.
     */
    definition: {
        [key: string]: unknown;
    };
    namespace: string;
    /**
     * Of the component.
     */
    version: string;
    /**
     * Coordinates of the package that has it.
     */
    package: string;
    /**
     * SHA-256 of the signed view of that package.
     */
    manifest_digest: string;
    /**
     * SHA-256 of the component itself, which the definition belongs to.
     */
    digest: string;
};

export type EventList = {
    items: Array<EventResponse>;
};

export type SuggestBody = {
    /**
     * How many suggestions of each kind.
     */
    top_k: number;
    /**
     * Types of nodes to choose from; without any: tool, llm, condition, loop, parallel.
     */
    allowed_types: Array<'tool' | 'agent' | 'workflow' | 'llm' | 'condition' | 'loop' | 'parallel' | 'recursive' | 'code' | 'human' | 'monitor' | 'swarm'>;
    /**
     * What you look for, in words; without it the open inputs say it.
     */
    query?: string;
    /**
     * Keep the suggestions in the partial blueprint; needs the version lock, and changes it.
     */
    commit: boolean;
};

/**
 * RFC 9457 problem
 */
export type Problem = {
    type: string;
    title: string;
    status: number;
    /**
     * One sentence for people
     */
    detail: string;
    /**
     * Stable kebab-case code
     */
    code: string;
    /**
     * The safe next step
     */
    hint?: string;
    instance: string;
    request_id: string;
    retryable: boolean;
    errors?: Array<{
        /**
         * JSON pointer into the request
         */
        pointer: string;
        code: string;
        detail: string;
        fix?: string;
    }>;
};

export type HealthLiveAtLivezData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/livez';
};

export type HealthLiveAtLivezErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type HealthLiveAtLivezError = HealthLiveAtLivezErrors[keyof HealthLiveAtLivezErrors];

export type HealthLiveAtLivezResponses = {
    200: unknown;
};

export type HealthLiveData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/healthz';
};

export type HealthLiveErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type HealthLiveError = HealthLiveErrors[keyof HealthLiveErrors];

export type HealthLiveResponses = {
    200: unknown;
};

export type HealthHealthData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/health';
};

export type HealthHealthErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type HealthHealthError = HealthHealthErrors[keyof HealthHealthErrors];

export type HealthHealthResponses = {
    200: unknown;
};

export type HealthReadyData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/readyz';
};

export type HealthReadyErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type HealthReadyError = HealthReadyErrors[keyof HealthReadyErrors];

export type HealthReadyResponses = {
    200: {
        [key: string]: unknown;
    };
};

export type HealthReadyResponse = HealthReadyResponses[keyof HealthReadyResponses];

export type HealthRootData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/';
};

export type HealthRootErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type HealthRootError = HealthRootErrors[keyof HealthRootErrors];

export type HealthRootResponses = {
    200: unknown;
};

export type HealthVersionData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/meta/version';
};

export type HealthVersionErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type HealthVersionError = HealthVersionErrors[keyof HealthVersionErrors];

export type HealthVersionResponses = {
    200: unknown;
};

export type StorageStorageData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/meta/storage';
};

export type StorageStorageErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type StorageStorageError = StorageStorageErrors[keyof StorageStorageErrors];

export type StorageStorageResponses = {
    200: StorageResponse;
};

export type StorageStorageResponse = StorageStorageResponses[keyof StorageStorageResponses];

export type DocsDocumentData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/openapi.json';
};

export type DocsDocumentErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type DocsDocumentError = DocsDocumentErrors[keyof DocsDocumentErrors];

export type DocsDocumentResponses = {
    /**
     * OpenAPI 3.1
     */
    200: unknown;
};

export type DocsPageData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/docs';
};

export type DocsPageErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type DocsPageError = DocsPageErrors[keyof DocsPageErrors];

export type DocsPageResponses = {
    /**
     * The page
     */
    200: string;
};

export type DocsPageResponse = DocsPageResponses[keyof DocsPageResponses];

export type DocsPageAtRedocData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/redoc';
};

export type DocsPageAtRedocErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type DocsPageAtRedocError = DocsPageAtRedocErrors[keyof DocsPageAtRedocErrors];

export type DocsPageAtRedocResponses = {
    /**
     * The page
     */
    200: string;
};

export type DocsPageAtRedocResponse = DocsPageAtRedocResponses[keyof DocsPageAtRedocResponses];

export type DocsAssetData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/docs/{file}';
};

export type DocsAssetErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type DocsAssetError = DocsAssetErrors[keyof DocsAssetErrors];

export type DocsAssetResponses = {
    /**
     * The file
     */
    200: Blob | File;
};

export type DocsAssetResponse = DocsAssetResponses[keyof DocsAssetResponses];

export type IdentityWhoAmIData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/identity';
};

export type IdentityWhoAmIErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type IdentityWhoAmIError = IdentityWhoAmIErrors[keyof IdentityWhoAmIErrors];

export type IdentityWhoAmIResponses = {
    200: IdentityResponse;
};

export type IdentityWhoAmIResponse = IdentityWhoAmIResponses[keyof IdentityWhoAmIResponses];

export type TokensListData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Your own org, or another with the scope `instance`.
         */
        org_id?: string;
        project_id?: string;
        user_id?: string;
        /**
         * Most items to answer with.
         */
        limit?: number;
        /**
         * `next_cursor` of the page before.
         */
        cursor?: string;
    };
    url: '/api/v1/tokens';
};

export type TokensListErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type TokensListError = TokensListErrors[keyof TokensListErrors];

export type TokensListResponses = {
    200: TokenPage;
};

export type TokensListResponse = TokensListResponses[keyof TokensListResponses];

export type TokensIssueData = {
    body: IssueTokenBody;
    path?: never;
    query?: never;
    url: '/api/v1/tokens';
};

export type TokensIssueErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type TokensIssueError = TokensIssueErrors[keyof TokensIssueErrors];

export type TokensIssueResponses = {
    201: IssuedTokenResponse;
};

export type TokensIssueResponse = TokensIssueResponses[keyof TokensIssueResponses];

export type TokensRevokeData = {
    body: RevokeTokenBody;
    path?: never;
    query?: never;
    url: '/api/v1/tokens/revoke';
};

export type TokensRevokeErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type TokensRevokeError = TokensRevokeErrors[keyof TokensRevokeErrors];

export type TokensRevokeResponses = {
    200: RevokedResponse;
};

export type TokensRevokeResponse = TokensRevokeResponses[keyof TokensRevokeResponses];

export type TokensRemoveData = {
    body?: never;
    path: {
        /**
         * SHA-256 of the token.
         */
        token_hash: string;
    };
    query?: never;
    url: '/api/v1/tokens/{token_hash}';
};

export type TokensRemoveErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type TokensRemoveError = TokensRemoveErrors[keyof TokensRemoveErrors];

export type TokensRemoveResponses = {
    200: RevokedResponse;
};

export type TokensRemoveResponse = TokensRemoveResponses[keyof TokensRemoveResponses];

export type OrgsListData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Most items to answer with.
         */
        limit?: number;
        /**
         * `next_cursor` of the page before.
         */
        cursor?: string;
    };
    url: '/api/v1/orgs';
};

export type OrgsListErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type OrgsListError = OrgsListErrors[keyof OrgsListErrors];

export type OrgsListResponses = {
    200: OrgPage;
};

export type OrgsListResponse = OrgsListResponses[keyof OrgsListResponses];

export type OrgsCreateData = {
    body: CreateOrgBody;
    path?: never;
    query?: never;
    url: '/api/v1/orgs';
};

export type OrgsCreateErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type OrgsCreateError = OrgsCreateErrors[keyof OrgsCreateErrors];

export type OrgsCreateResponses = {
    201: OrgResponse;
};

export type OrgsCreateResponse = OrgsCreateResponses[keyof OrgsCreateResponses];

export type ProjectsListData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Most items to answer with.
         */
        limit?: number;
        /**
         * `next_cursor` of the page before.
         */
        cursor?: string;
    };
    url: '/api/v1/projects';
};

export type ProjectsListErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type ProjectsListError = ProjectsListErrors[keyof ProjectsListErrors];

export type ProjectsListResponses = {
    200: ProjectPage;
};

export type ProjectsListResponse = ProjectsListResponses[keyof ProjectsListResponses];

export type ProjectsCreateData = {
    body: CreateProjectBody;
    path?: never;
    query?: never;
    url: '/api/v1/projects';
};

export type ProjectsCreateErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type ProjectsCreateError = ProjectsCreateErrors[keyof ProjectsCreateErrors];

export type ProjectsCreateResponses = {
    201: ProjectResponse;
};

export type ProjectsCreateResponse = ProjectsCreateResponses[keyof ProjectsCreateResponses];

export type KeysChallengeData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/keys/challenges';
};

export type KeysChallengeErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type KeysChallengeError = KeysChallengeErrors[keyof KeysChallengeErrors];

export type KeysChallengeResponses = {
    201: ChallengeResponse;
};

export type KeysChallengeResponse = KeysChallengeResponses[keyof KeysChallengeResponses];

export type KeysListData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/keys';
};

export type KeysListErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type KeysListError = KeysListErrors[keyof KeysListErrors];

export type KeysListResponses = {
    200: KeyList;
};

export type KeysListResponse = KeysListResponses[keyof KeysListResponses];

export type KeysEnrolData = {
    body: EnrolKeyBody;
    path?: never;
    query?: never;
    url: '/api/v1/keys';
};

export type KeysEnrolErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type KeysEnrolError = KeysEnrolErrors[keyof KeysEnrolErrors];

export type KeysEnrolResponses = {
    201: KeyResponse;
};

export type KeysEnrolResponse = KeysEnrolResponses[keyof KeysEnrolResponses];

export type KeysGetThresholdData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/keys/threshold';
};

export type KeysGetThresholdErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type KeysGetThresholdError = KeysGetThresholdErrors[keyof KeysGetThresholdErrors];

export type KeysGetThresholdResponses = {
    200: ThresholdResponse;
};

export type KeysGetThresholdResponse = KeysGetThresholdResponses[keyof KeysGetThresholdResponses];

export type KeysChangeThresholdData = {
    body: ThresholdBody;
    path?: never;
    query?: never;
    url: '/api/v1/keys/threshold';
};

export type KeysChangeThresholdErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type KeysChangeThresholdError = KeysChangeThresholdErrors[keyof KeysChangeThresholdErrors];

export type KeysChangeThresholdResponses = {
    200: ThresholdResponse;
};

export type KeysChangeThresholdResponse = KeysChangeThresholdResponses[keyof KeysChangeThresholdResponses];

export type KeysGetData = {
    body?: never;
    path: {
        /**
         * SHA-256 of the public key.
         */
        fingerprint: string;
    };
    query?: never;
    url: '/api/v1/keys/{fingerprint}';
};

export type KeysGetErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type KeysGetError = KeysGetErrors[keyof KeysGetErrors];

export type KeysGetResponses = {
    200: KeyResponse;
};

export type KeysGetResponse = KeysGetResponses[keyof KeysGetResponses];

export type KeysRotateData = {
    body: EnrolKeyBody;
    path: {
        /**
         * SHA-256 of the public key.
         */
        fingerprint: string;
    };
    query?: never;
    url: '/api/v1/keys/{fingerprint}/rotate';
};

export type KeysRotateErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type KeysRotateError = KeysRotateErrors[keyof KeysRotateErrors];

export type KeysRotateResponses = {
    201: KeyResponse;
};

export type KeysRotateResponse = KeysRotateResponses[keyof KeysRotateResponses];

export type KeysRevokeData = {
    body: RevokeKeyBody;
    path: {
        /**
         * SHA-256 of the public key.
         */
        fingerprint: string;
    };
    query?: never;
    url: '/api/v1/keys/{fingerprint}/revoke';
};

export type KeysRevokeErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type KeysRevokeError = KeysRevokeErrors[keyof KeysRevokeErrors];

export type KeysRevokeResponses = {
    200: KeyResponse;
};

export type KeysRevokeResponse = KeysRevokeResponses[keyof KeysRevokeResponses];

export type NamespacesRevocationsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/revocations';
};

export type NamespacesRevocationsErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type NamespacesRevocationsError = NamespacesRevocationsErrors[keyof NamespacesRevocationsErrors];

export type NamespacesRevocationsResponses = {
    200: RevocationList;
};

export type NamespacesRevocationsResponse = NamespacesRevocationsResponses[keyof NamespacesRevocationsResponses];

export type NamespacesRevokeData = {
    body: RevokeNamespaceBody;
    path: {
        namespace: string;
    };
    query?: never;
    url: '/api/v1/namespaces/{namespace}/revoke';
};

export type NamespacesRevokeErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type NamespacesRevokeError = NamespacesRevokeErrors[keyof NamespacesRevokeErrors];

export type NamespacesRevokeResponses = {
    200: RevocationResponse;
};

export type NamespacesRevokeResponse = NamespacesRevokeResponses[keyof NamespacesRevokeResponses];

export type RootsBringData = {
    /**
     * A version of the root, as signed (docs/spec/trust.md 3.2)
     */
    body: {
        [key: string]: unknown;
    };
    path?: never;
    query?: never;
    url: '/api/v1/trust/root';
};

export type RootsBringErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type RootsBringError = RootsBringErrors[keyof RootsBringErrors];

export type RootsBringResponses = {
    200: RootResponse;
};

export type RootsBringResponse = RootsBringResponses[keyof RootsBringResponses];

export type TrustGetData = {
    body?: never;
    path: {
        document: 'root.json' | 'keys.json';
    };
    query?: never;
    url: '/api/v1/trust/{document}';
};

export type TrustGetErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type TrustGetError = TrustGetErrors[keyof TrustGetErrors];

export type TrustGetResponses = {
    /**
     * The signed document
     */
    200: unknown;
};

export type TrustRootData = {
    body?: never;
    path: {
        /**
         * Number of the version, with `.json` behind it.
         */
        document: string;
    };
    query?: never;
    url: '/api/v1/trust/root/{document}';
};

export type TrustRootErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type TrustRootError = TrustRootErrors[keyof TrustRootErrors];

export type TrustRootResponses = {
    /**
     * The signed document
     */
    200: unknown;
};

export type StaticGetData = {
    body?: never;
    path: {
        '*': string;
        path: string;
    };
    query?: never;
    url: '/static/v0/{path}';
};

export type StaticGetErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type StaticGetError = StaticGetErrors[keyof StaticGetErrors];

export type StaticGetResponses = {
    /**
     * The file
     */
    200: Blob | File;
};

export type StaticGetResponse = StaticGetResponses[keyof StaticGetResponses];

export type PackagesGetData = {
    body?: never;
    path: {
        version: string;
        namespace: string;
        name: string;
    };
    query?: never;
    url: '/api/v1/packages/{namespace}/{name}/{version}';
};

export type PackagesGetErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type PackagesGetError = PackagesGetErrors[keyof PackagesGetErrors];

export type PackagesGetResponses = {
    200: VersionDetailResponse;
};

export type PackagesGetResponse = PackagesGetResponses[keyof PackagesGetResponses];

export type PackagesPublishData = {
    body: {
        /**
         * The signed manifest, canonical JSON
         */
        manifest: string;
        /**
         * The package archive, .ice.tgz
         */
        archive: Blob | File;
    };
    path: {
        version: string;
        namespace: string;
        name: string;
    };
    query?: {
        /**
         * Who may use the package: your org, or every org of the instance. Left out, it stays as it is; new ones are private.
         */
        visibility?: 'private' | 'public';
    };
    url: '/api/v1/packages/{namespace}/{name}/{version}';
};

export type PackagesPublishErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type PackagesPublishError = PackagesPublishErrors[keyof PackagesPublishErrors];

export type PackagesPublishResponses = {
    201: PublishReceiptResponse;
};

export type PackagesPublishResponse = PackagesPublishResponses[keyof PackagesPublishResponses];

export type PackagesListData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Most items to answer with.
         */
        limit?: number;
        /**
         * `next_cursor` of the page before.
         */
        cursor?: string;
    };
    url: '/api/v1/packages';
};

export type PackagesListErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type PackagesListError = PackagesListErrors[keyof PackagesListErrors];

export type PackagesListResponses = {
    200: PackagePage;
};

export type PackagesListResponse = PackagesListResponses[keyof PackagesListResponses];

export type PackagesVersionsData = {
    body?: never;
    path: {
        namespace: string;
        name: string;
    };
    query?: never;
    url: '/api/v1/packages/{namespace}/{name}';
};

export type PackagesVersionsErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type PackagesVersionsError = PackagesVersionsErrors[keyof PackagesVersionsErrors];

export type PackagesVersionsResponses = {
    200: VersionList;
};

export type PackagesVersionsResponse = PackagesVersionsResponses[keyof PackagesVersionsResponses];

export type PackagesResolveData = {
    body?: never;
    path?: never;
    query: {
        /**
         * `name` or `namespace/name`, with `@range` where wanted.
         */
        reference: string;
    };
    url: '/api/v1/components/resolve';
};

export type PackagesResolveErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type PackagesResolveError = PackagesResolveErrors[keyof PackagesResolveErrors];

export type PackagesResolveResponses = {
    200: ResolvedComponentResponse;
};

export type PackagesResolveResponse = PackagesResolveResponses[keyof PackagesResolveResponses];

export type StandingUnyankData = {
    body?: never;
    path: {
        version: string;
        namespace: string;
        name: string;
    };
    query?: never;
    url: '/api/v1/packages/{namespace}/{name}/{version}/yank';
};

export type StandingUnyankErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type StandingUnyankError = StandingUnyankErrors[keyof StandingUnyankErrors];

export type StandingUnyankResponses = {
    200: VersionResponse;
};

export type StandingUnyankResponse = StandingUnyankResponses[keyof StandingUnyankResponses];

export type StandingYankData = {
    body: ReasonBody;
    path: {
        version: string;
        namespace: string;
        name: string;
    };
    query?: never;
    url: '/api/v1/packages/{namespace}/{name}/{version}/yank';
};

export type StandingYankErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type StandingYankError = StandingYankErrors[keyof StandingYankErrors];

export type StandingYankResponses = {
    200: VersionResponse;
};

export type StandingYankResponse = StandingYankResponses[keyof StandingYankResponses];

export type StandingUndeprecateData = {
    body?: never;
    path: {
        version: string;
        namespace: string;
        name: string;
    };
    query?: never;
    url: '/api/v1/packages/{namespace}/{name}/{version}/deprecate';
};

export type StandingUndeprecateErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type StandingUndeprecateError = StandingUndeprecateErrors[keyof StandingUndeprecateErrors];

export type StandingUndeprecateResponses = {
    200: VersionResponse;
};

export type StandingUndeprecateResponse = StandingUndeprecateResponses[keyof StandingUndeprecateResponses];

export type StandingDeprecateData = {
    body: ReasonBody;
    path: {
        version: string;
        namespace: string;
        name: string;
    };
    query?: never;
    url: '/api/v1/packages/{namespace}/{name}/{version}/deprecate';
};

export type StandingDeprecateErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type StandingDeprecateError = StandingDeprecateErrors[keyof StandingDeprecateErrors];

export type StandingDeprecateResponses = {
    200: VersionResponse;
};

export type StandingDeprecateResponse = StandingDeprecateResponses[keyof StandingDeprecateResponses];

export type StandingRetireData = {
    body: ReasonBody;
    path: {
        version: string;
        namespace: string;
        name: string;
    };
    query?: never;
    url: '/api/v1/packages/{namespace}/{name}/{version}/retire';
};

export type StandingRetireErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type StandingRetireError = StandingRetireErrors[keyof StandingRetireErrors];

export type StandingRetireResponses = {
    200: VersionResponse;
};

export type StandingRetireResponse = StandingRetireResponses[keyof StandingRetireResponses];

export type ContentManifestData = {
    body?: never;
    path: {
        digest: string;
    };
    query?: never;
    url: '/api/v1/manifests/{digest}';
};

export type ContentManifestErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type ContentManifestError = ContentManifestErrors[keyof ContentManifestErrors];

export type ContentManifestResponses = {
    /**
     * The manifest, canonical JSON
     */
    200: string;
};

export type ContentManifestResponse = ContentManifestResponses[keyof ContentManifestResponses];

export type ContentBlobData = {
    body?: never;
    path: {
        digest: string;
    };
    query?: never;
    url: '/api/v1/blobs/{digest}';
};

export type ContentBlobErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type ContentBlobError = ContentBlobErrors[keyof ContentBlobErrors];

export type ContentBlobResponses = {
    /**
     * The bytes
     */
    200: Blob | File;
};

export type ContentBlobResponse = ContentBlobResponses[keyof ContentBlobResponses];

export type EvidenceGetData = {
    body?: never;
    path: {
        manifest_digest: string;
    };
    query?: never;
    url: '/api/v1/evidence/{manifest_digest}';
};

export type EvidenceGetErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type EvidenceGetError = EvidenceGetErrors[keyof EvidenceGetErrors];

export type EvidenceGetResponses = {
    /**
     * The evidence, evidence.v0
     */
    200: string;
};

export type EvidenceGetResponse = EvidenceGetResponses[keyof EvidenceGetResponses];

export type CatalogueNodesData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Most items to answer with.
         */
        limit?: number;
        /**
         * `next_cursor` of the page before.
         */
        cursor?: string;
    };
    url: '/api/v1/meta/nodes';
};

export type CatalogueNodesErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type CatalogueNodesError = CatalogueNodesErrors[keyof CatalogueNodesErrors];

export type CatalogueNodesResponses = {
    200: CatalogueResponse;
};

export type CatalogueNodesResponse = CatalogueNodesResponses[keyof CatalogueNodesResponses];

export type CatalogueToolData = {
    body?: never;
    path: {
        /**
         * `name` or `namespace/name`, with `@range` if need be.
         */
        tool_name: string;
    };
    query?: never;
    url: '/api/v1/meta/nodes/tool/{tool_name}';
};

export type CatalogueToolErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type CatalogueToolError = CatalogueToolErrors[keyof CatalogueToolErrors];

export type CatalogueToolResponses = {
    200: ToolInfo;
};

export type CatalogueToolResponse = CatalogueToolResponses[keyof CatalogueToolResponses];

export type CatalogueComponentsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/meta/components';
};

export type CatalogueComponentsErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type CatalogueComponentsError = CatalogueComponentsErrors[keyof CatalogueComponentsErrors];

export type CatalogueComponentsResponses = {
    200: ComponentNamesResponse;
};

export type CatalogueComponentsResponse = CatalogueComponentsResponses[keyof CatalogueComponentsResponses];

export type CatalogueToolsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/tools';
};

export type CatalogueToolsErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type CatalogueToolsError = CatalogueToolsErrors[keyof CatalogueToolsErrors];

export type CatalogueToolsResponses = {
    200: Array<string>;
};

export type CatalogueToolsResponse = CatalogueToolsResponses[keyof CatalogueToolsResponses];

export type CatalogueAgentsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/agents';
};

export type CatalogueAgentsErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type CatalogueAgentsError = CatalogueAgentsErrors[keyof CatalogueAgentsErrors];

export type CatalogueAgentsResponses = {
    200: Array<string>;
};

export type CatalogueAgentsResponse = CatalogueAgentsResponses[keyof CatalogueAgentsResponses];

export type CatalogueWorkflowsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/workflows';
};

export type CatalogueWorkflowsErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type CatalogueWorkflowsError = CatalogueWorkflowsErrors[keyof CatalogueWorkflowsErrors];

export type CatalogueWorkflowsResponses = {
    200: Array<string>;
};

export type CatalogueWorkflowsResponse = CatalogueWorkflowsResponses[keyof CatalogueWorkflowsResponses];

export type CatalogueHealthData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/meta/registry/health';
};

export type CatalogueHealthErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type CatalogueHealthError = CatalogueHealthErrors[keyof CatalogueHealthErrors];

export type CatalogueHealthResponses = {
    200: RegistryHealthResponse;
};

export type CatalogueHealthResponse = CatalogueHealthResponses[keyof CatalogueHealthResponses];

export type BudgetsGetData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/budgets';
};

export type BudgetsGetErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type BudgetsGetError = BudgetsGetErrors[keyof BudgetsGetErrors];

export type BudgetsGetResponses = {
    200: BudgetsResponse;
};

export type BudgetsGetResponse = BudgetsGetResponses[keyof BudgetsGetResponses];

export type BudgetsSetOfOrgData = {
    body: BudgetBody;
    path: {
        org_id: string;
    };
    query?: never;
    url: '/api/v1/budgets/orgs/{org_id}';
};

export type BudgetsSetOfOrgErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type BudgetsSetOfOrgError = BudgetsSetOfOrgErrors[keyof BudgetsSetOfOrgErrors];

export type BudgetsSetOfOrgResponses = {
    200: BudgetsResponse;
};

export type BudgetsSetOfOrgResponse = BudgetsSetOfOrgResponses[keyof BudgetsSetOfOrgResponses];

export type BudgetsSetOfProjectData = {
    body: BudgetBody;
    path: {
        project_id: string;
    };
    query?: never;
    url: '/api/v1/budgets/projects/{project_id}';
};

export type BudgetsSetOfProjectErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type BudgetsSetOfProjectError = BudgetsSetOfProjectErrors[keyof BudgetsSetOfProjectErrors];

export type BudgetsSetOfProjectResponses = {
    200: BudgetsResponse;
};

export type BudgetsSetOfProjectResponse = BudgetsSetOfProjectResponses[keyof BudgetsSetOfProjectResponses];

export type SearchSearchData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * What you look for: a name, `namespace/name`, or a request in words. Without it everything is listed, newest first.
         */
        q?: string;
        /**
         * Only listings of this kind.
         */
        kind?: 'tool' | 'agent' | 'workflow' | 'bundle';
        /**
         * Only listings of this namespace.
         */
        namespace?: string;
        /**
         * Only listings with this tag.
         */
        tag?: string;
        /**
         * Most items to answer with.
         */
        limit?: number;
        /**
         * `next_cursor` of the page before.
         */
        cursor?: string;
    };
    url: '/api/v1/search';
};

export type SearchSearchErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type SearchSearchError = SearchSearchErrors[keyof SearchSearchErrors];

export type SearchSearchResponses = {
    200: ListingPage;
};

export type SearchSearchResponse = SearchSearchResponses[keyof SearchSearchResponses];

export type BlueprintsListData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Most items to answer with.
         */
        limit?: number;
        /**
         * `next_cursor` of the page before.
         */
        cursor?: string;
        /**
         * Only those whose name holds this text, in any case.
         */
        name?: string;
        /**
         * Only those of this project.
         */
        project_id?: string;
        /**
         * Only those that use this component: `name`, or `namespace/name` where they write that.
         */
        component?: string;
        /**
         * Only those changed at or after this time.
         */
        updated_since?: string;
        /**
         * Only those changed before this time.
         */
        updated_before?: string;
        /**
         * `created`: the newest first; `updated`: the last changed first.
         */
        sort?: 'created' | 'updated';
    };
    url: '/api/v1/blueprints';
};

export type BlueprintsListErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type BlueprintsListError = BlueprintsListErrors[keyof BlueprintsListErrors];

export type BlueprintsListResponses = {
    200: BlueprintPage;
};

export type BlueprintsListResponse = BlueprintsListResponses[keyof BlueprintsListResponses];

export type BlueprintsCreateData = {
    /**
     * A blueprint of schema 1.2.0 or 1.1.0
     */
    body: {
        nodes: Array<{
            [key: string]: unknown;
        }>;
    };
    headers?: {
        /**
         * The lock that the change was made from; `If-Match` means the same. 428 without, 409 when it is stale.
         */
        'X-Version-Lock'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/blueprints';
};

export type BlueprintsCreateErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type BlueprintsCreateError = BlueprintsCreateErrors[keyof BlueprintsCreateErrors];

export type BlueprintsCreateResponses = {
    201: WrittenResponse;
};

export type BlueprintsCreateResponse = BlueprintsCreateResponses[keyof BlueprintsCreateResponses];

export type BlueprintsValidateData = {
    /**
     * A blueprint of schema 1.2.0 or 1.1.0
     */
    body: {
        nodes: Array<{
            [key: string]: unknown;
        }>;
    };
    path?: never;
    query?: {
        /**
         * `draft`: what may be stored; `executable`: what can be run.
         */
        level?: 'draft' | 'executable';
    };
    url: '/api/v1/blueprints/validate';
};

export type BlueprintsValidateErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type BlueprintsValidateError = BlueprintsValidateErrors[keyof BlueprintsValidateErrors];

export type BlueprintsValidateResponses = {
    200: ValidationResponse;
};

export type BlueprintsValidateResponse = BlueprintsValidateResponses[keyof BlueprintsValidateResponses];

export type BlueprintsFreezeData = {
    /**
     * A blueprint of schema 1.2.0 or 1.1.0
     */
    body: {
        nodes: Array<{
            [key: string]: unknown;
        }>;
    };
    path?: never;
    query?: never;
    url: '/api/v1/blueprints/freeze';
};

export type BlueprintsFreezeErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type BlueprintsFreezeError = BlueprintsFreezeErrors[keyof BlueprintsFreezeErrors];

export type BlueprintsFreezeResponses = {
    200: FrozenResponse;
};

export type BlueprintsFreezeResponse = BlueprintsFreezeResponses[keyof BlueprintsFreezeResponses];

export type BlueprintsRemoveData = {
    body?: never;
    headers?: {
        /**
         * The lock that the change was made from; `If-Match` means the same. 428 without, 409 when it is stale.
         */
        'X-Version-Lock'?: string;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/blueprints/{id}';
};

export type BlueprintsRemoveErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type BlueprintsRemoveError = BlueprintsRemoveErrors[keyof BlueprintsRemoveErrors];

export type BlueprintsRemoveResponses = {
    204: void;
};

export type BlueprintsRemoveResponse = BlueprintsRemoveResponses[keyof BlueprintsRemoveResponses];

export type BlueprintsGetData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/blueprints/{id}';
};

export type BlueprintsGetErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type BlueprintsGetError = BlueprintsGetErrors[keyof BlueprintsGetErrors];

export type BlueprintsGetResponses = {
    200: BlueprintResponse;
};

export type BlueprintsGetResponse = BlueprintsGetResponses[keyof BlueprintsGetResponses];

export type BlueprintsPatchData = {
    /**
     * A blueprint of schema 1.2.0 or 1.1.0
     */
    body: {
        nodes: Array<{
            [key: string]: unknown;
        }>;
    };
    headers?: {
        /**
         * The lock that the change was made from; `If-Match` means the same. 428 without, 409 when it is stale.
         */
        'X-Version-Lock'?: string;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/blueprints/{id}';
};

export type BlueprintsPatchErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type BlueprintsPatchError = BlueprintsPatchErrors[keyof BlueprintsPatchErrors];

export type BlueprintsPatchResponses = {
    200: PatchedResponse;
};

export type BlueprintsPatchResponse = BlueprintsPatchResponses[keyof BlueprintsPatchResponses];

export type BlueprintsReplaceData = {
    /**
     * A blueprint of schema 1.2.0 or 1.1.0
     */
    body: {
        nodes: Array<{
            [key: string]: unknown;
        }>;
    };
    headers?: {
        /**
         * The lock that the change was made from; `If-Match` means the same. 428 without, 409 when it is stale.
         */
        'X-Version-Lock'?: string;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/blueprints/{id}';
};

export type BlueprintsReplaceErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type BlueprintsReplaceError = BlueprintsReplaceErrors[keyof BlueprintsReplaceErrors];

export type BlueprintsReplaceResponses = {
    200: WrittenResponse;
};

export type BlueprintsReplaceResponse = BlueprintsReplaceResponses[keyof BlueprintsReplaceResponses];

export type BlueprintsCloneData = {
    body?: never;
    headers?: {
        /**
         * The lock that is expected; `If-Match` means the same. 409 when it is another.
         */
        'X-Version-Lock'?: string;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/blueprints/{id}/clone';
};

export type BlueprintsCloneErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type BlueprintsCloneError = BlueprintsCloneErrors[keyof BlueprintsCloneErrors];

export type BlueprintsCloneResponses = {
    201: WrittenResponse;
};

export type BlueprintsCloneResponse = BlueprintsCloneResponses[keyof BlueprintsCloneResponses];

export type VersionsListData = {
    body?: never;
    path: {
        id: string;
    };
    query?: {
        /**
         * Most items to answer with.
         */
        limit?: number;
        /**
         * `next_cursor` of the page before.
         */
        cursor?: string;
    };
    url: '/api/v1/blueprints/{id}/versions';
};

export type VersionsListErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type VersionsListError = VersionsListErrors[keyof VersionsListErrors];

export type VersionsListResponses = {
    200: BlueprintVersionPage;
};

export type VersionsListResponse = VersionsListResponses[keyof VersionsListResponses];

export type VersionsGetData = {
    body?: never;
    path: {
        id: string;
        /**
         * The lock that the version had.
         */
        lock: string;
    };
    query?: never;
    url: '/api/v1/blueprints/{id}/versions/{lock}';
};

export type VersionsGetErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type VersionsGetError = VersionsGetErrors[keyof VersionsGetErrors];

export type VersionsGetResponses = {
    200: BlueprintVersionResponse;
};

export type VersionsGetResponse = VersionsGetResponses[keyof VersionsGetResponses];

export type VersionsRestoreData = {
    body?: never;
    headers?: {
        /**
         * The lock that the change was made from; `If-Match` means the same. 428 without, 409 when it is stale.
         */
        'X-Version-Lock'?: string;
    };
    path: {
        id: string;
        /**
         * The lock that the version had.
         */
        lock: string;
    };
    query?: never;
    url: '/api/v1/blueprints/{id}/versions/{lock}/restore';
};

export type VersionsRestoreErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type VersionsRestoreError = VersionsRestoreErrors[keyof VersionsRestoreErrors];

export type VersionsRestoreResponses = {
    200: WrittenResponse;
};

export type VersionsRestoreResponse = VersionsRestoreResponses[keyof VersionsRestoreResponses];

export type GraphMetricsData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/blueprints/{id}/graph/metrics';
};

export type GraphMetricsErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type GraphMetricsError = GraphMetricsErrors[keyof GraphMetricsErrors];

export type GraphMetricsResponses = {
    200: GraphMetricsResponse;
};

export type GraphMetricsResponse2 = GraphMetricsResponses[keyof GraphMetricsResponses];

export type GraphAnalysisData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/blueprints/{id}/graph/analysis';
};

export type GraphAnalysisErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type GraphAnalysisError = GraphAnalysisErrors[keyof GraphAnalysisErrors];

export type GraphAnalysisResponses = {
    200: GraphAnalysisResponse;
};

export type GraphAnalysisResponse2 = GraphAnalysisResponses[keyof GraphAnalysisResponses];

export type GraphLayoutData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/blueprints/{id}/graph/layout';
};

export type GraphLayoutErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type GraphLayoutError = GraphLayoutErrors[keyof GraphLayoutErrors];

export type GraphLayoutResponses = {
    200: GraphLayoutResponse;
};

export type GraphLayoutResponse2 = GraphLayoutResponses[keyof GraphLayoutResponses];

export type GraphImpactData = {
    body?: never;
    path: {
        id: string;
        node_id: string;
    };
    query?: never;
    url: '/api/v1/blueprints/{id}/nodes/{node_id}/impact';
};

export type GraphImpactErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type GraphImpactError = GraphImpactErrors[keyof GraphImpactErrors];

export type GraphImpactResponses = {
    200: NodeImpactResponse;
};

export type GraphImpactResponse = GraphImpactResponses[keyof GraphImpactResponses];

export type MetaTypesData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/meta/nodes/types';
};

export type MetaTypesErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type MetaTypesError = MetaTypesErrors[keyof MetaTypesErrors];

export type MetaTypesResponses = {
    200: Array<string>;
};

export type MetaTypesResponse = MetaTypesResponses[keyof MetaTypesResponses];

export type MetaToolSchemaData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/meta/nodes/tool/schema';
};

export type MetaToolSchemaErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type MetaToolSchemaError = MetaToolSchemaErrors[keyof MetaToolSchemaErrors];

export type MetaToolSchemaResponses = {
    200: NodeSchemaResponse;
};

export type MetaToolSchemaResponse = MetaToolSchemaResponses[keyof MetaToolSchemaResponses];

export type MetaSchemaData = {
    body?: never;
    path: {
        node_type: string;
    };
    query?: never;
    url: '/api/v1/meta/nodes/{node_type}/schema';
};

export type MetaSchemaErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type MetaSchemaError = MetaSchemaErrors[keyof MetaSchemaErrors];

export type MetaSchemaResponses = {
    200: NodeSchemaResponse;
};

export type MetaSchemaResponse = MetaSchemaResponses[keyof MetaSchemaResponses];

export type MetaHintsData = {
    body: LinkHintsBody;
    path?: never;
    query?: never;
    url: '/api/v1/meta/nodes/link-hints';
};

export type MetaHintsErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type MetaHintsError = MetaHintsErrors[keyof MetaHintsErrors];

export type MetaHintsResponses = {
    200: LinkHintsResponse;
};

export type MetaHintsResponse = MetaHintsResponses[keyof MetaHintsResponses];

export type MetaModelsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/meta/models';
};

export type MetaModelsErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type MetaModelsError = MetaModelsErrors[keyof MetaModelsErrors];

export type MetaModelsResponses = {
    200: ModelsResponse;
};

export type MetaModelsResponse = MetaModelsResponses[keyof MetaModelsResponses];

export type TemplatesListData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Most items to answer with.
         */
        limit?: number;
        /**
         * `next_cursor` of the page before.
         */
        cursor?: string;
    };
    url: '/api/v1/templates';
};

export type TemplatesListErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type TemplatesListError = TemplatesListErrors[keyof TemplatesListErrors];

export type TemplatesListResponses = {
    200: TemplatesResponse;
};

export type TemplatesListResponse = TemplatesListResponses[keyof TemplatesListResponses];

export type TemplatesCopyData = {
    body: FromWorkflowBody;
    path?: never;
    query?: never;
    url: '/api/v1/templates/from-workflow';
};

export type TemplatesCopyErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type TemplatesCopyError = TemplatesCopyErrors[keyof TemplatesCopyErrors];

export type TemplatesCopyResponses = {
    201: WrittenResponse;
};

export type TemplatesCopyResponse = TemplatesCopyResponses[keyof TemplatesCopyResponses];

export type ExecutionsListData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Most items to answer with.
         */
        limit?: number;
        /**
         * `next_cursor` of the page before.
         */
        cursor?: string;
    };
    url: '/api/v1/executions';
};

export type ExecutionsListErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type ExecutionsListError = ExecutionsListErrors[keyof ExecutionsListErrors];

export type ExecutionsListResponses = {
    200: ExecutionList;
};

export type ExecutionsListResponse = ExecutionsListResponses[keyof ExecutionsListResponses];

export type ExecutionsStartData = {
    body: StartBody;
    path?: never;
    query?: {
        /**
         * Answer when the run has ended, or after this many seconds as it is then.
         */
        wait_seconds?: number;
    };
    url: '/api/v1/executions';
};

export type ExecutionsStartErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type ExecutionsStartError = ExecutionsStartErrors[keyof ExecutionsStartErrors];

export type ExecutionsStartResponses = {
    202: StartedResponse;
};

export type ExecutionsStartResponse = ExecutionsStartResponses[keyof ExecutionsStartResponses];

export type ExecutionsGetData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/executions/{id}';
};

export type ExecutionsGetErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type ExecutionsGetError = ExecutionsGetErrors[keyof ExecutionsGetErrors];

export type ExecutionsGetResponses = {
    200: ExecutionResponse;
};

export type ExecutionsGetResponse = ExecutionsGetResponses[keyof ExecutionsGetResponses];

export type ExecutionsEventsData = {
    body?: never;
    path: {
        id: string;
    };
    query?: {
        /**
         * Number of the last event that is known. `Last-Event-ID` says the same.
         */
        after?: number;
        /**
         * How many, where the answer is no stream.
         */
        limit?: number;
    };
    url: '/api/v1/executions/{id}/events';
};

export type ExecutionsEventsErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type ExecutionsEventsError = ExecutionsEventsErrors[keyof ExecutionsEventsErrors];

export type ExecutionsEventsResponses = {
    /**
     * The events
     */
    200: EventList;
};

export type ExecutionsEventsResponse = ExecutionsEventsResponses[keyof ExecutionsEventsResponses];

export type ExecutionsCancelData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/executions/{id}/cancel';
};

export type ExecutionsCancelErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type ExecutionsCancelError = ExecutionsCancelErrors[keyof ExecutionsCancelErrors];

export type ExecutionsCancelResponses = {
    200: CanceledResponse;
};

export type ExecutionsCancelResponse = ExecutionsCancelResponses[keyof ExecutionsCancelResponses];

export type RunsStartData = {
    body: RunBody;
    path?: never;
    query?: never;
    url: '/api/mcp/runs';
};

export type RunsStartErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type RunsStartError = RunsStartErrors[keyof RunsStartErrors];

export type RunsStartResponses = {
    202: RunStartedResponse;
};

export type RunsStartResponse = RunsStartResponses[keyof RunsStartResponses];

export type RunsStartAtApiV1McpRunsData = {
    body: RunBody;
    path?: never;
    query?: never;
    url: '/api/v1/mcp/runs';
};

export type RunsStartAtApiV1McpRunsErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type RunsStartAtApiV1McpRunsError = RunsStartAtApiV1McpRunsErrors[keyof RunsStartAtApiV1McpRunsErrors];

export type RunsStartAtApiV1McpRunsResponses = {
    202: RunStartedResponse;
};

export type RunsStartAtApiV1McpRunsResponse = RunsStartAtApiV1McpRunsResponses[keyof RunsStartAtApiV1McpRunsResponses];

export type RunsGetData = {
    body?: never;
    path: {
        run_id: string;
    };
    query?: never;
    url: '/api/mcp/runs/{run_id}';
};

export type RunsGetErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type RunsGetError = RunsGetErrors[keyof RunsGetErrors];

export type RunsGetResponses = {
    200: RunResponse;
};

export type RunsGetResponse = RunsGetResponses[keyof RunsGetResponses];

export type RunsGetAtApiV1McpRunsRunIdData = {
    body?: never;
    path: {
        run_id: string;
    };
    query?: never;
    url: '/api/v1/mcp/runs/{run_id}';
};

export type RunsGetAtApiV1McpRunsRunIdErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type RunsGetAtApiV1McpRunsRunIdError = RunsGetAtApiV1McpRunsRunIdErrors[keyof RunsGetAtApiV1McpRunsRunIdErrors];

export type RunsGetAtApiV1McpRunsRunIdResponses = {
    200: RunResponse;
};

export type RunsGetAtApiV1McpRunsRunIdResponse = RunsGetAtApiV1McpRunsRunIdResponses[keyof RunsGetAtApiV1McpRunsRunIdResponses];

export type RunsEventsData = {
    body?: never;
    path: {
        run_id: string;
    };
    query?: never;
    url: '/api/mcp/runs/{run_id}/events';
};

export type RunsEventsErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type RunsEventsError = RunsEventsErrors[keyof RunsEventsErrors];

export type RunsEventsResponses = {
    /**
     * The events
     */
    200: unknown;
};

export type RunsEventsAtApiV1McpRunsRunIdEventsData = {
    body?: never;
    path: {
        run_id: string;
    };
    query?: never;
    url: '/api/v1/mcp/runs/{run_id}/events';
};

export type RunsEventsAtApiV1McpRunsRunIdEventsErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type RunsEventsAtApiV1McpRunsRunIdEventsError = RunsEventsAtApiV1McpRunsRunIdEventsErrors[keyof RunsEventsAtApiV1McpRunsRunIdEventsErrors];

export type RunsEventsAtApiV1McpRunsRunIdEventsResponses = {
    /**
     * The events
     */
    200: unknown;
};

export type PartialsCreateData = {
    /**
     * A node of a blueprint
     */
    body?: {
        [key: string]: unknown;
    };
    path?: never;
    query?: never;
    url: '/api/mcp/blueprints/partial';
};

export type PartialsCreateErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type PartialsCreateError = PartialsCreateErrors[keyof PartialsCreateErrors];

export type PartialsCreateResponses = {
    200: PartialResponse;
};

export type PartialsCreateResponse = PartialsCreateResponses[keyof PartialsCreateResponses];

export type PartialsCreateAtApiV1McpBlueprintsPartialData = {
    /**
     * A node of a blueprint
     */
    body?: {
        [key: string]: unknown;
    };
    path?: never;
    query?: never;
    url: '/api/v1/mcp/blueprints/partial';
};

export type PartialsCreateAtApiV1McpBlueprintsPartialErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type PartialsCreateAtApiV1McpBlueprintsPartialError = PartialsCreateAtApiV1McpBlueprintsPartialErrors[keyof PartialsCreateAtApiV1McpBlueprintsPartialErrors];

export type PartialsCreateAtApiV1McpBlueprintsPartialResponses = {
    200: PartialResponse;
};

export type PartialsCreateAtApiV1McpBlueprintsPartialResponse = PartialsCreateAtApiV1McpBlueprintsPartialResponses[keyof PartialsCreateAtApiV1McpBlueprintsPartialResponses];

export type PartialsGetData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/mcp/blueprints/partial/{id}';
};

export type PartialsGetErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type PartialsGetError = PartialsGetErrors[keyof PartialsGetErrors];

export type PartialsGetResponses = {
    200: PartialResponse;
};

export type PartialsGetResponse = PartialsGetResponses[keyof PartialsGetResponses];

export type PartialsChangeData = {
    body: {
        action: 'add_node' | 'remove_node' | 'update_node' | 'suggest';
        /**
         * Of add_node
         */
        node?: {
            [key: string]: unknown;
        };
        /**
         * Of remove_node and update_node
         */
        node_id?: string;
        /**
         * Of update_node: members that take the place of those there are
         */
        updates?: {
            [key: string]: unknown;
        };
    };
    headers?: {
        /**
         * The lock that the change was made from; `If-Match` means the same. 428 without, 409 when it is stale.
         */
        'X-Version-Lock'?: string;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/mcp/blueprints/partial/{id}';
};

export type PartialsChangeErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type PartialsChangeError = PartialsChangeErrors[keyof PartialsChangeErrors];

export type PartialsChangeResponses = {
    200: PartialResponse;
};

export type PartialsChangeResponse = PartialsChangeResponses[keyof PartialsChangeResponses];

export type PartialsGetAtApiV1McpBlueprintsPartialIdData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/mcp/blueprints/partial/{id}';
};

export type PartialsGetAtApiV1McpBlueprintsPartialIdErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type PartialsGetAtApiV1McpBlueprintsPartialIdError = PartialsGetAtApiV1McpBlueprintsPartialIdErrors[keyof PartialsGetAtApiV1McpBlueprintsPartialIdErrors];

export type PartialsGetAtApiV1McpBlueprintsPartialIdResponses = {
    200: PartialResponse;
};

export type PartialsGetAtApiV1McpBlueprintsPartialIdResponse = PartialsGetAtApiV1McpBlueprintsPartialIdResponses[keyof PartialsGetAtApiV1McpBlueprintsPartialIdResponses];

export type PartialsChangeAtApiV1McpBlueprintsPartialIdData = {
    body: {
        action: 'add_node' | 'remove_node' | 'update_node' | 'suggest';
        /**
         * Of add_node
         */
        node?: {
            [key: string]: unknown;
        };
        /**
         * Of remove_node and update_node
         */
        node_id?: string;
        /**
         * Of update_node: members that take the place of those there are
         */
        updates?: {
            [key: string]: unknown;
        };
    };
    headers?: {
        /**
         * The lock that the change was made from; `If-Match` means the same. 428 without, 409 when it is stale.
         */
        'X-Version-Lock'?: string;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/mcp/blueprints/partial/{id}';
};

export type PartialsChangeAtApiV1McpBlueprintsPartialIdErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type PartialsChangeAtApiV1McpBlueprintsPartialIdError = PartialsChangeAtApiV1McpBlueprintsPartialIdErrors[keyof PartialsChangeAtApiV1McpBlueprintsPartialIdErrors];

export type PartialsChangeAtApiV1McpBlueprintsPartialIdResponses = {
    200: PartialResponse;
};

export type PartialsChangeAtApiV1McpBlueprintsPartialIdResponse = PartialsChangeAtApiV1McpBlueprintsPartialIdResponses[keyof PartialsChangeAtApiV1McpBlueprintsPartialIdResponses];

export type PartialsFinalizeData = {
    body?: never;
    headers?: {
        /**
         * The lock that the change was made from; `If-Match` means the same. 428 without, 409 when it is stale.
         */
        'X-Version-Lock'?: string;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/mcp/blueprints/partial/{id}/finalize';
};

export type PartialsFinalizeErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type PartialsFinalizeError = PartialsFinalizeErrors[keyof PartialsFinalizeErrors];

export type PartialsFinalizeResponses = {
    200: FinalizedResponse;
};

export type PartialsFinalizeResponse = PartialsFinalizeResponses[keyof PartialsFinalizeResponses];

export type PartialsFinalizeAtApiV1McpBlueprintsPartialIdFinalizeData = {
    body?: never;
    headers?: {
        /**
         * The lock that the change was made from; `If-Match` means the same. 428 without, 409 when it is stale.
         */
        'X-Version-Lock'?: string;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/mcp/blueprints/partial/{id}/finalize';
};

export type PartialsFinalizeAtApiV1McpBlueprintsPartialIdFinalizeErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type PartialsFinalizeAtApiV1McpBlueprintsPartialIdFinalizeError = PartialsFinalizeAtApiV1McpBlueprintsPartialIdFinalizeErrors[keyof PartialsFinalizeAtApiV1McpBlueprintsPartialIdFinalizeErrors];

export type PartialsFinalizeAtApiV1McpBlueprintsPartialIdFinalizeResponses = {
    200: FinalizedResponse;
};

export type PartialsFinalizeAtApiV1McpBlueprintsPartialIdFinalizeResponse = PartialsFinalizeAtApiV1McpBlueprintsPartialIdFinalizeResponses[keyof PartialsFinalizeAtApiV1McpBlueprintsPartialIdFinalizeResponses];

export type PartialsSuggestData = {
    body?: SuggestBody;
    headers?: {
        /**
         * The lock that the change was made from; `If-Match` means the same. 428 without, 409 when it is stale.
         */
        'X-Version-Lock'?: string;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/mcp/blueprints/partial/{id}/suggest';
};

export type PartialsSuggestErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type PartialsSuggestError = PartialsSuggestErrors[keyof PartialsSuggestErrors];

export type PartialsSuggestResponses = {
    200: SuggestResponse;
};

export type PartialsSuggestResponse = PartialsSuggestResponses[keyof PartialsSuggestResponses];

export type PartialsSuggestAtApiV1McpBlueprintsPartialIdSuggestData = {
    body?: SuggestBody;
    headers?: {
        /**
         * The lock that the change was made from; `If-Match` means the same. 428 without, 409 when it is stale.
         */
        'X-Version-Lock'?: string;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/mcp/blueprints/partial/{id}/suggest';
};

export type PartialsSuggestAtApiV1McpBlueprintsPartialIdSuggestErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type PartialsSuggestAtApiV1McpBlueprintsPartialIdSuggestError = PartialsSuggestAtApiV1McpBlueprintsPartialIdSuggestErrors[keyof PartialsSuggestAtApiV1McpBlueprintsPartialIdSuggestErrors];

export type PartialsSuggestAtApiV1McpBlueprintsPartialIdSuggestResponses = {
    200: SuggestResponse;
};

export type PartialsSuggestAtApiV1McpBlueprintsPartialIdSuggestResponse = PartialsSuggestAtApiV1McpBlueprintsPartialIdSuggestResponses[keyof PartialsSuggestAtApiV1McpBlueprintsPartialIdSuggestResponses];

export type RegisteredBlueprintsCreateData = {
    /**
     * A blueprint of schema 1.2.0 or 1.1.0
     */
    body: {
        nodes: Array<{
            [key: string]: unknown;
        }>;
    };
    path?: never;
    query?: never;
    url: '/api/mcp/blueprints';
};

export type RegisteredBlueprintsCreateErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type RegisteredBlueprintsCreateError = RegisteredBlueprintsCreateErrors[keyof RegisteredBlueprintsCreateErrors];

export type RegisteredBlueprintsCreateResponses = {
    201: FinalizedResponse;
};

export type RegisteredBlueprintsCreateResponse = RegisteredBlueprintsCreateResponses[keyof RegisteredBlueprintsCreateResponses];

export type RegisteredBlueprintsCreateAtApiV1McpBlueprintsData = {
    /**
     * A blueprint of schema 1.2.0 or 1.1.0
     */
    body: {
        nodes: Array<{
            [key: string]: unknown;
        }>;
    };
    path?: never;
    query?: never;
    url: '/api/v1/mcp/blueprints';
};

export type RegisteredBlueprintsCreateAtApiV1McpBlueprintsErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type RegisteredBlueprintsCreateAtApiV1McpBlueprintsError = RegisteredBlueprintsCreateAtApiV1McpBlueprintsErrors[keyof RegisteredBlueprintsCreateAtApiV1McpBlueprintsErrors];

export type RegisteredBlueprintsCreateAtApiV1McpBlueprintsResponses = {
    201: FinalizedResponse;
};

export type RegisteredBlueprintsCreateAtApiV1McpBlueprintsResponse = RegisteredBlueprintsCreateAtApiV1McpBlueprintsResponses[keyof RegisteredBlueprintsCreateAtApiV1McpBlueprintsResponses];

export type RegisteredBlueprintsGetData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/mcp/blueprints/{id}';
};

export type RegisteredBlueprintsGetErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type RegisteredBlueprintsGetError = RegisteredBlueprintsGetErrors[keyof RegisteredBlueprintsGetErrors];

export type RegisteredBlueprintsGetResponses = {
    /**
     * The blueprint, with the name that its contents have
     */
    200: {
        nodes: Array<{
            [key: string]: unknown;
        }>;
        content_id?: string;
    };
};

export type RegisteredBlueprintsGetResponse = RegisteredBlueprintsGetResponses[keyof RegisteredBlueprintsGetResponses];

export type RegisteredBlueprintsGetAtApiV1McpBlueprintsIdData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/mcp/blueprints/{id}';
};

export type RegisteredBlueprintsGetAtApiV1McpBlueprintsIdErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type RegisteredBlueprintsGetAtApiV1McpBlueprintsIdError = RegisteredBlueprintsGetAtApiV1McpBlueprintsIdErrors[keyof RegisteredBlueprintsGetAtApiV1McpBlueprintsIdErrors];

export type RegisteredBlueprintsGetAtApiV1McpBlueprintsIdResponses = {
    /**
     * The blueprint, with the name that its contents have
     */
    200: {
        nodes: Array<{
            [key: string]: unknown;
        }>;
        content_id?: string;
    };
};

export type RegisteredBlueprintsGetAtApiV1McpBlueprintsIdResponse = RegisteredBlueprintsGetAtApiV1McpBlueprintsIdResponses[keyof RegisteredBlueprintsGetAtApiV1McpBlueprintsIdResponses];

export type NotesRemoveDraftData = {
    body?: never;
    path: {
        key: string;
    };
    query?: never;
    url: '/api/v1/builder/drafts/{key}';
};

export type NotesRemoveDraftErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type NotesRemoveDraftError = NotesRemoveDraftErrors[keyof NotesRemoveDraftErrors];

export type NotesRemoveDraftResponses = {
    200: DraftAck;
};

export type NotesRemoveDraftResponse = NotesRemoveDraftResponses[keyof NotesRemoveDraftResponses];

export type NotesGetDraftData = {
    body?: never;
    path: {
        key: string;
    };
    query?: never;
    url: '/api/v1/builder/drafts/{key}';
};

export type NotesGetDraftErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type NotesGetDraftError = NotesGetDraftErrors[keyof NotesGetDraftErrors];

export type NotesGetDraftResponses = {
    200: DraftResponse;
};

export type NotesGetDraftResponse = NotesGetDraftResponses[keyof NotesGetDraftResponses];

export type NotesPutDraftData = {
    body: DraftBody;
    headers?: {
        /**
         * The version that the change was made from, 0 for a draft that is not there yet. 409 when it is another one by now.
         */
        'If-Match'?: string;
    };
    path: {
        key: string;
    };
    query?: never;
    url: '/api/v1/builder/drafts/{key}';
};

export type NotesPutDraftErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type NotesPutDraftError = NotesPutDraftErrors[keyof NotesPutDraftErrors];

export type NotesPutDraftResponses = {
    200: DraftAck;
};

export type NotesPutDraftResponse = NotesPutDraftResponses[keyof NotesPutDraftResponses];

export type NotesRemoveSessionData = {
    body?: never;
    path: {
        session_id: string;
    };
    query?: never;
    url: '/api/v1/builder/sessions/{session_id}';
};

export type NotesRemoveSessionErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type NotesRemoveSessionError = NotesRemoveSessionErrors[keyof NotesRemoveSessionErrors];

export type NotesRemoveSessionResponses = {
    200: SessionAck;
};

export type NotesRemoveSessionResponse = NotesRemoveSessionResponses[keyof NotesRemoveSessionResponses];

export type NotesGetSessionData = {
    body?: never;
    path: {
        session_id: string;
    };
    query?: never;
    url: '/api/v1/builder/sessions/{session_id}';
};

export type NotesGetSessionErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type NotesGetSessionError = NotesGetSessionErrors[keyof NotesGetSessionErrors];

export type NotesGetSessionResponses = {
    200: SessionResponse;
};

export type NotesGetSessionResponse = NotesGetSessionResponses[keyof NotesGetSessionResponses];

export type NotesPutSessionData = {
    body: SessionBody;
    path: {
        session_id: string;
    };
    query?: never;
    url: '/api/v1/builder/sessions/{session_id}';
};

export type NotesPutSessionErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type NotesPutSessionError = NotesPutSessionErrors[keyof NotesPutSessionErrors];

export type NotesPutSessionResponses = {
    200: SessionAck;
};

export type NotesPutSessionResponse = NotesPutSessionResponses[keyof NotesPutSessionResponses];

export type PlanningSuggestData = {
    body: PlanBody;
    path?: never;
    query?: never;
    url: '/api/v1/builder/suggest';
};

export type PlanningSuggestErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type PlanningSuggestError = PlanningSuggestErrors[keyof PlanningSuggestErrors];

export type PlanningSuggestResponses = {
    200: PlanResponse;
};

export type PlanningSuggestResponse = PlanningSuggestResponses[keyof PlanningSuggestResponses];

export type PlanningProposeData = {
    body: ProposeBody;
    path?: never;
    query?: never;
    url: '/api/v1/builder/propose';
};

export type PlanningProposeErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type PlanningProposeError = PlanningProposeErrors[keyof PlanningProposeErrors];

export type PlanningProposeResponses = {
    200: SketchedResponse;
};

export type PlanningProposeResponse = PlanningProposeResponses[keyof PlanningProposeResponses];

export type PlanningApplyData = {
    body: ApplyBody;
    path?: never;
    query?: never;
    url: '/api/v1/builder/apply';
};

export type PlanningApplyErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type PlanningApplyError = PlanningApplyErrors[keyof PlanningApplyErrors];

export type PlanningApplyResponses = {
    200: SketchedResponse;
};

export type PlanningApplyResponse = PlanningApplyResponses[keyof PlanningApplyResponses];

export type PlanningPreviewData = {
    body: PreviewBody;
    path?: never;
    query?: never;
    url: '/api/v1/builder/preview/tool';
};

export type PlanningPreviewErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type PlanningPreviewError = PlanningPreviewErrors[keyof PlanningPreviewErrors];

export type PlanningPreviewResponses = {
    200: PreviewResponse;
};

export type PlanningPreviewResponse = PlanningPreviewResponses[keyof PlanningPreviewResponses];

export type McpRefuseStreamAtApiV1McpData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/mcp';
};

export type McpRefuseStreamAtApiV1McpErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type McpRefuseStreamAtApiV1McpError = McpRefuseStreamAtApiV1McpErrors[keyof McpRefuseStreamAtApiV1McpErrors];

export type McpRefuseStreamAtApiV1McpResponses = {
    /**
     * Problem
     */
    default: Problem;
};

export type McpRefuseStreamAtApiV1McpResponse = McpRefuseStreamAtApiV1McpResponses[keyof McpRefuseStreamAtApiV1McpResponses];

export type McpMessageAtApiV1McpData = {
    /**
     * A JSON-RPC 2.0 request or notification of the Model Context Protocol
     */
    body: {
        jsonrpc: '2.0';
        id?: string | number;
        method: string;
        params?: {
            [key: string]: unknown;
        };
    };
    path?: never;
    query?: never;
    url: '/api/v1/mcp';
};

export type McpMessageAtApiV1McpErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type McpMessageAtApiV1McpError = McpMessageAtApiV1McpErrors[keyof McpMessageAtApiV1McpErrors];

export type McpMessageAtApiV1McpResponses = {
    /**
     * The answer; an event stream for clients that accept one
     */
    200: {
        jsonrpc: '2.0';
        id?: string | number | null;
        result?: {
            [key: string]: unknown;
        };
        error?: {
            code: number;
            message: string;
            data?: unknown;
        };
    };
    /**
     * A notification was taken
     */
    202: unknown;
};

export type McpMessageAtApiV1McpResponse = McpMessageAtApiV1McpResponses[keyof McpMessageAtApiV1McpResponses];

export type McpRefuseStreamData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/mcp';
};

export type McpRefuseStreamErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type McpRefuseStreamError = McpRefuseStreamErrors[keyof McpRefuseStreamErrors];

export type McpRefuseStreamResponses = {
    /**
     * Problem
     */
    default: Problem;
};

export type McpRefuseStreamResponse = McpRefuseStreamResponses[keyof McpRefuseStreamResponses];

export type McpMessageData = {
    /**
     * A JSON-RPC 2.0 request or notification of the Model Context Protocol
     */
    body: {
        jsonrpc: '2.0';
        id?: string | number;
        method: string;
        params?: {
            [key: string]: unknown;
        };
    };
    path?: never;
    query?: never;
    url: '/api/mcp';
};

export type McpMessageErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type McpMessageError = McpMessageErrors[keyof McpMessageErrors];

export type McpMessageResponses = {
    /**
     * The answer; an event stream for clients that accept one
     */
    200: {
        jsonrpc: '2.0';
        id?: string | number | null;
        result?: {
            [key: string]: unknown;
        };
        error?: {
            code: number;
            message: string;
            data?: unknown;
        };
    };
    /**
     * A notification was taken
     */
    202: unknown;
};

export type McpMessageResponse = McpMessageResponses[keyof McpMessageResponses];

export type ComponentsValidateData = {
    /**
     * A component that is to be written: its type, its name, and what its type needs
     */
    body: {
        type: 'tool' | 'agent' | 'workflow' | 'code';
        name: string;
    };
    path?: never;
    query?: never;
    url: '/api/mcp/components/validate';
};

export type ComponentsValidateErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type ComponentsValidateError = ComponentsValidateErrors[keyof ComponentsValidateErrors];

export type ComponentsValidateResponses = {
    /**
     * What was found
     */
    200: {
        valid: boolean;
        errors: Array<{
            [key: string]: unknown;
        }>;
        warnings: Array<{
            [key: string]: unknown;
        }>;
    };
};

export type ComponentsValidateResponse = ComponentsValidateResponses[keyof ComponentsValidateResponses];

export type ComponentsValidateAtApiV1McpComponentsValidateData = {
    /**
     * A component that is to be written: its type, its name, and what its type needs
     */
    body: {
        type: 'tool' | 'agent' | 'workflow' | 'code';
        name: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/mcp/components/validate';
};

export type ComponentsValidateAtApiV1McpComponentsValidateErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type ComponentsValidateAtApiV1McpComponentsValidateError = ComponentsValidateAtApiV1McpComponentsValidateErrors[keyof ComponentsValidateAtApiV1McpComponentsValidateErrors];

export type ComponentsValidateAtApiV1McpComponentsValidateResponses = {
    /**
     * What was found
     */
    200: {
        valid: boolean;
        errors: Array<{
            [key: string]: unknown;
        }>;
        warnings: Array<{
            [key: string]: unknown;
        }>;
    };
};

export type ComponentsValidateAtApiV1McpComponentsValidateResponse = ComponentsValidateAtApiV1McpComponentsValidateResponses[keyof ComponentsValidateAtApiV1McpComponentsValidateResponses];

export type ComponentsScaffoldData = {
    body: ScaffoldBody;
    path?: never;
    query?: never;
    url: '/api/mcp/components/scaffold';
};

export type ComponentsScaffoldErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type ComponentsScaffoldError = ComponentsScaffoldErrors[keyof ComponentsScaffoldErrors];

export type ComponentsScaffoldResponses = {
    200: ScaffoldResponse;
};

export type ComponentsScaffoldResponse = ComponentsScaffoldResponses[keyof ComponentsScaffoldResponses];

export type ComponentsScaffoldAtApiV1McpComponentsScaffoldData = {
    body: ScaffoldBody;
    path?: never;
    query?: never;
    url: '/api/v1/mcp/components/scaffold';
};

export type ComponentsScaffoldAtApiV1McpComponentsScaffoldErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type ComponentsScaffoldAtApiV1McpComponentsScaffoldError = ComponentsScaffoldAtApiV1McpComponentsScaffoldErrors[keyof ComponentsScaffoldAtApiV1McpComponentsScaffoldErrors];

export type ComponentsScaffoldAtApiV1McpComponentsScaffoldResponses = {
    200: ScaffoldResponse;
};

export type ComponentsScaffoldAtApiV1McpComponentsScaffoldResponse = ComponentsScaffoldAtApiV1McpComponentsScaffoldResponses[keyof ComponentsScaffoldAtApiV1McpComponentsScaffoldResponses];

export type ComponentsAllData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Most items to answer with.
         */
        limit?: number;
        /**
         * `next_cursor` of the page before.
         */
        cursor?: string;
    };
    url: '/api/mcp/components';
};

export type ComponentsAllErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type ComponentsAllError = ComponentsAllErrors[keyof ComponentsAllErrors];

export type ComponentsAllResponses = {
    200: ComponentsResponse;
};

export type ComponentsAllResponse = ComponentsAllResponses[keyof ComponentsAllResponses];

export type ComponentsAllAtApiV1McpComponentsData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Most items to answer with.
         */
        limit?: number;
        /**
         * `next_cursor` of the page before.
         */
        cursor?: string;
    };
    url: '/api/v1/mcp/components';
};

export type ComponentsAllAtApiV1McpComponentsErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type ComponentsAllAtApiV1McpComponentsError = ComponentsAllAtApiV1McpComponentsErrors[keyof ComponentsAllAtApiV1McpComponentsErrors];

export type ComponentsAllAtApiV1McpComponentsResponses = {
    200: ComponentsResponse;
};

export type ComponentsAllAtApiV1McpComponentsResponse = ComponentsAllAtApiV1McpComponentsResponses[keyof ComponentsAllAtApiV1McpComponentsResponses];

export type ComponentsOfTypeData = {
    body?: never;
    path: {
        type: 'tool' | 'agent' | 'workflow';
    };
    query?: never;
    url: '/api/mcp/components/{type}';
};

export type ComponentsOfTypeErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type ComponentsOfTypeError = ComponentsOfTypeErrors[keyof ComponentsOfTypeErrors];

export type ComponentsOfTypeResponses = {
    200: ComponentTypeResponse;
};

export type ComponentsOfTypeResponse = ComponentsOfTypeResponses[keyof ComponentsOfTypeResponses];

export type ComponentsOfTypeAtApiV1McpComponentsTypeData = {
    body?: never;
    path: {
        type: 'tool' | 'agent' | 'workflow';
    };
    query?: never;
    url: '/api/v1/mcp/components/{type}';
};

export type ComponentsOfTypeAtApiV1McpComponentsTypeErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type ComponentsOfTypeAtApiV1McpComponentsTypeError = ComponentsOfTypeAtApiV1McpComponentsTypeErrors[keyof ComponentsOfTypeAtApiV1McpComponentsTypeErrors];

export type ComponentsOfTypeAtApiV1McpComponentsTypeResponses = {
    200: ComponentTypeResponse;
};

export type ComponentsOfTypeAtApiV1McpComponentsTypeResponse = ComponentsOfTypeAtApiV1McpComponentsTypeResponses[keyof ComponentsOfTypeAtApiV1McpComponentsTypeResponses];

export type ComponentsOneData = {
    body?: never;
    path: {
        type: 'tool' | 'agent' | 'workflow';
        /**
         * `name` or `namespace/name`, with `@range` if need be.
         */
        name: string;
    };
    query?: never;
    url: '/api/mcp/components/{type}/{name}';
};

export type ComponentsOneErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type ComponentsOneError = ComponentsOneErrors[keyof ComponentsOneErrors];

export type ComponentsOneResponses = {
    200: SignedComponentResponse;
};

export type ComponentsOneResponse = ComponentsOneResponses[keyof ComponentsOneResponses];

export type ComponentsOneAtApiV1McpComponentsTypeNameData = {
    body?: never;
    path: {
        type: 'tool' | 'agent' | 'workflow';
        /**
         * `name` or `namespace/name`, with `@range` if need be.
         */
        name: string;
    };
    query?: never;
    url: '/api/v1/mcp/components/{type}/{name}';
};

export type ComponentsOneAtApiV1McpComponentsTypeNameErrors = {
    /**
     * Problem
     */
    default: Problem;
};

export type ComponentsOneAtApiV1McpComponentsTypeNameError = ComponentsOneAtApiV1McpComponentsTypeNameErrors[keyof ComponentsOneAtApiV1McpComponentsTypeNameErrors];

export type ComponentsOneAtApiV1McpComponentsTypeNameResponses = {
    200: SignedComponentResponse;
};

export type ComponentsOneAtApiV1McpComponentsTypeNameResponse = ComponentsOneAtApiV1McpComponentsTypeNameResponses[keyof ComponentsOneAtApiV1McpComponentsTypeNameResponses];
