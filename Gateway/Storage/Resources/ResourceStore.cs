using Dapper;
using Telephony.Domain.Identity;
using Telephony.Domain.Resources;
using Telephony.Storage.Databases;

namespace Telephony.Storage.Resources;

/// <summary>The resources with their keys in the database.</summary>
public sealed class ResourceStore(Database database) : IResourceStore
{
    private const string Select = """
        SELECT resource_id AS Name, immutable_id AS ImmutableId, data_location AS DataLocation, primary_key AS PrimaryKey, secondary_key AS SecondaryKey, created_ms AS CreatedMs
        FROM resources ORDER BY resource_id
        """;

    private const string Insert = """
        INSERT INTO resources (resource_id, immutable_id, data_location, primary_key, secondary_key, created_ms)
        VALUES (@Name, @ImmutableId, @DataLocation, @PrimaryKey, @SecondaryKey, @CreatedMs)
        ON CONFLICT (resource_id) DO NOTHING
        """;

    // What only its own callers could reach.
    private static readonly string[] s_parts = ["users", "repeatable_requests", "event_deliveries", "event_subscriptions", "events", "sip_routing"];

    public ValueTask<IReadOnlyList<CommunicationResource>> ListAsync(CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<CommunicationResource>>(static async connection => (await connection.QueryAsync<Row>(Select)).Select(static row => row.ToResource()).ToList(), cancellation);

    public async ValueTask<bool> AddAsync(CommunicationResource resource, CancellationToken cancellation) =>
        await database.ApplyAsync((connection, transaction) => connection.ExecuteAsync(Insert, Row.Of(resource), transaction), cancellation).ConfigureAwait(false) == 1;

    public async ValueTask<bool> RemoveAsync(ResourceId name, CancellationToken cancellation) =>
        await database.ApplyAsync(
            async (connection, transaction) =>
            {
                foreach (var table in s_parts) await connection.ExecuteAsync($"DELETE FROM {table} WHERE resource_id = @Name", new { Name = name.Value }, transaction);
                return await connection.ExecuteAsync("DELETE FROM resources WHERE resource_id = @Name", new { Name = name.Value }, transaction);
            },
            cancellation).ConfigureAwait(false) == 1;

    public async ValueTask<bool> ReplaceKeyAsync(ResourceId name, AccessKeyKind kind, byte[] key, CancellationToken cancellation) =>
        await database.ApplyAsync(
            (connection, transaction) => connection.ExecuteAsync(
                $"UPDATE resources SET {(kind == AccessKeyKind.Primary ? "primary_key" : "secondary_key")} = @Key WHERE resource_id = @Name", new { Name = name.Value, Key = key }, transaction),
            cancellation).ConfigureAwait(false) == 1;

    /// <summary>A row as Dapper reads and writes it.</summary>
    private sealed class Row
    {
        public string Name { get; set; } = "";

        public string ImmutableId { get; set; } = "";

        public string DataLocation { get; set; } = "";

        public byte[] PrimaryKey { get; set; } = [];

        public byte[] SecondaryKey { get; set; } = [];

        public long CreatedMs { get; set; }

        public static Row Of(CommunicationResource resource) => new()
        {
            Name = resource.Name.Value,
            ImmutableId = resource.ImmutableId.ToString("D"),
            DataLocation = resource.DataLocation,
            PrimaryKey = resource.Keys[AccessKeyKind.Primary].ToArray(),
            SecondaryKey = resource.Keys[AccessKeyKind.Secondary].ToArray(),
            CreatedMs = resource.CreatedAt.ToUnixTimeMilliseconds(),
        };

        public CommunicationResource ToResource() => new()
        {
            Name = ResourceId.Parse(Name),
            ImmutableId = Guid.ParseExact(ImmutableId, "D"),
            DataLocation = DataLocation,
            Keys = new AccessKeys(PrimaryKey, SecondaryKey),
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(CreatedMs),
        };
    }
}
