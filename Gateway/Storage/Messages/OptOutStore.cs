using Dapper;
using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.Messages;
using Telephony.Storage.Databases;

namespace Telephony.Storage.Messages;

/// <summary>Who told a sender to stop, in the database.</summary>
public sealed class OptOutStore(Database database) : IOptOutStore
{
    public ValueTask<IReadOnlySet<PhoneNumber>> FindAsync(ResourceId resource, MessageAddress sender, IReadOnlyCollection<PhoneNumber> recipients, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlySet<PhoneNumber>>(
            async connection =>
            {
                var found = new HashSet<PhoneNumber>();
                var rows = await connection.QueryAsync<long>(
                    $"SELECT recipient FROM opt_outs WHERE resource_id = @Resource AND sender = @Sender AND recipient {database.AnyOf("@Recipients")}",
                    new { Resource = resource.Value, Sender = sender.Text, Recipients = recipients.Select(static number => (long)number.Digits).ToArray() });
                foreach (var digits in rows)
                {
                    if (PhoneNumber.TryFromDigits((ulong)digits, out var number)) found.Add(number);
                }
                return found;
            },
            cancellation);

    public ValueTask<bool> AddAsync(ResourceId resource, MessageAddress sender, PhoneNumber recipient, DateTimeOffset now, CancellationToken cancellation) =>
        ExecuteAsync(
            "INSERT INTO opt_outs (resource_id, sender, recipient, since_ms) VALUES (@Resource, @Sender, @Recipient, @NowMs) ON CONFLICT (resource_id, sender, recipient) DO NOTHING",
            new { Resource = resource.Value, Sender = sender.Text, Recipient = (long)recipient.Digits, NowMs = now.ToUnixTimeMilliseconds() },
            cancellation);

    public ValueTask<bool> RemoveAsync(ResourceId resource, MessageAddress sender, PhoneNumber recipient, CancellationToken cancellation) =>
        ExecuteAsync(
            "DELETE FROM opt_outs WHERE resource_id = @Resource AND sender = @Sender AND recipient = @Recipient",
            new { Resource = resource.Value, Sender = sender.Text, Recipient = (long)recipient.Digits },
            cancellation);

    private ValueTask<bool> ExecuteAsync(string sql, object values, CancellationToken cancellation) =>
        database.ApplyAsync(async (connection, transaction) => await connection.ExecuteAsync(sql, values, transaction) > 0, cancellation);
}
