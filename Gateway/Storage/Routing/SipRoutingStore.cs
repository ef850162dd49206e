using Dapper;
using Telephony.Domain.Catalogue;
using Telephony.Storage.Databases;

namespace Telephony.Storage.Routing;

/// <summary>Trunks and voice routes of resources in the database.</summary>
public sealed class SipRoutingStore(Database database) : ISipRoutingStore
{
    private const string Word = "sip_routing";

    private const string Select = "SELECT resource_id AS Resource, version AS Version, document AS Document FROM sip_routing ORDER BY resource_id";

    private const string Upsert = """
        INSERT INTO sip_routing (resource_id, version, document) VALUES (@Resource, @Version, @Document)
        ON CONFLICT (resource_id) DO UPDATE SET version = excluded.version, document = excluded.document
        """;

    public ValueTask<IReadOnlyList<ResourceRouting>> ListAsync(CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<ResourceRouting>>(static async connection => (await connection.QueryAsync<SipRoutingRow>(Select)).Select(static row => row.ToRouting()).ToList(), cancellation);

    public Task FollowAsync(Func<Task> changed, CancellationToken cancellation) => database.HearAsync(Word, changed, cancellation);

    public ValueTask<bool> ReplaceAsync(ResourceRouting document, CancellationToken cancellation) =>
        database.WriteAsync(
            async (connection, transaction) =>
            {
                var all = (await connection.QueryAsync<SipRoutingRow>(Select, transaction: transaction)).Select(static row => row.ToRouting()).ToList();
                if ((all.Find(other => other.Resource == document.Resource)?.Version ?? 0) + 1 != document.Version) return false;
                var taken = all.Where(other => other.Resource != document.Resource).SelectMany(static other => other.Trunks).Select(static trunk => trunk.Fqdn).ToHashSet();
                if (document.Trunks.Any(trunk => taken.Contains(trunk.Fqdn))) return false;
                await connection.ExecuteAsync(Upsert, SipRoutingRow.Of(document), transaction);
                await database.SayAsync(connection, transaction, Word);
                return true;
            },
            cancellation);
}
