using System.Text.Json;
using System.Text.Json.Serialization;
using Dapper;
using Telephony.Domain.Flows;
using Telephony.Domain.Identity;
using Telephony.Storage.Databases;

namespace Telephony.Storage.Flows;

/// <summary>Figures per node and steps of calls in the database.</summary>
public sealed class FlowHistoryStore(Database database) : IFlowHistoryStore
{
    private const int Chunk = 1000;

    private const string AddFigures = """
        INSERT INTO flow_figures (resource_id, flow, hour_ms, version, node, entries, drop_offs, errors, retries, ends, time_us)
        VALUES (@Resource, @Flow, @HourMs, @Version, @Node, @Entries, @DropOffs, @Errors, @Retries, @Ends, @TimeUs)
        ON CONFLICT (resource_id, flow, hour_ms, version, node) DO UPDATE SET entries = flow_figures.entries + excluded.entries, drop_offs = flow_figures.drop_offs + excluded.drop_offs,
          errors = flow_figures.errors + excluded.errors, retries = flow_figures.retries + excluded.retries, ends = flow_figures.ends + excluded.ends, time_us = flow_figures.time_us + excluded.time_us
        """;

    private const string AddExits = """
        INSERT INTO flow_exits (resource_id, flow, hour_ms, version, node, way_out, count) VALUES (@Resource, @Flow, @HourMs, @Version, @Node, @Exit, @Count)
        ON CONFLICT (resource_id, flow, hour_ms, version, node, way_out) DO UPDATE SET count = flow_exits.count + excluded.count
        """;

    // A batch may come twice, when the answer to its first commit was lost: steps have numbers, and stay as they are.
    private const string AddSteps = """
        INSERT INTO flow_steps (resource_id, call_id, first, at_ms, steps) VALUES (@Resource, @Call, @First, @AtMs, @Steps)
        ON CONFLICT (resource_id, call_id, first) DO NOTHING
        """;

    public async ValueTask AddAsync(IReadOnlyList<FlowNodeFigures> figures, IReadOnlyList<FlowCallSteps> steps, CancellationToken cancellation)
    {
        // In one order, so that gateways on one store do not wait for each other in a circle.
        var ordered = figures.OrderBy(static one => one.Key.Resource.Value, StringComparer.Ordinal).ThenBy(static one => one.Key.Flow, StringComparer.Ordinal).ThenBy(static one => one.Key.Hour).ThenBy(static one => one.Key.Version).ThenBy(static one => one.Key.Node, StringComparer.Ordinal).ToList();
        object[] sums = [.. ordered.Select(static one => new
        {
            Resource = one.Key.Resource.Value, one.Key.Flow, HourMs = one.Key.Hour.ToUnixTimeMilliseconds(), Version = (long)one.Key.Version, one.Key.Node,
            one.Figures.Entries, one.Figures.DropOffs, one.Figures.Errors, one.Figures.Retries, one.Figures.Ends, TimeUs = (long)one.Figures.Time.TotalMicroseconds,
        })];
        object[] exits = [.. ordered.SelectMany(static one => one.Figures.Exits.OrderBy(static exit => exit.Key, StringComparer.Ordinal).Select(exit => new
        {
            Resource = one.Key.Resource.Value, one.Key.Flow, HourMs = one.Key.Hour.ToUnixTimeMilliseconds(), Version = (long)one.Key.Version, one.Key.Node, Exit = exit.Key, Count = exit.Value,
        }))];
        object[] rows = [.. steps.Where(static call => call.Steps.Count > 0).Select(static call => new
        {
            Resource = call.Resource.Value, Call = call.Call.ToString(), First = (long)call.First, AtMs = call.Steps[0].At.ToUnixTimeMilliseconds(),
            Steps = JsonSerializer.Serialize([.. call.Steps.Select(StoredStep.Of)], FlowStepJson.Default.StoredStepArray),
        })];
        await database.ApplyAsync(
            async (connection, transaction) =>
                await database.ExecuteManyAsync(connection, transaction, AddFigures, sums) + await database.ExecuteManyAsync(connection, transaction, AddExits, exits) + await database.ExecuteManyAsync(connection, transaction, AddSteps, rows),
            cancellation).ConfigureAwait(false);
    }

