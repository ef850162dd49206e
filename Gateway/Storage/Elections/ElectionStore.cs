using Dapper;
using Telephony.Domain.Identity;
using Telephony.Domain.Registration;
using Telephony.Storage.Databases;

namespace Telephony.Storage.Elections;

/// <summary>Offices of gateways that share the database: a row each, changed only by who has seen it as it is.</summary>
public sealed class ElectionStore(Database database) : IElectionStore
{
    private const string ThisOne = "WHERE resource_id = @Resource AND office = @Office";

    private const string Insert = "INSERT INTO elections (resource_id, office, node, renewals) VALUES (@Resource, @Office, @Node, 1) ON CONFLICT (resource_id, office) DO NOTHING";

    private static readonly string Resource = ResourceId.Gateway.Value;

    public async ValueTask<Incumbent?> FindAsync(string office, CancellationToken cancellation) =>
        await database.ReadAsync(
            async connection => (await connection.QueryAsync<Row>($"SELECT node AS Node, renewals AS Renewals FROM elections {ThisOne}", new { Resource, Office = office })).SingleOrDefault(), cancellation).ConfigureAwait(false)
            is { } row ? new Incumbent(row.Node, row.Renewals) : null;

    public async ValueTask<bool> TakeAsync(string office, Incumbent? seen, string node, CancellationToken cancellation) =>
        await database.ApplyAsync(
            (connection, transaction) => seen is null
                ? connection.ExecuteAsync(Insert, new { Resource, Office = office, Node = node }, transaction)
                : connection.ExecuteAsync(
                    $"UPDATE elections SET node = @Node, renewals = renewals + 1 {ThisOne} AND node = @Before AND renewals = @Renewals",
                    new { Resource, Office = office, Node = node, Before = seen.Node, seen.Renewals }, transaction),
            cancellation).ConfigureAwait(false) == 1;

    private sealed class Row
    {
        public string Node { get; set; } = "";

        public long Renewals { get; set; }
    }
}
