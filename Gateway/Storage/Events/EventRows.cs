using System.Data.Common;
using Telephony.Domain.Events;
using Telephony.Storage.Databases;

namespace Telephony.Storage.Events;

/// <summary>Writes events in the transaction of the change that they tell of.</summary>
internal static class EventRows
{
    private const string Insert = "INSERT INTO events (resource_id, id, type, subject, at_ms, data) VALUES (@Resource, @Id, @Type, @Subject, @AtMs, @Data)";

    /// <summary>Whoever fans events out is woken now, before the commit: it looks until it finds them.</summary>
    public static async Task AddAsync(Database database, DbConnection connection, DbTransaction transaction, IEnumerable<NewEvent> events)
    {
        var added = await database.ExecuteManyAsync(
            connection, transaction, Insert,
            [.. events.Select(static happened => new
            {
                Resource = happened.Resource.Value, Id = EventIds.ToText(happened.Id), happened.Type, happened.Subject, AtMs = happened.At.ToUnixTimeMilliseconds(), Data = happened.Data.ToArray(),
            })]);
        if (added > 0) database.NoteEvents();
    }
}