    public ValueTask<IReadOnlyList<FlowNodeFigures>> FiguresAsync(FlowFigureQuery query, CancellationToken cancellation)
    {
        var where = $"WHERE resource_id = @Resource AND flow = @Flow AND hour_ms >= @FromMs AND hour_ms < @UntilMs{(query.Version is null ? "" : " AND version = @Version")}";
        var wanted = new { Resource = query.Resource.Value, query.Flow, FromMs = query.From.ToUnixTimeMilliseconds(), UntilMs = query.Until.ToUnixTimeMilliseconds(), Version = (long)(query.Version ?? 0) };
        return database.SnapshotAsync<IReadOnlyList<FlowNodeFigures>>(
            async (connection, transaction) =>
            {
                var exits = (await connection.QueryAsync<ExitRow>($"SELECT node AS Node, way_out AS Exit, CAST(sum(count) AS bigint) AS Count FROM flow_exits {where} GROUP BY node, way_out ORDER BY node, way_out", wanted, transaction)).ToLookup(static row => row.Node, StringComparer.Ordinal);
                return (await connection.QueryAsync<FigureRow>(
                    $"""
                    SELECT node AS Node, min(hour_ms) AS HourMs, CAST(sum(entries) AS bigint) AS Entries, CAST(sum(drop_offs) AS bigint) AS DropOffs, CAST(sum(errors) AS bigint) AS Errors,
                      CAST(sum(retries) AS bigint) AS Retries, CAST(sum(ends) AS bigint) AS Ends, CAST(sum(time_us) AS bigint) AS TimeUs
                    FROM flow_figures {where} GROUP BY node ORDER BY Entries DESC, node
                    """,
                    wanted,
                    transaction)).Select(row => row.ToFigures(query, exits[row.Node])).ToList();
            },
            cancellation);
    }

    public ValueTask<IReadOnlyList<FlowCallStep>> StepsAsync(ResourceId resource, CallId call, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<FlowCallStep>>(
            async connection => (await connection.QueryAsync<string>("SELECT steps FROM flow_steps WHERE resource_id = @Resource AND call_id = @Call ORDER BY first", new { Resource = resource.Value, Call = call.ToString() }))
                .SelectMany(static row => JsonSerializer.Deserialize(row, FlowStepJson.Default.StoredStepArray) ?? []).Select(static step => step.ToStep()).ToList(),
            cancellation);

    // An hour of grace: the record of a call that has just begun is on its way.
    public ValueTask<int> ForgetStepsAsync(DateTimeOffset before, CancellationToken cancellation) =>
        ForgetAsync("DELETE FROM flow_steps WHERE (resource_id, call_id, first) IN (SELECT resource_id, call_id, first FROM flow_steps WHERE at_ms < @Before OR at_ms < (SELECT min(started_us) / 1000 - 3600000 FROM calls) LIMIT @Chunk)", before, cancellation);

    public async ValueTask<int> ForgetFiguresAsync(DateTimeOffset before, CancellationToken cancellation) =>
        await ForgetAsync("DELETE FROM flow_exits WHERE (resource_id, flow, hour_ms, version, node, way_out) IN (SELECT resource_id, flow, hour_ms, version, node, way_out FROM flow_exits WHERE hour_ms < @Before LIMIT @Chunk)", before, cancellation).ConfigureAwait(false)
        + await ForgetAsync("DELETE FROM flow_figures WHERE (resource_id, flow, hour_ms, version, node) IN (SELECT resource_id, flow, hour_ms, version, node FROM flow_figures WHERE hour_ms < @Before LIMIT @Chunk)", before, cancellation).ConfigureAwait(false);

    private async ValueTask<int> ForgetAsync(string sql, DateTimeOffset before, CancellationToken cancellation)
    {
        var deleted = 0;
        for (var now = Chunk; now == Chunk; deleted += now)
        {
            now = await database.ApplyAsync((connection, transaction) => connection.ExecuteAsync(sql, new { Before = before.ToUnixTimeMilliseconds(), Chunk }, transaction), cancellation).ConfigureAwait(false);
        }
        return deleted;
    }

    private sealed class ExitRow
    {
        public string Node { get; set; } = "";

        public string Exit { get; set; } = "";

        public long Count { get; set; }
    }

    private sealed class FigureRow
    {
        public string Node { get; set; } = "";

        public long HourMs { get; set; }

        public long Entries { get; set; }

        public long DropOffs { get; set; }

        public long Errors { get; set; }

        public long Retries { get; set; }

        public long Ends { get; set; }

        public long TimeUs { get; set; }

        public FlowNodeFigures ToFigures(FlowFigureQuery query, IEnumerable<ExitRow> exits) => new(
            new FlowFigureKey(query.Resource, query.Flow, query.Version ?? 0, Node, DateTimeOffset.FromUnixTimeMilliseconds(HourMs)),
            new FlowFigures(Entries, exits.ToDictionary(static exit => exit.Exit, static exit => exit.Count, StringComparer.Ordinal), DropOffs, Errors, Retries, Ends, TimeSpan.FromMicroseconds(TimeUs)));
    }
}

/// <summary>A step as <c>flow_steps</c> keeps it: times in milliseconds since 1970 UTC, and spent.</summary>
internal sealed record StoredStep(long At, string Flow, int Version, string Node, FlowStepKind Kind, string? Detail, long Ms)
{
    public static StoredStep Of(FlowCallStep step) => new(step.At.ToUnixTimeMilliseconds(), step.Flow, step.Version, step.Node, step.Kind, step.Detail.Length > 0 ? step.Detail : null, (long)step.Time.TotalMilliseconds);

    public FlowCallStep ToStep() => new(DateTimeOffset.FromUnixTimeMilliseconds(At), Flow, Version, Node, Kind, Detail ?? "", TimeSpan.FromMilliseconds(Ms));
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StoredStep[]))]
internal sealed partial class FlowStepJson : JsonSerializerContext;
