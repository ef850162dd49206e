using System.Data.Common;
using Telephony.Domain.Events;
using Telephony.Storage.Databases;

namespace Telephony.Storage.Events;

/// <summary>Writes events in the transaction of the change that they tell of.</summary>
internal static class EventRows
{
    private const string Insert = "INSERT INTO events (resource_id, id, type, subject, at_ms, data) VALUES (@Resource, @Id, @Type, @Subject, @AtMs, @Data)";

    public static Task AddAsync(Database database, DbConnection connection, DbTransaction transaction, IEnumerable<NewEvent> events) => database.ExecuteManyAsync(
        connection, transaction, Insert,
        [.. events.Select(static happened => new
        {
            Resource = happened.Resource.Value, Id = happened.Id.ToString("N"), happened.Type, happened.Subject, AtMs = happened.At.ToUnixTimeMilliseconds(), Data = happened.Data.ToArray(),
        })]);
}
