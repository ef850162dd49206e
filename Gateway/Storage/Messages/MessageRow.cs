using System.Data.Common;
using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.Messages;
using Telephony.Domain.Stores;

namespace Telephony.Storage.Messages;

/// <summary>A row of <c>messages</c> as Dapper reads and writes it.</summary>
internal sealed class MessageRow
{
    public const string Columns = """
        resource_id AS Resource, id AS Id, state AS State, sender AS Sender, recipient AS Recipient, body AS Body, tag AS Tag, wants_report AS WantsReport, created_ms AS CreatedMs,
        changed_ms AS ChangedMs, due_ms AS DueMs, expires_ms AS ExpiresMs, carrier AS Carrier, others AS Others, attempts AS Attempts, error_code AS ErrorCode, error AS Error, repeat_key AS RepeatKey
        """;

    public string Resource { get; set; } = "";

    public string Id { get; set; } = "";

    public long State { get; set; }

    public string Sender { get; set; } = "";

    public long Recipient { get; set; }

    public string Body { get; set; } = "";

    public string Tag { get; set; } = "";

    public long WantsReport { get; set; }

    public long CreatedMs { get; set; }

    public long ChangedMs { get; set; }

    public long DueMs { get; set; }

    public long ExpiresMs { get; set; }

    public string Carrier { get; set; } = "";

    public string Others { get; set; } = "";

    public long Attempts { get; set; }

    public string ErrorCode { get; set; } = "";

    public string Error { get; set; } = "";

    public string RepeatKey { get; set; } = "";

    /// <summary>Only to be written: who is sending it.</summary>
    public string Node { get; set; } = "";

    /// <summary>Only for the insert: 1 if it goes to who opted out too.</summary>
    public long ToOptedOut { get; set; }

    /// <summary>Of <see cref="Columns"/>, by their places: a carrier's outbox reads many, and values that are not boxed are cheaper.</summary>
    public static MessageRow Read(DbDataReader row) => new()
    {
        Resource = row.GetString(0), Id = row.GetString(1), State = row.GetInt64(2), Sender = row.GetString(3), Recipient = row.GetInt64(4), Body = row.GetString(5), Tag = row.GetString(6), WantsReport = row.GetInt64(7),
        CreatedMs = row.GetInt64(8), ChangedMs = row.GetInt64(9), DueMs = row.GetInt64(10), ExpiresMs = row.GetInt64(11), Carrier = row.GetString(12), Others = row.GetString(13), Attempts = row.GetInt64(14),
        ErrorCode = row.GetString(15), Error = row.GetString(16), RepeatKey = row.GetString(17),
    };

    public static MessageRow From(MessageRecord record) => new()
    {
        Resource = record.Resource.Value,
        Id = record.Id.ToString(),
        State = (long)record.State,
        Sender = record.From.Text,
        Recipient = (long)record.To.Digits,
        Body = record.Text,
        Tag = record.Tag,
        WantsReport = record.WantsReport ? 1 : 0,
        CreatedMs = record.CreatedAt.ToUnixTimeMilliseconds(),
        ChangedMs = record.ChangedAt.ToUnixTimeMilliseconds(),
        DueMs = record.DueAt.ToUnixTimeMilliseconds(),
        ExpiresMs = record.ExpiresAt.ToUnixTimeMilliseconds(),
        Carrier = record.Carrier,
        Others = Join(record.Others),
        Attempts = record.Attempts,
        ErrorCode = record.ErrorCode,
        Error = record.Error,
        RepeatKey = record.RepeatKey,
    };

    public static string Join(IReadOnlyList<string> carriers) => string.Join('\n', carriers);

    /// <exception cref="StorageException">The row holds what this gateway would not have written.</exception>
    public MessageRecord ToRecord()
    {
        if (!MessageId.TryParse(Id, out var id)) throw Broken("its id is none");
        if (!MessageAddress.TryParse(Sender, out var from, out var why)) throw Broken(why);
        if (!PhoneNumber.TryFromDigits((ulong)Recipient, out var to)) throw Broken("its recipient is no E.164 number");
        if (!ResourceId.TryParse(Resource, out var resource)) throw Broken($"\"{Resource}\" is no resource id");
        return new MessageRecord
        {
            Id = id, Resource = resource, State = (MessageState)State, From = from, To = to, Text = Body, Tag = Tag, WantsReport = WantsReport != 0, CreatedAt = Time(CreatedMs), ChangedAt = Time(ChangedMs),
            DueAt = Time(DueMs), ExpiresAt = Time(ExpiresMs), Carrier = Carrier, Others = Others.Length == 0 ? [] : Others.Split('\n'), Attempts = (int)Attempts, ErrorCode = ErrorCode, Error = Error, RepeatKey = RepeatKey,
        };
    }

    private static DateTimeOffset Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

    private StorageException Broken(string why) => new($"The stored message {Id} cannot be read: {why}.");
}
