using System.Buffers;
using System.Buffers.Binary;
using System.Data.Common;
using System.Globalization;
using Dapper;
using Telephony.Domain.Identity;
using Telephony.Domain.Records;
using Telephony.Domain.Stores;

namespace Telephony.Storage.Records;

/// <summary>Rows of <c>calls</c> read back: a page of a listing, and records to and from their blob.</summary>
internal static class CallRows
{
    public const int MaxLimit = 1000;

    private const int MaxRecordBytes = 256 * 1024;

    // Conditions stand in the text only when they are asked for: the database then sees which index serves.
    public static async Task<CallPage> PageAsync(DbConnection connection, ResourceId resource, CallQuery query)
    {
        if (query.Limit is < 1 or > MaxLimit) throw new ArgumentException($"A page of {query.Limit} calls was asked for; allowed are 1 to {MaxLimit}.", nameof(query));
        var where = new List<string> { "resource_id = @Resource" };
        if (query.From is not null) where.Add("started_us >= @From");
        if (query.To is not null) where.Add("started_us < @To");
        if (query.State is not null) where.Add("state = @State");
        if (query.Trunk is not null) where.Add("(from_trunk = @Trunk OR to_trunk = @Trunk)");
        if (query.Number is not null) where.Add("(caller = @Number OR called = @Number)");
        if (query.Failed is { } failed) where.Add(failed ? "answered_us IS NULL AND state = 2" : "answered_us IS NOT NULL");
        if (query.After is not null) where.Add("(started_us, call_id) < (@AfterStart, @AfterId)");
        var (afterStart, afterId) = query.After is null ? (0, null) : ReadCursor(query.After);

        var rows = (await connection.QueryAsync<(byte[] Record, long StartedUs, byte[] CallId)>(
            $"SELECT record, started_us, call_id FROM calls WHERE {string.Join(" AND ", where)} ORDER BY started_us DESC, call_id DESC LIMIT @Limit",
            new
            {
                Resource = resource.Value,
                From = query.From is { } from ? CallRecordCodec.UnixMicroseconds(from) : 0,
                To = query.To is { } to ? CallRecordCodec.UnixMicroseconds(to) : 0,
                State = (int?)query.State,
                Trunk = query.Trunk?.Value,
                query.Number,
                AfterStart = afterStart,
                AfterId = afterId,
                Limit = query.Limit + 1,
            })).AsList();

        var hasMore = rows.Count > query.Limit;
        if (hasMore) rows.RemoveAt(query.Limit);
        var last = hasMore ? rows[^1] : default;
        return new CallPage(rows.ConvertAll(static row => Decode(row.Record)), hasMore ? WriteCursor(last.StartedUs, last.CallId) : null);
    }

    public static byte[] Key(CallId id)
    {
        var key = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(key, id.Value);
        return key;
    }

    /// <exception cref="StorageException">The blob is damaged or of a newer form.</exception>
    public static CallRecord Decode(byte[] bytes) =>
        CallRecordCodec.TryRead(bytes, out var record) && record is not null
            ? record
            : throw new StorageException("A stored call record cannot be read: it is damaged, or a newer gateway wrote it.");

    public static byte[] Encode(CallRecord record)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(MaxRecordBytes);
        var length = CallRecordCodec.WriteWhatFits(record, buffer.AsSpan(0, MaxRecordBytes));
        var bytes = length >= 0 ? buffer.AsSpan(0, length).ToArray() : null;
        ArrayPool<byte>.Shared.Return(buffer);
        return bytes ?? throw new ArgumentException($"The record of call {record.Id} takes more than {MaxRecordBytes} bytes.", nameof(record));
    }

    internal static string WriteCursor(long startedUs, byte[] id) => string.Create(CultureInfo.InvariantCulture, $"{startedUs}-{Convert.ToHexStringLower(id)}");

    internal static (long StartedUs, byte[] Id) ReadCursor(string cursor)
    {
        var dash = cursor.LastIndexOf('-');
        if (dash > 0 && cursor.Length == dash + 33 && long.TryParse(cursor.AsSpan(0, dash), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var started))
        {
            var id = new byte[16];
            if (Convert.FromHexString(cursor.AsSpan(dash + 1), id, out _, out _) == System.Buffers.OperationStatus.Done) return (started, id);
        }

        throw new ArgumentException($"\"{cursor}\" is no page of a listing; use the value that came with the page before.", nameof(cursor));
    }
}
