using System.Text.Json;
using Dapper;
using Telephony.Domain.Repeatability;
using Telephony.Storage.Databases;

namespace Telephony.Storage.Repeatability;

/// <summary>Requests that may be repeated, with their answers, in the database. The row's primary key decides who is first.</summary>
public sealed class RepeatabilityStore(Database database) : IRepeatabilityStore
{
    private const int Chunk = 500;
    private const int NotAnswered = 0;

    private const string Insert = """
        INSERT INTO repeatable_requests (resource_id, scope, request_id, fingerprint, claimed_ms, status, content_type, headers, body)
        VALUES (@Resource, @Scope, @RequestId, @Fingerprint, @ClaimedMs, 0, '', '', @Body)
        ON CONFLICT (resource_id, scope, request_id) DO NOTHING
        """;

    private const string Select = "SELECT fingerprint AS Fingerprint, claimed_ms AS ClaimedMs, status AS Status, content_type AS ContentType, headers AS Headers, body AS Body FROM repeatable_requests";

    private const string ThisOne = "WHERE resource_id = @Resource AND scope = @Scope AND request_id = @RequestId";

    public ValueTask<RepeatabilityClaim> ClaimAsync(RepeatableRequest request, DateTimeOffset now, CancellationToken cancellation) =>
        database.WriteAsync<RepeatabilityClaim>(
            async (connection, transaction) =>
            {
                var row = Row.Of(request);
                row.ClaimedMs = now.ToUnixTimeMilliseconds();
                if (await connection.ExecuteAsync(Insert, row, transaction) == 1) return RepeatabilityClaim.Granted.Instance;
                var found = await connection.QuerySingleAsync<Row>($"{Select} {ThisOne}", row, transaction);
                if (!found.Fingerprint.AsSpan().SequenceEqual(request.Fingerprint)) return RepeatabilityClaim.Different.Instance;
                if (found.Status == NotAnswered) return new RepeatabilityClaim.Begun(DateTimeOffset.FromUnixTimeMilliseconds(found.ClaimedMs));
                return new RepeatabilityClaim.Answered(new RepeatableAnswer((int)found.Status, found.ContentType, JsonSerializer.Deserialize<string[]>(found.Headers) ?? [], found.Body));
            },
            cancellation);

    public async ValueTask CompleteAsync(RepeatableRequest request, RepeatableAnswer answer, CancellationToken cancellation)
    {
        var row = Row.Of(request);
        (row.Status, row.ContentType, row.Headers, row.Body) = (answer.Status, answer.ContentType, JsonSerializer.Serialize(answer.Headers), answer.Body);
        await database.ApplyAsync(
            (connection, transaction) => connection.ExecuteAsync(
                $"UPDATE repeatable_requests SET status = @Status, content_type = @ContentType, headers = @Headers, body = @Body {ThisOne} AND status = 0", row, transaction),
            cancellation).ConfigureAwait(false);
    }

    public async ValueTask ReleaseAsync(RepeatableRequest request, CancellationToken cancellation) =>
        await database.ApplyAsync((connection, transaction) => connection.ExecuteAsync($"DELETE FROM repeatable_requests {ThisOne} AND status = 0", Row.Of(request), transaction), cancellation).ConfigureAwait(false);

    public async ValueTask<int> DeleteBeforeAsync(DateTimeOffset time, CancellationToken cancellation)
    {
        var deleted = 0;
        for (var now = Chunk; now == Chunk; deleted += now)
        {
            now = await database.ApplyAsync(
                (connection, transaction) => connection.ExecuteAsync(
                    "DELETE FROM repeatable_requests WHERE (resource_id, scope, request_id) IN (SELECT resource_id, scope, request_id FROM repeatable_requests WHERE claimed_ms < @Before LIMIT @Chunk)",
                    new { Before = time.ToUnixTimeMilliseconds(), Chunk }, transaction),
                cancellation).ConfigureAwait(false);
        }
        return deleted;
    }

    /// <summary>A row as Dapper reads and writes it.</summary>
    private sealed class Row
    {
        public string Resource { get; set; } = "";

        public string Scope { get; set; } = "";

        public string RequestId { get; set; } = "";

        public byte[] Fingerprint { get; set; } = [];

        public long ClaimedMs { get; set; }

        public long Status { get; set; }

        public string ContentType { get; set; } = "";

        public string Headers { get; set; } = "";

        public byte[] Body { get; set; } = [];

        public static Row Of(RepeatableRequest request) => new() { Resource = request.Resource.Value, Scope = request.Scope, RequestId = request.Id, Fingerprint = request.Fingerprint };
    }
}
