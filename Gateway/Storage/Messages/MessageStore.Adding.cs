using System.Data.Common;
using Dapper;
using Telephony.Domain.Messages;
using Telephony.Domain.Stores;

namespace Telephony.Storage.Messages;

/// <summary>Messages that are added: each by one statement that decides by itself whether it may be; only what it did not store is asked about.</summary>
public sealed partial class MessageStore
{
    private const string OptedOut = "SELECT 1 FROM opt_outs WHERE resource_id = @Resource AND sender = @Sender AND recipient = @Recipient";

    private const string Insert = $"""
        INSERT INTO messages (resource_id, id, state, sender, recipient, body, tag, wants_report, created_ms, changed_ms, due_ms, expires_ms, carrier, others, attempts, error_code, error, repeat_key, node)
        SELECT @Resource, @Id, @State, @Sender, @Recipient, @Body, @Tag, @WantsReport, @CreatedMs, @ChangedMs, @DueMs, @ExpiresMs, @Carrier, @Others, @Attempts, @ErrorCode, @Error, @RepeatKey, @Node
        WHERE @ToOptedOut = 1 OR NOT EXISTS ({OptedOut})
        ON CONFLICT (resource_id, repeat_key) WHERE repeat_key <> '' DO NOTHING
        """;

    private async Task<IReadOnlyList<AddedMessage>> AddAsync(DbConnection connection, DbTransaction transaction, IReadOnlyList<NewMessage> messages)
    {
        if (messages.Count == 0) return [];
        var rows = new MessageRow[messages.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i] = MessageRow.From(messages[i].Record);
            if (messages[i].Record.State == MessageState.Sending) row.Node = database.Node;
            row.ToOptedOut = messages[i].ToOptedOut ? 1 : 0;
        }
        var stored = await database.ExecuteEachAsync(connection, transaction, Insert, rows);
        var added = new AddedMessage[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            added[i] = stored[i] > 0 ? new AddedMessage(messages[i].Record.Id, IsRepeat: false, IsSame: true) : await WhyNotAsync(connection, transaction, messages[i].Record, rows[i]);
        }
        return added;
    }

    private static async Task<AddedMessage> WhyNotAsync(DbConnection connection, DbTransaction transaction, MessageRecord wanted, MessageRow row)
    {
        if (row.ToOptedOut == 0 && await connection.ExecuteScalarAsync<long?>(OptedOut, row, transaction) is not null) return new AddedMessage(wanted.Id, IsRepeat: false, IsSame: false, IsOptedOut: true);
        var found = await connection.QuerySingleOrDefaultAsync<MessageRow>($"SELECT {MessageRow.Columns} FROM messages WHERE resource_id = @Resource AND repeat_key <> '' AND repeat_key = @RepeatKey", row, transaction)
            ?? throw new StorageException($"Message {wanted.Id} was not stored, and nothing stands in its way.");
        var stored = found.ToRecord();
        return new AddedMessage(stored.Id, IsRepeat: true, stored.From == wanted.From && stored.To == wanted.To && stored.Text == wanted.Text);
    }
}
