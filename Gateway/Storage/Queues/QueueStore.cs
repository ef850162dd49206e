using Dapper;
using Telephony.Domain.Identity;
using Telephony.Domain.Queues;
using Telephony.Storage.Databases;

namespace Telephony.Storage.Queues;

/// <summary>Queues and their visits in the database: each gateway on it keeps its own queues; figures are of all.</summary>
public sealed class QueueStore(Database database) : IQueueStore
{
    private const string UpsertQueue = """
        INSERT INTO queues (resource_id, node, name, changed_ms, state) VALUES (@Resource, @Node, @Name, @Now, @State)
        ON CONFLICT (resource_id, node, name) DO UPDATE SET changed_ms = excluded.changed_ms, state = excluded.state
        """;

    private const string UpsertVisit = """
        INSERT INTO queue_visits (resource_id, queue, node, visit_id, call_id, number, is_callback, joined_ms, answered_ms, ended_ms, agent, outcome)
        VALUES (@Resource, @Queue, @Node, @Id, @Call, @Number, @IsCallback, @JoinedMs, @AnsweredMs, @EndedMs, @Agent, @Outcome)
        ON CONFLICT (resource_id, queue, node, visit_id) DO UPDATE SET answered_ms = excluded.answered_ms, ended_ms = excluded.ended_ms, agent = excluded.agent, outcome = excluded.outcome
        """;

    private const string Figures = """
        SELECT outcome AS Outcome, is_callback AS IsCallback, COUNT(*) AS Count, CAST(AVG(COALESCE(answered_ms, ended_ms, joined_ms) - joined_ms) AS BIGINT) AS MeanMs
        FROM queue_visits WHERE resource_id = @Resource AND queue = @Queue AND joined_ms >= @From AND joined_ms < @Until GROUP BY outcome, is_callback ORDER BY outcome, is_callback
        """;

    private static string Resource => ResourceId.Default.Value;

    public ValueTask<IReadOnlyList<StoredQueue>> LoadAsync(CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<StoredQueue>>(
            async connection => (await connection.QueryAsync<QueueRow>("SELECT name AS Name, state AS State FROM queues WHERE resource_id = @Resource AND node = @Node ORDER BY name", new { Resource, database.Node }))
                .Select(static row => new StoredQueue(row.Name, row.State)).ToList(),
            cancellation);

    public async ValueTask SaveAsync(StoredQueue queue, IReadOnlyList<QueueVisit> visits, DateTimeOffset now, CancellationToken cancellation) =>
        await database.ApplyAsync(
            async (connection, transaction) =>
            {
                if (visits.Count > 0) await database.ExecuteManyAsync(connection, transaction, UpsertVisit, [.. visits.Select(visit => VisitRow.Of(visit, Resource, database.Node))]);
                return await connection.ExecuteAsync(UpsertQueue, new { Resource, database.Node, queue.Name, Now = now.ToUnixTimeMilliseconds(), queue.State }, transaction);
            },
            cancellation).ConfigureAwait(false);

    public ValueTask<int> CloseCallsAsync(string outcome, DateTimeOffset now, CancellationToken cancellation) =>
        database.ApplyAsync(
            (connection, transaction) => connection.ExecuteAsync(
                "UPDATE queue_visits SET outcome = @Outcome, ended_ms = @Now WHERE resource_id = @Resource AND node = @Node AND outcome = '' AND is_callback = 0",
                new { Resource, database.Node, Outcome = outcome, Now = now.ToUnixTimeMilliseconds() }, transaction),
            cancellation);

    public ValueTask<IReadOnlyList<QueueFigure>> FiguresAsync(string queue, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<QueueFigure>>(
            async connection => (await connection.QueryAsync<FigureRow>(Figures, new { Resource, Queue = queue, From = from.ToUnixTimeMilliseconds(), Until = until.ToUnixTimeMilliseconds() }))
                .Select(static row => new QueueFigure(row.Outcome, row.IsCallback != 0, row.Count, TimeSpan.FromMilliseconds(row.MeanMs))).ToList(),
            cancellation);

    public ValueTask<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellation) =>
        database.ApplyAsync((connection, transaction) => connection.ExecuteAsync("DELETE FROM queue_visits WHERE ended_ms < @Before", new { Before = before.ToUnixTimeMilliseconds() }, transaction), cancellation);

    private sealed class QueueRow
    {
        public string Name { get; set; } = "";

        public string State { get; set; } = "";
    }

    private sealed class FigureRow
    {
        public string Outcome { get; set; } = "";

        public long IsCallback { get; set; }

        public long Count { get; set; }

        public long MeanMs { get; set; }
    }

    private sealed record VisitRow(string Resource, string Queue, string Node, string Id, string Call, string Number, long IsCallback, long JoinedMs, long? AnsweredMs, long? EndedMs, string Agent, string Outcome)
    {
        public static VisitRow Of(QueueVisit visit, string resource, string node) => new(
            resource, visit.Queue, node, visit.Id, visit.Call, visit.Number, visit.IsCallback ? 1 : 0, visit.Joined.ToUnixTimeMilliseconds(), visit.Answered?.ToUnixTimeMilliseconds(), visit.Ended?.ToUnixTimeMilliseconds(), visit.Agent, visit.Outcome);
    }
}
