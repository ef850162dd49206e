using Dapper;
using Telephony.Domain.Events;
using Telephony.Domain.Identity;
using Telephony.Domain.Voicemail;
using Telephony.Storage.Databases;
using Telephony.Storage.Events;

namespace Telephony.Storage.Voicemail;

/// <summary>Voicemail on its way to mail addresses, in the database.</summary>
public sealed class VoicemailStore(Database database) : IVoicemailStore
{
    private const string Columns = """
        resource_id AS Resource, id AS Id, mailbox AS Mailbox, recipients AS Recipients, recording AS Recording, caller AS Caller, called AS Called, length_ms AS LengthMs, left_ms AS LeftMs, attempts AS Attempts, why AS Why
        """;

    private const string Insert = """
        INSERT INTO voicemail_mails (resource_id, id, mailbox, recipients, recording, caller, called, length_ms, left_ms, state, due_ms, attempts, why, node)
        VALUES (@Resource, @Id, @Mailbox, @Recipients, @Recording, @Caller, @Called, @LengthMs, @LeftMs, 0, @NowMs, 0, '', @Node)
        ON CONFLICT (resource_id, id) DO NOTHING
        """;

    private const string Here = "WHERE resource_id = @Resource AND id = @Id";

    public async ValueTask AddAsync(VoicemailMail mail, NewEvent told, DateTimeOffset now, CancellationToken cancellation) =>
        await database.ApplyAsync(
            async (connection, transaction) =>
            {
                if (mail.Recipients.Count > 0)
                {
                    await connection.ExecuteAsync(
                        Insert,
                        new
                        {
                            Resource = mail.Resource.Value, mail.Id, mail.Mailbox, Recipients = string.Join('\n', mail.Recipients), mail.Recording, mail.Caller, mail.Called, LengthMs = (long)mail.Length.TotalMilliseconds,
                            LeftMs = mail.LeftAt.ToUnixTimeMilliseconds(), NowMs = now.ToUnixTimeMilliseconds(), database.Node,
                        },
                        transaction);
                }
                await EventRows.AddAsync(database, connection, transaction, [told]);
                return 0;
            },
            cancellation).ConfigureAwait(false);

    public ValueTask<IReadOnlyList<VoicemailMail>> ClaimAsync(DateTimeOffset now, TimeSpan lease, int most, CancellationToken cancellation) =>
        database.ApplyAsync<IReadOnlyList<VoicemailMail>>(
            async (connection, transaction) => (await connection.QueryAsync<Row>(
                $"""
                UPDATE voicemail_mails SET due_ms = @LapsesMs, attempts = attempts + 1
                WHERE (resource_id, id) IN (SELECT resource_id, id FROM voicemail_mails WHERE state = 0 AND due_ms <= @NowMs AND (node = @Node OR node = '') ORDER BY due_ms LIMIT @Most {database.SkipLocked})
                RETURNING {Columns}
                """,
                new { NowMs = now.ToUnixTimeMilliseconds(), LapsesMs = (now + lease).ToUnixTimeMilliseconds(), Most = most, database.Node },
                transaction)).Select(static row => row.ToMail()).OrderBy(static mail => mail.LeftAt).ToList(),
            cancellation);

    public async ValueTask RemoveAsync(VoicemailMail mail, CancellationToken cancellation) => await ChangeAsync($"DELETE FROM voicemail_mails {Here}", mail, 0, "", cancellation).ConfigureAwait(false);

    public async ValueTask PutOffAsync(VoicemailMail mail, DateTimeOffset due, string why, CancellationToken cancellation) =>
        await ChangeAsync($"UPDATE voicemail_mails SET due_ms = @DueMs, why = @Why {Here} AND state = 0", mail, due.ToUnixTimeMilliseconds(), why, cancellation).ConfigureAwait(false);

    public async ValueTask GiveUpAsync(VoicemailMail mail, string why, CancellationToken cancellation) => await ChangeAsync($"UPDATE voicemail_mails SET state = 1, why = @Why {Here}", mail, 0, why, cancellation).ConfigureAwait(false);

    public ValueTask<IReadOnlyList<VoicemailMail>> ListAsync(VoicemailMailState state, int most, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<VoicemailMail>>(
            async connection => (await connection.QueryAsync<Row>($"SELECT {Columns} FROM voicemail_mails WHERE state = @State ORDER BY left_ms LIMIT @Most", new { State = (long)state, Most = most })).Select(static row => row.ToMail()).ToList(), cancellation);

    private ValueTask<int> ChangeAsync(string sql, VoicemailMail mail, long dueMs, string why, CancellationToken cancellation) =>
        database.ApplyAsync((connection, transaction) => connection.ExecuteAsync(sql, new { Resource = mail.Resource.Value, mail.Id, DueMs = dueMs, Why = why }, transaction), cancellation);

    /// <summary>A row as Dapper reads it.</summary>
    private sealed class Row
    {
        public string Resource { get; set; } = "";

        public string Id { get; set; } = "";

        public string Mailbox { get; set; } = "";

        public string Recipients { get; set; } = "";

        public string Recording { get; set; } = "";

        public string Caller { get; set; } = "";

        public string Called { get; set; } = "";

        public long LengthMs { get; set; }

        public long LeftMs { get; set; }

        public long Attempts { get; set; }

        public string Why { get; set; } = "";

        public VoicemailMail ToMail() => new(ResourceId.Parse(Resource), Id, Mailbox, Recipients.Split('\n'), Recording, Caller, Called, TimeSpan.FromMilliseconds(LengthMs), DateTimeOffset.FromUnixTimeMilliseconds(LeftMs)) { Attempts = (int)Attempts, Why = Why };
    }
}
