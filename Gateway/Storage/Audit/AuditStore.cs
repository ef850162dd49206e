using Dapper;
using Telephony.Domain.Audit;
using Telephony.Domain.Identity;
using Telephony.Storage.Databases;
using Telephony.Storage.Records;

namespace Telephony.Storage.Audit;

/// <summary>The API's audit log in the database.</summary>
public sealed class AuditStore(Database database) : IAuditStore
{
    private const int Chunk = 500;

    private const string Insert = """
        INSERT INTO api_audit (resource_id, at_us, caller, operation, target, status, request_id, client_request_id, source)
        VALUES (@Resource, @AtUs, @Caller, @Operation, @Target, @Status, @RequestId, @ClientRequestId, @Source)
        """;

    private const string Select = """
        SELECT resource_id AS Resource, at_us AS AtUs, caller AS Caller, operation AS Operation, target AS Target, status AS Status, request_id AS RequestId,
          client_request_id AS ClientRequestId, source AS Source
        FROM api_audit
        """;

    public async ValueTask AddAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellation) =>
        await database.ApplyAsync((connection, transaction) => database.ExecuteManyAsync(connection, transaction, Insert, [.. entries.Select(Row.Of)]), cancellation).ConfigureAwait(false);

    // Conditions stand in the text only when they are asked for: the database then sees which index serves.
    public ValueTask<IReadOnlyList<AuditEntry>> ListAsync(AuditQuery query, CancellationToken cancellation)
    {
        var where = new List<string> { "1 = 1" };
        if (query.Resource is not null) where.Add("resource_id = @Resource");
        if (query.Refused) where.Add("status >= 400");
        if (query.Operation is not null) where.Add("operation = @Operation");
        return database.ReadAsync<IReadOnlyList<AuditEntry>>(
            async connection => (await connection.QueryAsync<Row>(
                $"{Select} WHERE {string.Join(" AND ", where)} ORDER BY at_us DESC LIMIT @Limit", new { Resource = query.Resource?.Value, query.Operation, query.Limit })).Select(static row => row.ToEntry()).ToList(),
            cancellation);
    }

    public async ValueTask<int> DeleteBeforeAsync(DateTimeOffset time, CancellationToken cancellation)
    {
        var deleted = 0;
        for (var now = Chunk; now == Chunk; deleted += now)
        {
            now = await database.ApplyAsync(
                (connection, transaction) => connection.ExecuteAsync(
                    "DELETE FROM api_audit WHERE row IN (SELECT row FROM api_audit WHERE at_us < @Before ORDER BY at_us LIMIT @Chunk)",
                    new { Before = CallRecordCodec.UnixMicroseconds(time), Chunk }, transaction),
                cancellation).ConfigureAwait(false);
        }
        return deleted;
    }

    /// <summary>A row as Dapper reads and writes it.</summary>
    private sealed class Row
    {
        public string Resource { get; set; } = "";

        public long AtUs { get; set; }

        public string Caller { get; set; } = "";

        public string Operation { get; set; } = "";

        public string Target { get; set; } = "";

        public long Status { get; set; }

        public string RequestId { get; set; } = "";

        public string ClientRequestId { get; set; } = "";

        public string Source { get; set; } = "";

        public static Row Of(AuditEntry entry) => new()
        {
            Resource = entry.Resource?.Value ?? "",
            AtUs = CallRecordCodec.UnixMicroseconds(entry.At),
            Caller = entry.Caller,
            Operation = entry.Operation,
            Target = entry.Target,
            Status = entry.Status,
            RequestId = entry.RequestId,
            ClientRequestId = entry.ClientRequestId,
            Source = entry.Source,
        };

        public AuditEntry ToEntry() => new()
        {
            Resource = ResourceId.TryParse(Resource, out var resource) ? resource : null,
            At = DateTimeOffset.UnixEpoch.AddMicroseconds(AtUs),
            Caller = Caller,
            Operation = Operation,
            Target = Target,
            Status = (int)Status,
            RequestId = RequestId,
            ClientRequestId = ClientRequestId,
            Source = Source,
        };
    }
}
