using Dapper;
using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.Numbers;
using Telephony.Storage.Databases;

namespace Telephony.Storage.Numbers;

/// <summary>Usage from call records and messages: one pass over each, by number, then those that the inventory has.</summary>
public sealed class NumberUsageStore(Database database) : INumberUsage
{
    public ValueTask<IReadOnlyList<NumberUsage>> CountAsync(ResourceId? resource, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation) =>
        database.SnapshotAsync<IReadOnlyList<NumberUsage>>(
            async (connection, transaction) =>
            {
                var rows = await connection.QueryAsync<NumberRow>($"SELECT {NumberRow.Columns} FROM numbers {(resource is null ? "" : "WHERE resource_id = @Resource")} ORDER BY first", new { Resource = resource?.Value }, transaction);
                if (!NumberCatalogue.TryBuild(rows.Select(static row => row.ToRecord()), 0, out var inventory, out _)) return [];
                var times = new
                {
                    FromUs = from.ToUnixTimeMilliseconds() * 1000, ToUs = to.ToUnixTimeMilliseconds() * 1000, FromMs = from.ToUnixTimeMilliseconds(), ToMs = to.ToUnixTimeMilliseconds(),
                };
                var used = new Dictionary<PhoneNumber, NumberUsage>();
                const string Calls = "count(*), coalesce(sum(CASE WHEN answered_us IS NULL OR ended_us IS NULL THEN 0 ELSE ended_us - answered_us END), 0) FROM calls WHERE started_us >= @FromUs AND started_us < @ToUs";
                await AddAsync($"SELECT called, {Calls} AND called IS NOT NULL GROUP BY called", static (usage, count, us) => usage with { CallsIn = usage.CallsIn + count, Talked = usage.Talked + TimeSpan.FromMicroseconds(us) });
                await AddAsync($"SELECT caller, {Calls} AND caller IS NOT NULL GROUP BY caller", static (usage, count, us) => usage with { CallsOut = usage.CallsOut + count, Talked = usage.Talked + TimeSpan.FromMicroseconds(us) });
                await AddAsync("SELECT recipient, count(*), 0 FROM inbound_messages WHERE part < 2 AND at_ms >= @FromMs AND at_ms < @ToMs GROUP BY recipient", static (usage, count, _) => usage with { MessagesIn = usage.MessagesIn + count });
                // Sent or delivered: what a carrier took.
                await AddAsync("SELECT sender, count(*), 0 FROM messages WHERE state IN (2, 3) AND created_ms >= @FromMs AND created_ms < @ToMs GROUP BY sender", static (usage, count, _) => usage with { MessagesOut = usage.MessagesOut + count });
                return [.. used.OrderBy(static pair => pair.Key).Select(static pair => pair.Value)];

                async Task AddAsync(string sql, Func<NumberUsage, long, double, NumberUsage> add)
                {
                    await using var reader = await connection.ExecuteReaderAsync(sql, times, transaction);
                    while (await reader.ReadAsync(CancellationToken.None))
                    {
                        if (!PhoneNumber.TryParse(reader.GetString(0), out var number) || inventory.Find(number) is null) continue;
                        used[number] = add(used.GetValueOrDefault(number) ?? new NumberUsage(number, 0, 0, TimeSpan.Zero, 0, 0), reader.GetInt64(1), Convert.ToDouble(reader.GetValue(2), System.Globalization.CultureInfo.InvariantCulture));
                    }
                }
            },
            cancellation);
}
