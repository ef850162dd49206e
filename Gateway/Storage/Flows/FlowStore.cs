using Dapper;
using Telephony.Domain.Flows;
using Telephony.Domain.Identity;
using Telephony.Storage.Databases;

namespace Telephony.Storage.Flows;

/// <summary>Drafts and versions of call flows in the database.</summary>
public sealed class FlowStore(Database database) : IFlowStore
{
    private const string Here = "WHERE resource_id = @Resource AND name = @Name";

    // The row of a flow that was deleted stays, for its count; nobody sees it.
    private const string Heads = """
        SELECT resource_id AS Resource, name AS Name, in_force AS InForce, last_there AS Latest, revision_there AS DraftRevision, changed_ms AS ChangedMs FROM (
          SELECT f.*, CASE WHEN f.draft IS NULL THEN 0 ELSE f.draft_revision END AS revision_there,
            (SELECT COALESCE(MAX(v.version), 0) FROM flow_versions v WHERE v.resource_id = f.resource_id AND v.name = f.name) AS last_there
          FROM flows f) AS heads
        WHERE (last_there > 0 OR revision_there > 0)
        """;

    // The revision goes on counting when a draft is gone, so that an old page cannot write over a new one.
    private const string SaveDraft = """
        INSERT INTO flows (resource_id, name, in_force, latest, draft, draft_revision, draft_ms, draft_by, changed_ms) VALUES (@Resource, @Name, 0, 0, @Document, 1, @AtMs, @By, @AtMs)
        ON CONFLICT (resource_id, name) DO UPDATE SET draft = excluded.draft, draft_revision = flows.draft_revision + 1, draft_ms = excluded.draft_ms, draft_by = excluded.draft_by, changed_ms = excluded.changed_ms
        WHERE @Expected = -1 OR @Expected = CASE WHEN flows.draft IS NULL THEN 0 ELSE flows.draft_revision END
        RETURNING draft_revision
        """;

    private const string Publish = """
        INSERT INTO flows (resource_id, name, in_force, latest, draft, draft_revision, draft_ms, draft_by, changed_ms) VALUES (@Resource, @Name, 1, 1, NULL, 0, 0, '', @AtMs)
        ON CONFLICT (resource_id, name) DO UPDATE SET in_force = flows.latest + 1, latest = flows.latest + 1, changed_ms = excluded.changed_ms,
          draft = CASE WHEN flows.draft_revision = @DraftRevision THEN NULL ELSE flows.draft END
        RETURNING latest
        """;

    private const string Version = "v.resource_id AS Resource, v.name AS Name, v.version AS Number, v.published_ms AS AtMs, v.published_by AS By, v.note AS Note";

