using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Telephony.Domain.Events;
using Telephony.Domain.Identity;
using Telephony.Domain.Messages;
using Telephony.Storage.Events;

namespace Telephony.Storage.Messages;

/// <summary>Messages from the network: stored once, parts joined.</summary>
public sealed partial class MessageStore
{
    private static readonly TimeSpan RepeatWindow = TimeSpan.FromHours(1);

    /// <summary>Parts of one message come within this; a reference is used again by others later.</summary>
    private static readonly TimeSpan PartWindow = TimeSpan.FromDays(1);

    public ValueTask<InboundMessage?> ReceiveAsync(InboundMessage message, ResourceId resource, Func<InboundMessage, MessageId, NewEvent?> tell, CancellationToken cancellation)
    {
        var (id, fingerprint) = (new MessageId(Guid.CreateVersion7(message.At)), FingerprintOf(message));
        var carrierId = message.CarrierId.Length > 0 ? message.CarrierId : "-" + id;      // a made-up id begins with a hyphen, so that it is no carrier's
        return database.WriteAsync(
            async (connection, transaction) =>
            {
                if (message.MayRepeat && message.CarrierId.Length == 0 && await IsRepeatAsync(connection, transaction, message, fingerprint)) return null;
                var stored = await connection.ExecuteAsync(
                    """
                    INSERT INTO inbound_messages (resource_id, carrier, carrier_id, id, sender, recipient, body, at_ms, fingerprint, reference, total, part, joined)
                    VALUES (@Resource, @Carrier, @CarrierId, @Id, @Sender, @Recipient, @Body, @AtMs, @Fingerprint, @Reference, @Total, @Part, 0)
                    ON CONFLICT (resource_id, carrier, carrier_id) DO NOTHING
                    """,
                    new
                    {
                        Resource = resource.Value, message.Carrier, CarrierId = carrierId, Id = id.ToString(), Sender = message.From.Text, Recipient = message.To.Text, Body = message.Text, AtMs = message.At.ToUnixTimeMilliseconds(),
                        Fingerprint = fingerprint, Reference = message.Part?.Reference ?? 0, Total = message.Part?.Total ?? 0, Part = message.Part?.Index ?? 0,
                    },
                    transaction);
                if (stored == 0) return null;
                var whole = message.Part is { } part ? await JoinAsync(connection, transaction, message, resource, part) : message;
                if (whole is not null && tell(whole, id) is { } happened) await EventRows.AddAsync(database, connection, transaction, [happened]);
                return whole;
            },
            cancellation);
    }

    private static async Task<bool> IsRepeatAsync(DbConnection connection, DbTransaction transaction, InboundMessage message, string fingerprint) =>
        await connection.ExecuteScalarAsync<long>(
            "SELECT count(*) FROM inbound_messages WHERE carrier = @Carrier AND fingerprint = @Fingerprint AND at_ms > @SinceMs",
            new { message.Carrier, Fingerprint = fingerprint, SinceMs = (message.At - RepeatWindow).ToUnixTimeMilliseconds() }, transaction) > 0;

    // The whole once every part is there, else null. Parts of another text under the same reference, left over from long ago, are not looked at.
    private static async Task<InboundMessage?> JoinAsync(DbConnection connection, DbTransaction transaction, InboundMessage message, ResourceId resource, MessagePart part)
    {
        var key = new
        {
            Resource = resource.Value, message.Carrier, Sender = message.From.Text, Recipient = message.To.Text, part.Reference, part.Total, SinceMs = (message.At - PartWindow).ToUnixTimeMilliseconds(),
        };
        const string Which = "resource_id = @Resource AND carrier = @Carrier AND sender = @Sender AND recipient = @Recipient AND reference = @Reference AND total = @Total AND joined = 0 AND at_ms > @SinceMs";
        var parts = (await connection.QueryAsync<(long Part, string Body)>($"SELECT part, body FROM inbound_messages WHERE {Which} ORDER BY part, at_ms DESC", key, transaction))
            .DistinctBy(static row => row.Part).ToList();
        if (parts.Count < part.Total) return null;
        await connection.ExecuteAsync($"UPDATE inbound_messages SET joined = 1 WHERE {Which}", key, transaction);
        return message with { Text = string.Concat(parts.Select(static row => row.Body)), Part = null };
    }

    private static string FingerprintOf(InboundMessage message) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{message.From.Text}\n{message.To.Text}\n{message.Part?.Reference}/{message.Part?.Total}/{message.Part?.Index}\n{message.Text}")).AsSpan(0, 16));
}