    public ValueTask<IReadOnlyList<StoredFlow>> ListAsync(ResourceId? resource, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<StoredFlow>>(
            async connection => (await connection.QueryAsync<HeadRow>($"{Heads}{(resource is null ? "" : " AND resource_id = @Resource")} ORDER BY resource_id, name", new { Resource = resource?.Value })).Select(static row => row.ToFlow()).ToList(),
            cancellation);

    public ValueTask<StoredFlow?> FindAsync(ResourceId resource, string name, CancellationToken cancellation) =>
        database.ReadAsync(async connection => (await connection.QuerySingleOrDefaultAsync<HeadRow>($"{Heads} AND resource_id = @Resource AND name = @Name", Key(resource, name)))?.ToFlow(), cancellation);

    public ValueTask<FlowDraft?> FindDraftAsync(ResourceId resource, string name, CancellationToken cancellation) =>
        database.ReadAsync(
            async connection => (await connection.QuerySingleOrDefaultAsync<DraftRow>($"SELECT draft AS Document, draft_revision AS Revision, draft_ms AS AtMs, draft_by AS By FROM flows {Here} AND draft IS NOT NULL", Key(resource, name)))?.ToDraft(), cancellation);

    public ValueTask<int> SaveDraftAsync(ResourceId resource, string name, string document, string by, int? expected, DateTimeOffset at, CancellationToken cancellation) =>
        database.ApplyAsync(
            async (connection, transaction) =>
            {
                var wanted = new { Resource = resource.Value, Name = name, Document = document, By = by, Expected = (long)(expected ?? -1), AtMs = at.ToUnixTimeMilliseconds() };
                if (expected is > 0 && await connection.QuerySingleOrDefaultAsync<long?>($"SELECT 1 FROM flows {Here}", wanted, transaction) is null) return 0;
                return (int)await connection.QuerySingleOrDefaultAsync<long>(SaveDraft, wanted, transaction);
            },
            cancellation);

    public ValueTask<bool> DropDraftAsync(ResourceId resource, string name, DateTimeOffset at, CancellationToken cancellation) =>
        database.ApplyAsync(
            async (connection, transaction) =>
            {
                var wanted = new { Resource = resource.Value, Name = name, AtMs = at.ToUnixTimeMilliseconds() };
                if (await connection.ExecuteAsync($"UPDATE flows SET draft = NULL, changed_ms = @AtMs {Here} AND draft IS NOT NULL", wanted, transaction) == 0) return false;
                await connection.ExecuteAsync($"DELETE FROM flows {Here} AND latest = 0", wanted, transaction);
                return true;
            },
            cancellation);

    public ValueTask<int> PublishAsync(FlowPublication publication, CancellationToken cancellation) =>
        database.ApplyAsync(
            async (connection, transaction) =>
            {
                var wanted = new { Resource = publication.Resource.Value, publication.Name, publication.Document, publication.By, publication.Note, AtMs = publication.At.ToUnixTimeMilliseconds(), DraftRevision = (long)(publication.DraftRevision == 0 ? -1 : publication.DraftRevision) };
                var number = await connection.QuerySingleAsync<long>(Publish, wanted, transaction);
                await connection.ExecuteAsync(
                    "INSERT INTO flow_versions (resource_id, name, version, document, published_ms, published_by, note) VALUES (@Resource, @Name, @Number, @Document, @AtMs, @By, @Note)",
                    new { wanted.Resource, wanted.Name, Number = number, wanted.Document, wanted.AtMs, wanted.By, wanted.Note },
                    transaction);
                return (int)number;
            },
            cancellation);

    public ValueTask<bool> PutInForceAsync(ResourceId resource, string name, int version, DateTimeOffset at, CancellationToken cancellation) =>
        database.ApplyAsync(
            async (connection, transaction) => await connection.ExecuteAsync(
                $"UPDATE flows SET in_force = @Version, changed_ms = @AtMs {Here} AND EXISTS (SELECT 1 FROM flow_versions v WHERE v.resource_id = @Resource AND v.name = @Name AND (v.version = @Version OR @Version = 0))",
                new { Resource = resource.Value, Name = name, Version = (long)version, AtMs = at.ToUnixTimeMilliseconds() }, transaction) == 1,
            cancellation);

    public ValueTask<bool> DeleteAsync(ResourceId resource, string name, DateTimeOffset at, CancellationToken cancellation) =>
        database.ApplyAsync(
            async (connection, transaction) =>
            {
                var wanted = new { Resource = resource.Value, Name = name, AtMs = at.ToUnixTimeMilliseconds() };
                var versions = await connection.ExecuteAsync($"DELETE FROM flow_versions {Here}", wanted, transaction);
                var drafts = await connection.ExecuteAsync($"UPDATE flows SET in_force = 0, draft = NULL, changed_ms = @AtMs {Here} AND (draft IS NOT NULL OR in_force > 0)", wanted, transaction);
                return versions + drafts > 0;
            },
            cancellation);

    public ValueTask<IReadOnlyList<FlowVersion>> VersionsAsync(ResourceId resource, string name, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<FlowVersion>>(
            async connection => (await connection.QueryAsync<VersionRow>($"SELECT {Version}, '' AS Document FROM flow_versions v {Here} ORDER BY v.version DESC", Key(resource, name))).Select(static row => row.ToVersion()).ToList(), cancellation);

    public ValueTask<FlowVersion?> FindVersionAsync(ResourceId resource, string name, int version, CancellationToken cancellation) =>
        database.ReadAsync(
            async connection => (await connection.QuerySingleOrDefaultAsync<VersionRow>(
                $"SELECT {Version}, v.document AS Document FROM flow_versions v {Here} AND v.version = @Version", new { Resource = resource.Value, Name = name, Version = (long)version }))?.ToVersion(),
            cancellation);

    public ValueTask<IReadOnlyList<FlowVersion>> InForceAsync(IReadOnlySet<(ResourceId Resource, string Name, int Version)> known, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<FlowVersion>>(
            async connection =>
            {
                var versions = (await connection.QueryAsync<HeadRow>($"{Heads} AND in_force > 0 ORDER BY resource_id, name")).Select(static row => row.ToFlow()).ToList();
                var found = new List<FlowVersion>(versions.Count);
                foreach (var head in versions)
                {
                    if (known.Contains((head.Resource, head.Name, head.InForce))) found.Add(new FlowVersion(head.Resource, head.Name, head.InForce, "", head.ChangedAt, "", ""));
                    else if (await connection.QuerySingleOrDefaultAsync<VersionRow>($"SELECT {Version}, v.document AS Document FROM flow_versions v {Here} AND v.version = @Version", new { Resource = head.Resource.Value, head.Name, Version = (long)head.InForce }) is { } version) found.Add(version.ToVersion());   // else it was deleted just now
                }
                return found;
            },
            cancellation);

    private static object Key(ResourceId resource, string name) => new { Resource = resource.Value, Name = name };

    private sealed class HeadRow
    {
        public string Resource { get; set; } = "";

        public string Name { get; set; } = "";

        public long InForce { get; set; }

        public long Latest { get; set; }

        public long DraftRevision { get; set; }

        public long ChangedMs { get; set; }

        public StoredFlow ToFlow() => new(ResourceId.Parse(Resource), Name, (int)InForce, (int)Latest, (int)DraftRevision, DateTimeOffset.FromUnixTimeMilliseconds(ChangedMs));
    }

    private sealed class DraftRow
    {
        public string Document { get; set; } = "";

        public long Revision { get; set; }

        public long AtMs { get; set; }

        public string By { get; set; } = "";

        public FlowDraft ToDraft() => new(Document, (int)Revision, DateTimeOffset.FromUnixTimeMilliseconds(AtMs), By);
    }

    private sealed class VersionRow
    {
        public string Resource { get; set; } = "";

        public string Name { get; set; } = "";

        public long Number { get; set; }

        public string Document { get; set; } = "";

        public long AtMs { get; set; }

        public string By { get; set; } = "";

        public string Note { get; set; } = "";

        public FlowVersion ToVersion() => new(ResourceId.Parse(Resource), Name, (int)Number, Document, DateTimeOffset.FromUnixTimeMilliseconds(AtMs), By, Note);
    }
}
